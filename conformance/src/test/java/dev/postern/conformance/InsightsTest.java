package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AnalysisStatus;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Explanation;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInsightsAnalysis;
import software.amazon.awssdk.services.ec2.model.PathComponent;
import software.amazon.awssdk.services.ec2.model.Protocol;

/** Reachability Analyzer, by AWS's own client. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InsightsTest {
    private TestingCloud cloud;
    private SmallNetwork network;
    private Ec2Client ec2;

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        network = SmallNetwork.make(cloud.root());
        ec2 = cloud.root().ec2();
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private String path(String source, String destination, int port) {
        return ec2.createNetworkInsightsPath(create -> create.source(source)
                        .destination(destination)
                        .protocol(Protocol.TCP)
                        .destinationPort(port))
                .networkInsightsPath()
                .networkInsightsPathId();
    }

    private NetworkInsightsAnalysis analyze(String path) {
        NetworkInsightsAnalysis begun = ec2.startNetworkInsightsAnalysis(start -> start.networkInsightsPathId(path))
                .networkInsightsAnalysis();
        assertThat(begun.status()).isEqualTo(AnalysisStatus.RUNNING);
        NetworkInsightsAnalysis ended = ec2.describeNetworkInsightsAnalyses(
                        describe -> describe.networkInsightsAnalysisIds(begun.networkInsightsAnalysisId()))
                .networkInsightsAnalyses()
                .getFirst();
        assertThat(ended.status()).isEqualTo(AnalysisStatus.SUCCEEDED);
        return ended;
    }

    @Test
    void findsThePathBetweenTwoInstancesAndWhatClosesIt() {
        String first = network.instances().get(0);
        String second = network.instances().get(1);
        String path = path(first, second, 22);
        NetworkInsightsAnalysis open = analyze(path);
        assertThat(open.networkPathFound()).isTrue();
        List<String> met = open.forwardPathComponents().stream()
                .map(part -> part.component().id())
                .toList();
        assertThat(met).startsWith(first).endsWith(second).contains(network.group());
        assertThat(open.forwardPathComponents())
                .extracting(PathComponent::sequenceNumber)
                .startsWith(1, 2, 3);
        assertThat(open.returnPathComponents().getLast().component().id()).isEqualTo(first);

        ec2.revokeSecurityGroupIngress(
                revoke -> revoke.groupId(network.group()).ipProtocol("-1").cidrIp("10.0.1.0/24"));
        NetworkInsightsAnalysis closed = analyze(path);
        ec2.authorizeSecurityGroupIngress(
                authorize -> authorize.groupId(network.group()).ipProtocol("-1").cidrIp("10.0.1.0/24"));
        assertThat(closed.networkPathFound()).isFalse();
        Explanation why = closed.explanations().getFirst();
        assertThat(why.explanationCode()).isEqualTo("SG_HAS_NO_RULES");
        assertThat(why.direction()).isEqualTo("ingress");
        assertThat(why.securityGroups().getFirst().id()).isEqualTo(network.group());
        assertThat(why.subnet().id()).isEqualTo(network.subnet());

        assertThat(ec2.describeNetworkInsightsAnalyses(
                                describe -> describe.networkInsightsPathId(path).filters(filter("path-found", "true")))
                        .networkInsightsAnalyses())
                .extracting(NetworkInsightsAnalysis::networkInsightsAnalysisId)
                .containsExactly(open.networkInsightsAnalysisId());
        assertThatThrownBy(() -> ec2.deleteNetworkInsightsPath(delete -> delete.networkInsightsPathId(path)))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode())
                                .isEqualTo("AnalysisExistsForNetworkInsightsPath"));
        for (NetworkInsightsAnalysis analysis : List.of(open, closed)) {
            ec2.deleteNetworkInsightsAnalysis(
                    delete -> delete.networkInsightsAnalysisId(analysis.networkInsightsAnalysisId()));
        }
        ec2.deleteNetworkInsightsPath(delete -> delete.networkInsightsPathId(path));
        assertThat(ec2.describeNetworkInsightsPaths(describe -> describe.filters(filter("source", first)))
                        .networkInsightsPaths())
                .extracting(found -> found.networkInsightsPathId())
                .doesNotContain(path);
    }

    @Test
    void findsTheWayThroughAnEndpointAndNoneToTheInternet() {
        NetworkInsightsAnalysis through = analyze(path(network.instances().getFirst(), network.endpoint(), 443));
        assertThat(through.networkPathFound()).isTrue();
        assertThat(through.forwardPathComponents().getLast().component().id()).isEqualTo(network.endpoint());
        assertThat(through.forwardPathComponents())
                .anyMatch(part -> part.routeTableRoute() != null
                        && network.endpoint().equals(part.routeTableRoute().gatewayId()));

        String out = ec2.createNetworkInsightsPath(
                        create -> create.source(network.instances().getFirst())
                                .destinationIp("198.51.100.7")
                                .protocol(Protocol.TCP))
                .networkInsightsPath()
                .networkInsightsPathId();
        Explanation why = analyze(out).explanations().getFirst();
        assertThat(why.explanationCode()).isEqualTo("NO_ROUTE_TO_DESTINATION");
        assertThat(why.routeTable().id()).isEqualTo(network.routeTable());
    }

    @Test
    void anAclThatDeniesIsNamedWithItsRule() {
        String acl = ec2.describeNetworkAcls(
                        describe -> describe.filters(filter("association.subnet-id", network.subnet())))
                .networkAcls()
                .getFirst()
                .networkAclId();
        String path = path(network.instances().getFirst(), network.endpoint(), 443);
        ec2.createNetworkAclEntry(create -> create.networkAclId(acl)
                .ruleNumber(50)
                .egress(true)
                .protocol("6")
                .ruleAction("deny")
                .cidrBlock("0.0.0.0/0")
                .portRange(range -> range.from(443).to(443)));
        Explanation why = analyze(path).explanations().getFirst();
        ec2.deleteNetworkAclEntry(
                delete -> delete.networkAclId(acl).ruleNumber(50).egress(true));
        assertThat(why.explanationCode()).isEqualTo("SUBNET_ACL_RESTRICTION");
        assertThat(why.acl().id()).isEqualTo(acl);
        assertThat(why.aclRule().ruleNumber()).isEqualTo(50);
        assertThat(analyze(path).networkPathFound()).isTrue();
    }
}
