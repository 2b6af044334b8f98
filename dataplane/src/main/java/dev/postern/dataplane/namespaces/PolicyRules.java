package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Protocol;
import dev.postern.network.AddressSet;
import dev.postern.network.DirectionPolicy;
import dev.postern.network.SecurityPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Security policies as chains: one per distinct policy and direction, that looks the protocol up, then the port, and jumps to a
 * chain that looks the peer up. An egress chain returns when it allows, as the ingress chain of the receiver comes next;
 * an ingress chain accepts.
 */
final class PolicyRules {
    private final StringBuilder text = new StringBuilder();
    private final Map<DirectionPolicy, String> egress = new LinkedHashMap<>();
    private final Map<DirectionPolicy, String> ingress = new LinkedHashMap<>();
    private final Map<AddressSet, String> sets = new LinkedHashMap<>();
    private final Map<String, String> leaves = new LinkedHashMap<>();

    /** What the verdict maps say for an interface with the policy. */
    record Names(String ingress, String egress) {}

    Names add(SecurityPolicy policy) {
        return new Names(direction(policy.ingress(), false), direction(policy.egress(), true));
    }

    /** All sets and chains that the names so far need. */
    String chains() {
        return text.toString();
    }

    private String direction(DirectionPolicy policy, boolean out) {
        Map<DirectionPolicy, String> known = out ? egress : ingress;
        String before = known.get(policy);
        if (before != null) {
            return before;
        }
        String verdict = policy.slices().isEmpty() && policy.otherProtocols().isEmpty()
                ? direct(policy.anyProtocol(), out)
                : "jump " + chain(policy, out, (out ? "out-" : "in-") + (known.size() + 1));
        known.put(policy, verdict);
        return verdict;
    }

    /** The verdict of a policy that looks at the peer only. */
    private String direct(AddressSet peers, boolean out) {
        String leaf = leaf(peers, out);
        // A verdict map of a base chain cannot return: what goes on is called continue there.
        return leaf.startsWith("goto ") ? leaf.replace("goto ", "jump ") : leaf.equals("return") ? "continue" : leaf;
    }

    private String chain(DirectionPolicy policy, boolean out, String name) {
        List<String> protocols = new ArrayList<>();
        String any = leaf(policy.anyProtocol(), out);
        for (Protocol protocol : List.of(Protocol.ICMP, Protocol.TCP, Protocol.UDP)) {
            List<String> keys = policy.slices().stream()
                    .filter(slice -> slice.protocol().equals(protocol))
                    .map(slice -> slice.keys() + " : " + leaf(slice.peers(), out))
                    .toList();
            if (!keys.isEmpty()) {
                String keyed = name + "-" + protocol;
                // An ICMP type and code lie where a source port lies, and are compared as one number.
                line(1, "chain " + keyed + " {");
                line(2, (protocol.isIcmp() ? "@th,0,16" : "th dport") + " vmap { " + String.join(", ", keys) + " }");
                line(2, any);
                line(1, "}");
                protocols.add(protocol + " : goto " + keyed);
            }
        }
        policy.otherProtocols()
                .forEach((protocol, peers) -> protocols.add(protocol.number() + " : " + leaf(peers, out)));
        line(1, "chain " + name + " {");
        if (!protocols.isEmpty()) {
            line(2, "meta l4proto vmap { " + String.join(", ", protocols) + " }");
        }
        line(2, any);
        line(1, "}");
        return name;
    }

    /** The verdict on a packet of which only the peer is still unknown. */
    private String leaf(AddressSet peers, boolean out) {
        AddressSet ipv4 = peers.of(Family.IPV4);
        String allowed = out ? "return" : "accept";
        if (ipv4.isEmpty()) {
            return "drop";
        }
        if (ipv4.isAll(Family.IPV4)) {
            return allowed;
        }
        String set = sets.get(ipv4);
        if (set == null) {
            set = "peers-" + (sets.size() + 1);
            sets.put(ipv4, set);
            text.append(VpcRules.block(
                    "set " + set,
                    "type ipv4_addr; flags interval",
                    ipv4.blocks().stream().map(Cidr::toString).toList()));
        }
        String name = (out ? "to-" : "from-") + set;
        if (leaves.putIfAbsent(name, set) == null) {
            line(1, "chain " + name + " {");
            line(2, "ip " + (out ? "daddr" : "saddr") + " @" + set + " " + allowed);
            line(2, "drop");
            line(1, "}");
        }
        return "goto " + name;
    }

    private void line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }
}
