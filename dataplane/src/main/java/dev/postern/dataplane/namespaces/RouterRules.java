package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Family;
import dev.postern.network.VpcIntent;
import java.util.Optional;

/**
 * All rules of a VPC's router: those for IPv4, and those for IPv6 where the VPC has a block of it. Where it has none no IPv6 packet
 * is routed, and there is nothing to judge.
 */
record RouterRules(VpcRules ipv4, Optional<VpcRules> ipv6, Ruleset ruleset) {
    static RouterRules of(VpcIntent vpc) {
        return of(vpc, Optional.empty());
    }

    /** The same, made from the rules of the VPC as it was: what did not change is not made again. */
    static RouterRules of(VpcIntent vpc, Optional<RouterRules> previous) {
        Ruleset before = previous.map(RouterRules::ruleset).orElse(Ruleset.NONE);
        VpcRules ipv4 = VpcRules.of(PacketTable.IPV4, vpc, previous.map(RouterRules::ipv4), before);
        Optional<VpcRules> was = previous.flatMap(RouterRules::ipv6);
        if (vpc.blocks(Family.IPV6).isEmpty()) {
            Ruleset rest = was.isEmpty() ? ipv4.ruleset() : ipv4.ruleset().without(RulesetPart.IPV6);
            return new RouterRules(ipv4, Optional.empty(), rest);
        }
        VpcRules ipv6 = VpcRules.of(PacketTable.IPV6, vpc, was, ipv4.ruleset());
        return new RouterRules(ipv4, Optional.of(ipv6), ipv6.ruleset());
    }
}
