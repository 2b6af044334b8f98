package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Protocol;
import dev.postern.network.AclIntent;
import dev.postern.network.InterfaceIntent;
import dev.postern.network.KeyRange;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Network ACLs as chains, one per subnet and direction whose ACL does not pass everything anyway. A chain returns when it allows,
 * and at once for packets within the subnet.
 */
final class AclRules {
    private final List<RulesetPart> parts = new ArrayList<>();
    private final Map<SubnetId, List<String>> members = new TreeMap<>();
    private final Map<Boolean, List<String>> judged = new TreeMap<>();

    AclRules(VpcIntent vpc) {
        for (InterfaceIntent plugged : vpc.interfaces().values()) {
            members.computeIfAbsent(plugged.subnet(), id -> new ArrayList<>()).add(VpcRules.link(plugged));
        }
        for (SubnetIntent subnet : vpc.subnets().values()) {
            subnet.acl().ifPresent(acl -> {
                direction(subnet, acl, true);
                direction(subnet, acl, false);
            });
        }
        judged.forEach((out, elements) ->
                parts.add(new RulesetPart.Elements("map", mapName(out), "type ifname : verdict", elements)));
    }

    List<RulesetPart> parts() {
        return List.copyOf(parts);
    }

    /** The rule that asks the ACLs about what leaves or enters a subnet; empty if none has anything to say. */
    Optional<String> judge(boolean out) {
        return judged.containsKey(out)
                ? Optional.of((out ? "iifname" : "oifname") + " vmap @" + mapName(out))
                : Optional.empty();
    }

    private static String mapName(boolean out) {
        return out ? "acl-out" : "acl-in";
    }

    private void direction(SubnetIntent subnet, AclIntent acl, boolean out) {
        if (acl.passesAll(out, Family.IPV4)) {
            return;
        }
        List<String> links = members.getOrDefault(subnet.id(), List.of());
        String name = mapName(out) + "-" + subnet.id().value().substring(SubnetId.PREFIX.length() + 1);
        List<String> rules = new ArrayList<>();
        rules.add((out ? "oifname" : "iifname") + " { " + String.join(", ", links) + " } return");
        for (NetworkAcl.Entry entry : acl.entries(out)) {
            if (entry.cidr().family() == Family.IPV4) {
                rules.add(rule(entry, out));
            }
        }
        rules.add("drop");
        parts.add(new RulesetPart.Chain(name, "", rules));
        List<String> elements = judged.computeIfAbsent(out, direction -> new ArrayList<>());
        links.forEach(link -> elements.add(link + " : jump " + name));
    }

    private static String rule(NetworkAcl.Entry entry, boolean out) {
        StringBuilder rule = new StringBuilder();
        if (entry.cidr().length() > 0) {
            rule.append("ip ")
                    .append(out ? "daddr " : "saddr ")
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
        return rule.append(entry.allow() ? "return" : "drop").toString();
    }
}
