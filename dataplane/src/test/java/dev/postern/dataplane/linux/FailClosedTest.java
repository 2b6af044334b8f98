package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.namespaces.Scenario;
import dev.postern.dataplane.namespaces.VpcRulesets;
import dev.postern.network.NetworkIntent;
import dev.postern.network.VpcIntent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever part of a router's rules vanishes while nobody mends it: what is refused stays refused. */
@PacketTest
@Tag("hostile")
final class FailClosedTest {
    private static final List<String> BASE_CHAINS = List.of(
            "prerouting", "forward", "forward-gate", "input", "input-gate", "output", "output-gate", "edge", "leaving");

    private static final List<String> IPV6_CHAINS =
            List.of("prerouting", "forward", "forward-gate", "input", "input-gate", "edge", "egress-in", "egress-out");

    /** Without it a packet of no connection is judged as one that begins a connection. */
    private static final Pattern HARMLESS = Pattern.compile("ct state invalid drop");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"NETWORK_ACLS", "PEERING", "IPV6", "BLOCKED_PUBLIC_ACCESS"})
    void nothingPassesBecauseARuleVanished(Scenario scenario) throws Exception {
        try (Network network = new Network(directory)) {
            NetworkIntent intent = network.apply(scenario.topology());
            VpcIntent vpc = intent.vpcs().firstEntry().getValue();
            Namespace router = network.vpc(vpc.id());
            Refused refused = new Refused(network, intent);
            assertThat(refused.count()).isGreaterThan(100);
            assertThat(refused.passing()).isEmpty();
            TreeMap<String, List<?>> openings = new TreeMap<>();
            for (String disturbance : disturbances(scenario, router)) {
                Network.run(router, "nft", disturbance);
                List<?> passing = refused.passing();
                if (!passing.isEmpty()) {
                    openings.put(disturbance, passing);
                }
                router.call(() -> {
                    Nftables.run(VpcRulesets.of(vpc).replacement(1));
                    return true;
                });
            }
            assertThat(openings).isEmpty();
        }
    }

    @Test
    void nothingPassesBecauseTheInternetLostItsRules() throws Exception {
        try (Network network = new Network(directory)) {
            NetworkIntent intent = network.apply(Scenario.PUBLIC_AND_PRIVATE_SUBNETS.topology());
            Refused refused = new Refused(network, intent);
            Network.run(network.dataPlane().internet(), "nft", "flush", "ruleset");
            assertThat(refused.passing()).isEmpty();
            assertThat(Network.tryToConnect(
                            network.dataPlane().internet(), intent.internet().firstKey(), 22))
                    .isEmpty();
        }
    }

    private static List<String> disturbances(Scenario scenario, Namespace router) throws Exception {
        return switch (scenario) {
            case IPV6 -> ofIpv6(router);
            case BLOCKED_PUBLIC_ACCESS -> ofPublicAccess(router);
            default -> disturbances(router);
        };
    }

    private static List<String> ofPublicAccess(Namespace router) throws Exception {
        List<String> disturbances = new ArrayList<>();
        for (String family : List.of("ip", "ip6")) {
            for (String set : List.of("unblocked", "unblocked-egress")) {
                disturbances.add("flush set " + family + " postern " + set);
            }
            for (String chain : List.of("forward-gate", "public-access")) {
                disturbances.addAll(ofChain(router, family, chain));
            }
        }
        return disturbances;
    }

    private static List<String> ofIpv6(Namespace router) throws Exception {
        List<String> disturbances = new ArrayList<>(List.of(
                "flush ruleset",
                "delete table ip6 postern",
                "flush map ip6 postern egress",
                "flush map ip6 postern ingress",
                "flush map ip6 postern sources",
                "flush map ip6 postern acl-in",
                "flush chain ip6 postern out-passed",
                "flush chain ip6 postern acl-in-passed"));
        for (String chain : IPV6_CHAINS) {
            disturbances.addAll(ofChain(router, "ip6", chain));
        }
        return disturbances;
    }

    private static List<String> disturbances(Namespace router) throws Exception {
        List<String> disturbances = new ArrayList<>(List.of(
                "flush ruleset",
                "delete table ip postern",
                "delete table arp postern",
                "flush map ip postern egress",
                "flush map ip postern ingress",
                "flush map ip postern sources",
                "flush map ip postern acl-out",
                "flush map ip postern acl-in",
                "flush map ip postern outward",
                "flush chain ip postern out-passed",
                "flush chain ip postern acl-out-passed"));
        for (String chain : BASE_CHAINS) {
            disturbances.addAll(ofChain(router, "ip", chain));
        }
        return disturbances;
    }

    /** A chain without its rules, not there at all, with an open policy, and without each of its rules. */
    private static List<String> ofChain(Namespace router, String family, String chain) throws Exception {
        String path = family + " postern " + chain;
        List<String> disturbances =
                new ArrayList<>(List.of("flush chain " + path, "flush chain " + path + "; delete chain " + path));
        if (!chain.equals("leaving")) {
            disturbances.add("chain " + path + " { policy accept; }");
        }
        Network.run(router, "nft", "-a", "list", "chain", family, "postern", chain)
                .lines()
                .filter(line -> line.contains("# handle")
                        && !line.contains("chain ")
                        && !HARMLESS.matcher(line).find())
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .forEach(handle -> disturbances.add("delete rule " + path + " handle " + handle));
        return disturbances;
    }
}
