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
 * chain that looks the peer up. An egress chain marks what it allows and returns, as the ingress chain of the receiver comes
 * next; an ingress chain accepts. Sets and chains are called after their content, so that a change makes new ones beside the old.
 */
final class PolicyRules {
    /** The chain that marks what a sender may send. */
    static final String PASSED = "out-passed";

    private static final int NAME_DIGITS = 12;

    private final Map<String, RulesetPart> parts = new LinkedHashMap<>();
    private final Map<DirectionPolicy, String> egress = new LinkedHashMap<>();
    private final Map<DirectionPolicy, String> ingress = new LinkedHashMap<>();

    /** What the verdict maps say for an interface with the policy. */
    record Names(String ingress, String egress) {}

    PolicyRules() {
        parts.put(PASSED, new RulesetPart.Chain(PASSED, "", List.of(Judgement.note(Judgement.SENDER))));
    }

    Names add(SecurityPolicy policy) {
        return new Names(
                ingress.computeIfAbsent(policy.ingress(), p -> verdict(p, false)),
                egress.computeIfAbsent(policy.egress(), p -> verdict(p, true)));
    }

    /** All sets and chains that the names so far need. */
    List<RulesetPart> parts() {
        return List.copyOf(parts.values());
    }

    private String verdict(DirectionPolicy policy, boolean out) {
        String any = leaf(policy.anyProtocol(), out);
        if (!policy.slices().isEmpty() || !policy.otherProtocols().isEmpty()) {
            return "jump " + chain(policy, any, out);
        }
        return any.replace("goto ", "jump ");
    }

    private String chain(DirectionPolicy policy, String any, boolean out) {
        String direction = out ? "out-" : "in-";
        List<String> protocols = new ArrayList<>();
        for (Protocol protocol : List.of(Protocol.ICMP, Protocol.TCP, Protocol.UDP)) {
            List<String> keys = policy.slices().stream()
                    .filter(slice -> slice.protocol().equals(protocol))
                    .map(slice -> slice.keys() + " : " + leaf(slice.peers(), out))
                    .toList();
            if (!keys.isEmpty()) {
                // An ICMP type and code lie where a source port lies, and are compared as one number.
                String key = protocol.isIcmp() ? "@th,0,16" : "th dport";
                String chain = chain(
                        direction + protocol + "-", List.of(key + " vmap { " + String.join(", ", keys) + " }", any));
                protocols.add(protocol + " : goto " + chain);
            }
        }
        policy.otherProtocols()
                .forEach((protocol, peers) -> protocols.add(protocol.number() + " : " + leaf(peers, out)));
        return chain(direction, List.of("meta l4proto vmap { " + String.join(", ", protocols) + " }", any));
    }

    /** The verdict on a packet of which only the peer is still unknown. */
    private String leaf(AddressSet peers, boolean out) {
        AddressSet ipv4 = peers.of(Family.IPV4);
        String allowed = out ? "goto " + PASSED : "accept";
        if (ipv4.isEmpty()) {
            return "drop";
        }
        if (ipv4.isAll(Family.IPV4)) {
            return allowed;
        }
        String set = "peers-" + Digest.of(ipv4.toString(), NAME_DIGITS);
        parts.putIfAbsent(
                set,
                new RulesetPart.Elements(
                        "set",
                        set,
                        "type ipv4_addr; flags interval",
                        ipv4.blocks().stream().map(Cidr::toString).toList()));
        return "goto "
                + chain(
                        out ? "to-" : "from-",
                        List.of("ip " + (out ? "daddr" : "saddr") + " @" + set + " " + allowed, "drop"));
    }

    private String chain(String prefix, List<String> rules) {
        String name = prefix + Digest.of(String.join("\n", rules), NAME_DIGITS);
        parts.putIfAbsent(name, new RulesetPart.Chain(name, "", rules));
        return name;
    }
}
