package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Timeout;
import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.net.Protocol;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.InterfacePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How long connections of interfaces are remembered that want it otherwise than the router does by itself. Of a connection between two
 * of them the shorter time counts, as without either of them it is over; of datagrams, of which each may be shorter in another time, those of the one
 * whose time to and fro is shorter.
 *
 * @param table for the packets of which family
 * @param links of the interfaces that want it, by what they want
 */
record TimeoutRules(PacketTable table, SharedMap<Idle, Elements> links) {
    /** Where nobody wants anything. */
    static TimeoutRules none(PacketTable table) {
        return new TimeoutRules(table, SharedMap.empty());
    }

    /**
     * What an interface wants for a protocol.
     *
     * @param first in seconds: of an established TCP connection, or of datagrams one way
     * @param second of datagrams to and fro; 0 for TCP
     */
    record Idle(Protocol protocol, int first, int second) implements Comparable<Idle> {
        /** The longest first: of two that are set the later one counts. */
        private static final Comparator<Idle> ORDER = Comparator.comparing(Idle::protocol)
                .thenComparing(Comparator.comparingInt(Idle::second).reversed())
                .thenComparing(Comparator.comparingInt(Idle::first).reversed());

        @Override
        public int compareTo(Idle other) {
            return ORDER.compare(this, other);
        }

        private String name() {
            return "idle-" + protocol + "-" + first + (second == 0 ? "" : "-" + second);
        }

        private Timeout timeout(PacketTable table) {
            return new Timeout(
                    table.table(),
                    name(),
                    protocol.toString(),
                    second == 0 ? "established : " + first : "unreplied : " + first + ", replied : " + second);
        }

        private Elements nobody(PacketTable table) {
            return Elements.of(table.table(), "set", name() + "-links", "type ifname", List.of());
        }
    }

    private static Set<Idle> wanted(ConnectionTimeouts timeouts) {
        Set<Idle> wanted = new TreeSet<>();
        if (timeouts.ofTcp() != ConnectionTimeouts.DEFAULT.ofTcp()) {
            wanted.add(new Idle(Protocol.TCP, timeouts.ofTcp(), 0));
        }
        if (timeouts.ofUdp() != ConnectionTimeouts.DEFAULT.ofUdp()
                || timeouts.ofUdpStream() != ConnectionTimeouts.DEFAULT.ofUdpStream()) {
            wanted.add(new Idle(Protocol.UDP, timeouts.ofUdp(), timeouts.ofUdpStream()));
        }
        return wanted;
    }

    TimeoutRules plus(InterfacePort one) {
        SharedMap<Idle, Elements> all = links;
        for (Idle idle : wanted(one.timeouts())) {
            all = all.with(idle, some -> (some == null ? idle.nobody(table) : some).plus(VpcRules.link(one)));
        }
        return new TimeoutRules(table, all);
    }

    TimeoutRules minus(InterfacePort one) {
        SharedMap<Idle, Elements> rest = links;
        for (Idle idle : wanted(one.timeouts())) {
            rest = rest.with(idle, some -> without(some, VpcRules.link(one)));
        }
        return new TimeoutRules(table, rest);
    }

    private static @Nullable Elements without(@Nullable Elements some, String link) {
        return some == null || some.minus(link).elements().isEmpty() ? null : some.minus(link);
    }

    /** None where nobody wants anything else. */
    List<RulesetPart> parts() {
        List<RulesetPart> parts = new ArrayList<>();
        List<String> forward = new ArrayList<>(List.of("ct state != new accept"));
        List<String> input = new ArrayList<>(forward);
        links.forEach((idle, those) -> {
            parts.add(idle.timeout(table));
            parts.add(those);
            String protocol = "meta l4proto " + idle.protocol() + " ";
            String set = " @" + those.name() + " ct timeout set \"" + idle.name() + "\"";
            forward.add(protocol + "iifname" + set);
            forward.add(protocol + "oifname" + set);
            input.add(protocol + "iifname" + set);
        });
        if (!links.isEmpty()) {
            parts.add(Chain.base(
                    table.table(), "idle", "type filter hook forward priority filter - 5; policy accept;", forward));
            parts.add(Chain.base(
                    table.table(),
                    "idle-services",
                    "type filter hook input priority filter - 5; policy accept;",
                    input));
        }
        return parts;
    }
}
