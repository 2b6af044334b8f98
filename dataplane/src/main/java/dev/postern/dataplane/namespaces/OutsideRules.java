package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.Places;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.network.InternetPolicy;
import dev.postern.network.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How what is for the world beyond the cloud gets to the server, where the internet is open. Nothing is forwarded to the host: the packets
 * end in sockets that a transparent listener accepts in the internet's namespace, each with the address that was asked as its own.
 *
 * <pre>
 * prerouting: of the cloud -> go on; never reached -> a reset, or go on; TCP (and UDP of IPv4) -> the listener, and marked
 * routing:    marked -> delivered here, whatever its address; else no way, of which the sender is told
 * </pre>
 *
 * Without the listener, or without the chain, nothing is marked. Addresses that only the host knows are judged by the server.
 */
final class OutsideRules {
    /** Delivers everything here: only what has a listener is looked up in it. */
    private static final int DELIVERED_TABLE = 80;

    private static final int LED = Judgement.ADMITTED | Judgement.SENDER;

    private OutsideRules() {}

    /** Of both tables. */
    static List<RulesetPart> parts(Outside outside) {
        return outside instanceof Outside.Open(InternetPolicy policy, var _)
                ? Stream.of(PacketTable.values())
                        .map(table -> InternetDesign.hook(
                                table, "outside", "prerouting priority mangle; policy accept;", leading(table, policy)))
                        .toList()
                : List.of();
    }

    /** What was led to a listener is marked before it comes here, and nothing else is. */
    static List<String> input(Outside outside) {
        return outside instanceof Outside.Open ? List.of(Judgement.has(LED) + " accept") : List.of();
    }

    private static List<String> leading(PacketTable table, InternetPolicy policy) {
        List<String> rules = new ArrayList<>();
        rules.add(table.destination() + " " + AddressPlan.everythingPublic(table.family()) + " accept");
        String allowed = set(policy.allowed(table.family()));
        String refused = (allowed.isEmpty() ? "" : table.destination() + " != " + allowed + " ") + table.destination()
                + " " + set(InternetPolicy.special(table.family()));
        // The kernel tells of other packets that have no way only now and then.
        rules.add(refused + " meta l4proto tcp reject with tcp reset");
        rules.add(refused + " accept");
        // Whom a datagram was for, the server learns of IPv4 only.
        List<String> protocols = table == PacketTable.IPV4 ? List.of("tcp", "udp") : List.of("tcp");
        for (String link : InternetDesign.links(table)) {
            for (String protocol : protocols) {
                rules.add("iifname " + link + " meta l4proto " + protocol + " tproxy to :" + Places.OUTSIDE_PORT + " "
                        + Judgement.note(Judgement.SENDER) + " accept");
            }
        }
        return rules;
    }

    private static String set(List<Cidr> blocks) {
        return blocks.isEmpty()
                ? ""
                : blocks.stream().map(Cidr::toString).collect(Collectors.joining(", ", "{ ", " }"));
    }

    static Set<RoutingRule> routing(Outside outside) {
        return outside instanceof Outside.Open
                ? Stream.of(Family.values())
                        .map(family -> new RoutingRule(
                                family,
                                105,
                                "fwmark " + Judgement.hex(LED) + "/" + Judgement.hex(LED),
                                DELIVERED_TABLE))
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }

    static Set<KernelRoute> routes(Outside outside) {
        return outside instanceof Outside.Open
                ? Stream.of(Family.values())
                        .map(Cidr::all)
                        .flatMap(all -> Stream.of(
                                KernelRoute.local(DELIVERED_TABLE, all),
                                KernelRoute.prohibited(NamespaceState.MAIN_TABLE, all)))
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }
}
