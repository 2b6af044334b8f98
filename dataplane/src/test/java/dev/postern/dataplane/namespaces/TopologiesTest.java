package dev.postern.dataplane.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.trace.PacketWalker;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is compiled from known networks, and who reaches whom in them, compared with files that people have read. After an intended
 * change, {@code -Dgolden.update} writes them anew: read the difference before committing it.
 */
final class TopologiesTest {
    private static final Path TOPOLOGIES = Path.of("src/test/resources/topologies");

    @ParameterizedTest
    @EnumSource
    void compilesToWhatItDidBefore(Scenario scenario) throws IOException {
        NetworkIntent intent = NetworkCompiler.compile(scenario.topology().snapshot());
        Map<String, String> files = new TreeMap<>();
        files.put("intent.txt", intent.print());
        files.put("ruleset.nft", rulesets(intent));
        files.put("flows.txt", flows(intent));
        Path directory = TOPOLOGIES.resolve(scenario.directory());
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(directory);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(directory.resolve(file.getKey()), file.getValue());
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(directory.resolve(file.getKey())).hasContent(file.getValue());
        }
    }

    @Test
    void whatOnlyExplainsIsNotInTheKernel() {
        Topology topology = Scenario.ENDPOINT_AND_IDENTICAL_ROUTE.topology();
        NetworkIntent before = NetworkCompiler.compile(topology.snapshot());
        NamespaceDataPlane plane = new NamespaceDataPlane(new FakeKernel(), NamespaceDataPlaneContract.DEAF);
        plane.apply(before);
        // The same rules, with other ids.
        topology.snapshot().all(SecurityGroup.class).stream().toList().forEach(group -> {
            List<SecurityGroupRule> rules =
                    group.rules().stream().map(TopologiesTest::underAnotherId).toList();
            topology.put(group.withRules(rules));
        });
        NetworkIntent after = NetworkCompiler.compile(topology.snapshot());
        assertThat(after.vpcs()).isNotEqualTo(before.vpcs());
        assertThat(plane.apply(after).steps()).isZero();
    }

    private static SecurityGroupRule underAnotherId(SecurityGroupRule rule) {
        String id = rule.id().value().replace("sgr-0", "sgr-1");
        return new SecurityGroupRule(
                new SecurityGroupRuleId(id),
                rule.egress(),
                rule.protocol(),
                rule.ports(),
                rule.peer(),
                rule.description(),
                rule.tags());
    }

    private static String rulesets(NetworkIntent intent) {
        StringBuilder text = new StringBuilder();
        intent.vpcs()
                .forEach((id, vpc) -> text.append("# ")
                        .append(id)
                        .append('\n')
                        .append(RouterRules.of(vpc).ruleset().tables()));
        return text.toString();
    }

    private static String flows(NetworkIntent intent) {
        StringBuilder text = new StringBuilder();
        for (Packet packet : Flows.of(intent)) {
            text.append(packet)
                    .append(": ")
                    .append(PacketWalker.trace(intent, packet).summary())
                    .append('\n');
        }
        return text.toString();
    }
}
