package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Protocol;
import dev.postern.network.AclIntent;
import dev.postern.network.InterfacePort;
import dev.postern.network.KeyRange;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Network ACLs as chains, one per subnet and direction whose ACL does not pass everything anyway. A chain marks what it allows,
 * and at once what stays within the subnet, also if nobody is there. Where one subnet has such a chain, all interfaces are asked for: who is not in the map
 * is not marked.
 */
final class AclRules {
    private final List<RulesetPart> parts = new ArrayList<>();
    private final Map<SubnetId, String> leaving = new TreeMap<>();
    private final Map<SubnetId, String> entering = new TreeMap<>();
    private final PacketTable table;
    private final TreeSet<Boolean> judged = new TreeSet<>();

    AclRules(VpcIntent vpc, PacketTable table) {
        this.table = table;
        for (boolean out : List.of(true, false)) {
            if (vpc.subnets().values().stream().anyMatch(subnet -> hasChain(subnet, out))) {
                judged.add(out);
                parts.add(new RulesetPart.Chain(
                        RulesetPart.Rank.NOTE, table, passed(out), List.of(Judgement.note(bit(out)))));
            }
        }
        if (judged.isEmpty()) {
            return;
        }
        Map<SubnetId, List<String>> members = new TreeMap<>();
        for (InterfacePort plugged : vpc.interfaces().values()) {
            members.computeIfAbsent(plugged.subnet(), id -> new ArrayList<>()).add(VpcRules.link(plugged));
        }
        for (boolean out : judged) {
            for (SubnetIntent subnet : vpc.subnets().values()) {
                String chain = hasChain(subnet, out)
                        ? subnet.acl()
                                .map(acl -> chain(subnet, members.getOrDefault(subnet.id(), List.of()), acl, out))
                                .orElseThrow()
                        : passed(out);
                (out ? leaving : entering).put(subnet.id(), "jump " + chain);
            }
        }
    }

    private boolean hasChain(SubnetIntent subnet, boolean out) {
        return subnet.acl().filter(acl -> !acl.passesAll(out, table.family())).isPresent();
    }

    /** Who judges what leaves or enters a subnet; empty if nobody has anything to say in that direction. */
    String verdict(SubnetId subnet, boolean out) {
        return (out ? leaving : entering).getOrDefault(subnet, "");
    }

    /** What goes out of the VPC, and what comes in, at one of its edges: there is no subnet. */
    static String passedElement(String link, boolean out) {
        return VpcRules.quoted(link) + " : jump " + passed(out);
    }

    /** The chain that marks what is allowed. */
    private static String passed(boolean out) {
        return mapName(out) + "-passed";
    }

    /** What the ACLs note on the packets that they let pass, in a direction in which they have anything to say. */
    int bits(boolean out) {
        return judged.contains(out) ? bit(out) : 0;
    }

    private static int bit(boolean out) {
        return out ? Judgement.ACL_OUT : Judgement.ACL_IN;
    }

    List<RulesetPart> parts() {
        return List.copyOf(parts);
    }

    /** The rule that asks the ACLs about what leaves or enters a subnet; empty if none has anything to say. */
    Optional<String> judge(boolean out) {
        return judged.contains(out)
                ? Optional.of((out ? "iifname" : "oifname") + " vmap @" + mapName(out))
                : Optional.empty();
    }

    boolean judges(boolean out) {
        return judged.contains(out);
    }

    static String mapName(boolean out) {
        return out ? "acl-out" : "acl-in";
    }

    private String chain(SubnetIntent subnet, List<String> links, AclIntent acl, boolean out) {
        String name = mapName(out) + "-" + subnet.id().value().substring(SubnetId.PREFIX.length() + 1);
        List<String> rules = new ArrayList<>();
        rules.add((out ? "oifname" : "iifname") + " { " + String.join(", ", links) + " } goto " + passed(out));
        if (out) {
            subnet.block(table.family())
                    .ifPresent(block -> rules.add(
                            Drops.nowhere(table) + table.destination() + " " + block + " goto " + passed(true)));
        }
        for (NetworkAcl.Entry entry : acl.entries(out)) {
            if (table.has(entry.cidr())) {
                rules.add(rule(entry, out));
            }
        }
        rules.add(refused(out));
        parts.add(new RulesetPart.Chain(RulesetPart.Rank.SUBJECT, table, name, rules));
        return name;
    }

    private String rule(NetworkAcl.Entry entry, boolean out) {
        StringBuilder rule = new StringBuilder();
        if (entry.cidr().length() > 0) {
            rule.append(out ? table.destination() : table.source())
                    .append(' ')
                    .append(entry.cidr())
                    .append(' ');
        }
        Protocol protocol = entry.protocol();
        if (!protocol.equals(Protocol.ALL)) {
            rule.append("meta l4proto ").append(protocol.number()).append(' ');
            KeyRange keys = KeyRange.of(protocol, entry.ports());
            if (!keys.equals(KeyRange.ALL)) {
                rule.append(protocol.isIcmp() ? "@th,0,16 " : "th dport ")
                        .append(keys)
                        .append(' ');
            }
        }
        return rule.append(entry.allow() ? "goto " + passed(out) : refused(out)).toString();
    }

    private static String refused(boolean out) {
        return Drops.at(out ? Stage.NACL_OUT : Stage.NACL_IN);
    }
}
