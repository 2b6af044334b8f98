package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.GuestService;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.TreeMap;

/**
 * What leads questions to a VPC's resolver. A VPC has few sockets, as there are many VPCs: the resolver has one for datagrams at one of
 * its addresses, and for streams shares the one of the web. The kernel gives the answers the address that was asked.
 */
final class ResolverRules {
    private ResolverRules() {}

    /** None where the VPC's resolver is off. */
    static List<RulesetPart> of(PacketTable table, VpcIntent vpc) {
        Ip listening = GuestService.resolver(table.family());
        TreeMap<String, String> doors = new TreeMap<>();
        for (GuestService asked : vpc.guests()) {
            if (asked.kind() == GuestService.Kind.RESOLVER && table.has(asked.address())) {
                int port = asked.protocol().equals(Protocol.TCP) ? GuestService.STREAMS_PORT : asked.port();
                String from = asked.address() + " . " + asked.protocol() + " . " + asked.port();
                String to = listening + " . " + asked.protocol() + " . " + port;
                if (!from.equals(to)) {
                    doors.put(from, listening + " . " + port);
                }
            }
        }
        if (doors.isEmpty()) {
            return List.of();
        }
        String type = table.addressType();
        return List.of(
                Elements.of(
                        table.table(),
                        "map",
                        "resolver",
                        "type " + type + " . inet_proto . inet_service : " + type + " . inet_service",
                        doors.entrySet().stream()
                                .map(door -> door.getKey() + " : " + door.getValue())
                                .toList()),
                Chain.base(
                        table.table(),
                        "asking",
                        "type nat hook prerouting priority dstnat; policy accept;",
                        List.of(VpcRules.INTERFACES + "dnat " + table.table() + " to " + table.destination()
                                + " . meta l4proto . th dport map @resolver")));
    }
}
