package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Nat64;
import dev.postern.network.trace.Stage;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a VPC's router lets come to its NAT gateways, after connections that are known: what a route hands them to be translated, and
 * nothing that is addressed to them. They themselves would drop the rest, too ({@link NatDesign}); here a note of it is kept.
 *
 * <p>Of IPv6 they get what is under the prefix of IPv4 addresses, where somebody can be at such a one.
 *
 * @param table for the packets of which family
 * @param addresses of all of them
 */
record NatRules(PacketTable table, Elements addresses) {
    private static final String CHAIN = "into-nat";
    private static final String SET = "nats";

    /** What the verdict map says for a NAT gateway's interface. */
    static final String VERDICT = "goto " + CHAIN;

    /** Those that there are. */
    static NatRules in(PacketTable table, Ruleset before) {
        return new NatRules(table, before.earlier(RulesetPart.IPV4, "set", SET, "type ipv4_addr"));
    }

    NatRules plus(List<Ip> more) {
        Elements all = addresses;
        for (Ip one : more) {
            all = all.plus(one.toString());
        }
        return new NatRules(table, all);
    }

    NatRules minus(List<Ip> gone) {
        Elements rest = addresses;
        for (Ip one : gone) {
            rest = rest.minus(one.toString());
        }
        return new NatRules(table, rest);
    }

    /** For IPv4 none where there is no NAT gateway. */
    List<RulesetPart> parts() {
        return switch (table) {
            case IPV4 -> ofIpv4();
            case IPV6 -> List.of(ofIpv6());
        };
    }

    private RulesetPart ofIpv6() {
        String untranslated =
                Nat64.untranslated().stream().map(Cidr::toString).collect(Collectors.joining(", ", "{ ", " } "));
        return new Chain(
                Rank.SUBJECT,
                table,
                CHAIN,
                List.of(
                        "ip6 daddr != " + Nat64.PREFIX + " " + Drops.at(Stage.NAT),
                        "ip6 daddr " + untranslated + Drops.at(Stage.NAT),
                        "meta l4proto { tcp, udp } accept",
                        "icmpv6 type echo-request accept",
                        Drops.at(Stage.NAT)));
    }

    private List<RulesetPart> ofIpv4() {
        return addresses.elements().isEmpty()
                ? List.of()
                : List.of(
                        addresses,
                        new Chain(
                                Rank.SUBJECT,
                                PacketTable.IPV4,
                                CHAIN,
                                List.of(
                                        "ip daddr @" + SET + " " + Drops.at(Stage.NAT),
                                        "meta l4proto != { icmp, tcp, udp } " + Drops.at(Stage.NAT),
                                        "accept")));
    }
}
