package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Rank;
import dev.postern.model.net.Ip;
import dev.postern.network.trace.Stage;
import java.util.List;

/**
 * What a VPC's router lets come to its NAT gateways, after connections that are known: what a route hands them to be translated, and
 * nothing that is addressed to them. They themselves would drop the rest, too ({@link NatDesign}); here a note of it is kept.
 *
 * @param addresses of all of them
 */
record NatRules(Elements addresses) {
    private static final String CHAIN = "into-nat";
    private static final String SET = "nats";

    /** What the verdict map says for a NAT gateway's interface. */
    static final String VERDICT = "goto " + CHAIN;

    /** Those that there are. */
    static NatRules in(Ruleset before) {
        return new NatRules(before.earlier(RulesetPart.IPV4, "set", SET, "type ipv4_addr"));
    }

    NatRules plus(List<Ip> more) {
        Elements all = addresses;
        for (Ip one : more) {
            all = all.plus(one.toString());
        }
        return new NatRules(all);
    }

    NatRules minus(List<Ip> gone) {
        Elements rest = addresses;
        for (Ip one : gone) {
            rest = rest.minus(one.toString());
        }
        return new NatRules(rest);
    }

    /** None where there is no NAT gateway. */
    List<RulesetPart> parts() {
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
