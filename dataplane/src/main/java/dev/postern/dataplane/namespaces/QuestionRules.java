package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.model.net.Protocol;
import dev.postern.network.GuestService;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What leads questions to where the server listens for them. A VPC has few sockets, as there are many VPCs: its resolver has one for
 * datagrams at one of its addresses, and for streams shares the one of the web; its subnets' DHCP servers have one together. The kernel
 * gives the answers the address that was asked.
 *
 * <p>Who asks for an address has none yet, and asks whoever hears it. The link says who that is, so it gets its own address as a source
 * and its gateway's as a destination before anything else looks at it, and is a packet like others from there on. Who asks by IPv6 has
 * an address of the link, which means nothing elsewhere: it gets the interface's own instead and the listener's as a destination, and is
 * given back on the way to the link, with the gateway as the source.
 */
final class QuestionRules {
    /** The address of whoever is at a link. */
    static final String LESSEES = "lessees";

    /** The address that is known on the link of whoever has an IPv6 address. */
    static final String LINK_LOCALS = "link-locals";

    /** The gateway of whoever has an address. */
    private static final String LESSORS = "lessors";

    private static final String TO_ANYBODY = "ip daddr 255.255.255.255 udp dport " + GuestService.DHCP_PORT + " ";

    private static final String V6_LISTENER = GuestService.DHCPV6_LISTENER + " udp ";

    private QuestionRules() {}

    /** What the map of lessees is keyed by: by IPv4 they have no address yet. */
    static String lesseesType(PacketTable table) {
        return "type ifname . ether_addr"
                + switch (table) {
                    case IPV4 -> "";
                    case IPV6 -> " . ipv6_addr";
                }
                + " : " + table.addressType();
    }

    /** None where the VPC has neither a resolver nor a subnet of the family. */
    static List<RulesetPart> of(PacketTable table, VpcIntent vpc) {
        TreeMap<String, String> doors = new TreeMap<>();
        for (GuestService asked : vpc.guests()) {
            if (table.has(asked.address())) {
                String from = asked.address() + " . " + asked.protocol() + " . " + asked.port();
                String to = listening(table, asked);
                if (!to.equals(asked.address() + " . " + asked.port())) {
                    doors.put(from, to);
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
                        "questions",
                        "type " + type + " . inet_proto . inet_service : " + type + " . inet_service",
                        doors.entrySet().stream()
                                .map(door -> door.getKey() + " : " + door.getValue())
                                .toList()),
                Chain.base(
                        table.table(),
                        "asking",
                        "type nat hook prerouting priority dstnat; policy accept;",
                        List.of(VpcRules.INTERFACES + "dnat " + table.table() + " to " + table.destination()
                                + " . meta l4proto . th dport map @questions")));
    }

    private static String listening(PacketTable table, GuestService asked) {
        return switch (asked.kind()) {
            case RESOLVER ->
                GuestService.resolver(table.family()) + " . "
                        + (asked.protocol().equals(Protocol.TCP) ? GuestService.STREAMS_PORT : asked.port());
            case DHCP_SERVER ->
                (table == PacketTable.IPV4 ? GuestService.DHCP_LISTENER : asked.address()) + " . " + asked.port();
            case INSTANCE_METADATA, TIME -> asked.address() + " . " + asked.port();
        };
    }

    /** What of it arrives by way of the rules alone, and how a rule begins that looks at it. */
    static List<String> arriving(PacketTable table, VpcIntent vpc) {
        Stream<String> resolver = vpc.guests().stream()
                .filter(service -> service.kind() == GuestService.Kind.RESOLVER)
                .limit(1)
                .map(_ -> GuestService.resolver(table.family()) + " tcp dport " + GuestService.STREAMS_PORT);
        Stream<String> led = Stream.concat(resolver, listener(table, vpc)).map(where -> where + " ct status dnat ");
        Stream<String> told = listens(PacketTable.IPV6, table, vpc)
                ? Stream.of(V6_LISTENER + "dport " + GuestService.DHCPV6_PORT + " ")
                : Stream.of();
        return Stream.concat(led, told)
                .map(where -> VpcRules.INTERFACES + table.destination() + " " + where)
                .toList();
    }

    private static Stream<String> listener(PacketTable table, VpcIntent vpc) {
        return listens(PacketTable.IPV4, table, vpc)
                ? Stream.of(GuestService.DHCP_LISTENER + " udp dport " + GuestService.DHCP_PORT)
                : Stream.of();
    }

    private static boolean listens(PacketTable wanted, PacketTable table, VpcIntent vpc) {
        return table == wanted && leases(table, vpc);
    }

    private static boolean leases(PacketTable table, VpcIntent vpc) {
        return vpc.guests().stream()
                .anyMatch(service -> service.kind() == GuestService.Kind.DHCP_SERVER && table.has(service.address()));
    }

    /** What they look at. */
    static List<RulesetPart> lessors(PacketTable table, VpcIntent vpc) {
        return listens(PacketTable.IPV4, table, vpc)
                ? List.of(Elements.of(
                        table.table(),
                        "map",
                        LESSORS,
                        "type ipv4_addr : ipv4_addr; flags interval",
                        vpc.subnets().values().stream()
                                .filter(subnet -> subnet.router().isPresent())
                                .map(QuestionRules::lessor)
                                .toList()))
                : List.of();
    }

    private static String lessor(SubnetIntent subnet) {
        return subnet.cidr().orElseThrow() + " : " + subnet.router().orElseThrow();
    }

    /** Gives the questions of those who have no address yet their own, and their gateway's. */
    static List<String> addressed(PacketTable table, VpcIntent vpc) {
        if (!leases(table, vpc)) {
            return List.of();
        }
        return switch (table) {
            case IPV4 ->
                List.of(
                        "ip saddr 0.0.0.0 " + TO_ANYBODY + "ip saddr set iifname . ether saddr map @" + LESSEES,
                        VpcRules.INTERFACES + TO_ANYBODY + "ip daddr set ip saddr map @" + LESSORS);
            case IPV6 ->
                List.of(
                        "ip6 daddr " + V6_LISTENER + "dport " + GuestService.DHCPV6_PORT + " drop",
                        "ip6 daddr " + GuestService.DHCPV6_SERVERS + " udp dport " + GuestService.DHCPV6_PORT
                                + " ip6 saddr set iifname . ether saddr . ip6 saddr map @" + LESSEES
                                + " ip6 daddr set " + GuestService.DHCPV6_LISTENER);
        };
    }

    /** Gives the answers to them the address that is known on the link, once they are on the way there. */
    static List<RulesetPart> answered(PacketTable table, VpcIntent vpc) {
        return listens(PacketTable.IPV6, table, vpc)
                ? List.of(Chain.base(
                        table.table(),
                        "telling",
                        "type filter hook postrouting priority srcnat + 20; policy accept;",
                        List.of("ip6 saddr " + V6_LISTENER + "sport " + GuestService.DHCPV6_PORT
                                + " ip6 daddr set ip6 daddr map @" + LINK_LOCALS + " ip6 saddr set "
                                + LinkEnd.GATEWAY_IPV6)))
                : List.of();
    }
}
