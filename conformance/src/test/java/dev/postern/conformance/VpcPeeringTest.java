package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Peered VPCs of two accounts and two Regions, by AWS's own clients, with instances that reach each other. */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VpcPeeringTest {
    private static final String OTHER_ACCOUNT = "444455556666";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestingCloud cloud;
    private Ec2Client own;
    private Ec2Client other;
    private Clients west;
    private Site home;
    private Path directory;

    /** A VPC with one subnet and an instance in it. */
    private record Site(String vpc, String subnet, String table, String group, String instance, String address) {
        static Site make(Ec2Client ec2, String network) {
            String vpc = ec2.createVpc(create -> create.cidrBlock(network + ".0.0/16"))
                    .vpc()
                    .vpcId();
            ec2.modifyVpcAttribute(modify -> modify.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
            String subnet = ec2.createSubnet(create -> create.vpcId(vpc).cidrBlock(network + ".0.0/24"))
                    .subnet()
                    .subnetId();
            Filter inVpc = Filter.builder().name("vpc-id").values(vpc).build();
            String table = ec2.describeRouteTables(describe -> describe.filters(inVpc))
                    .routeTables()
                    .getFirst()
                    .routeTableId();
            String group = ec2.createSecurityGroup(
                            create -> create.vpcId(vpc).groupName("site").description("of the site"))
                    .groupId();
            String image = ec2.describeImages(describe -> describe.owners("amazon"))
                    .images()
                    .getFirst()
                    .imageId();
            String address = network + ".0.10";
            String instance = ec2.runInstances(run -> run.imageId(image)
                            .instanceType(InstanceType.T3_MICRO)
                            .minCount(1)
                            .maxCount(1)
                            .subnetId(subnet)
                            .securityGroupIds(group)
                            .privateIpAddress(address))
                    .instances()
                    .getFirst()
                    .instanceId();
            Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(instance));
            return new Site(vpc, subnet, table, group, instance, address);
        }

        void route(Ec2Client ec2, String block, String peering) {
            ec2.createRoute(create ->
                    create.routeTableId(table).destinationCidrBlock(block).vpcPeeringConnectionId(peering));
        }
    }

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        directory = host;
        cloud = TestingCloud.start(host.resolve("host"));
        own = cloud.root().ec2();
        JsonNode keys = cloud.control("accounts", Map.of("account", OTHER_ACCOUNT));
        other = cloud.as(AwsBasicCredentials.create(
                        keys.path("accessKeyId").asText(),
                        keys.path("secretAccessKey").asText()))
                .ec2();
        west = new Clients(cloud.endpoint(), Clients.ROOT, Region.US_WEST_2);
        home = Site.make(own, "10.0");
    }

    @AfterAll
    void stop() throws IOException {
        if (west != null) {
            west.close();
        }
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void instancesOfTwoAccountsReachEachOtherByTheGroupsThatRulesName() {
        Site far = Site.make(other, "10.2");
        String id = own.createVpcPeeringConnection(
                        create -> create.vpcId(home.vpc()).peerVpcId(far.vpc()).peerOwnerId(OTHER_ACCOUNT))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        assertThatThrownBy(() -> own.acceptVpcPeeringConnection(accept -> accept.vpcPeeringConnectionId(id)))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("OperationNotPermitted"));
        home.route(own, "10.2.0.0/16", id);
        other.acceptVpcPeeringConnection(accept -> accept.vpcPeeringConnectionId(id));
        awaitStatus(own, id, "active");
        far.route(other, "10.0.0.0/16", id);
        assertThat(reaches(home, far)).isFalse();
        other.authorizeSecurityGroupIngress(authorize -> authorize
                .groupId(far.group())
                .ipPermissions(IpPermission.builder()
                        .ipProtocol("-1")
                        .userIdGroupPairs(UserIdGroupPair.builder()
                                .groupId(home.group())
                                .userId("000000000000")
                                .build())
                        .build()));
        Await.until("it is reached", PATIENCE, () -> reaches(home, far));
        assertThat(own.describeSecurityGroupReferences(references -> references.groupId(home.group()))
                        .securityGroupReferenceSet())
                .anyMatch(one -> one.referencingVpcId().equals(far.vpc()));
        assertThat(routesTo(far)).containsExactly(id);

        own.deleteVpcPeeringConnection(delete -> delete.vpcPeeringConnectionId(id));
        awaitStatus(other, id, "deleted");
        Await.until("it is reached no longer", PATIENCE, () -> !reaches(home, far));
        assertThat(other.describeStaleSecurityGroups(stale -> stale.vpcId(far.vpc()))
                        .staleSecurityGroupSet())
                .hasSize(1);
        assertThat(other.describeRouteTables(describe -> describe.routeTableIds(far.table()))
                        .routeTables()
                        .getFirst()
                        .routes())
                .anyMatch(route -> id.equals(route.vpcPeeringConnectionId())
                        && route.stateAsString().equals("blackhole"));
    }

    /** The peering connections to which routes lead on the way that Reachability Analyzer finds from the home's instance. */
    private List<String> routesTo(Site far) {
        String path = own.createNetworkInsightsPath(create -> create.source(home.instance())
                        .destinationIp(far.address())
                        .protocol("tcp")
                        .destinationPort(22))
                .networkInsightsPath()
                .networkInsightsPathId();
        String analysis = own.startNetworkInsightsAnalysis(start -> start.networkInsightsPathId(path))
                .networkInsightsAnalysis()
                .networkInsightsAnalysisId();
        return own
                .describeNetworkInsightsAnalyses(describe -> describe.networkInsightsAnalysisIds(analysis))
                .networkInsightsAnalyses()
                .getFirst()
                .forwardPathComponents()
                .stream()
                .flatMap(one -> Stream.ofNullable(one.routeTableRoute()))
                .flatMap(route -> Stream.ofNullable(route.vpcPeeringConnectionId()))
                .toList();
    }

    @Test
    void namesLeadToPrivateAddressesInAnotherRegionWhereThePeerLetsThem() {
        Site far = Site.make(west.ec2(), "10.3");
        String gateway = west.ec2().createInternetGateway().internetGateway().internetGatewayId();
        west.ec2()
                .attachInternetGateway(
                        attach -> attach.internetGatewayId(gateway).vpcId(far.vpc()));
        String allocation = west.ec2()
                .allocateAddress(allocate -> allocate.domain(DomainType.VPC))
                .allocationId();
        west.ec2()
                .associateAddress(
                        associate -> associate.allocationId(allocation).instanceId(far.instance()));
        String name = west.ec2()
                .describeInstances(describe -> describe.instanceIds(far.instance()))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .publicDnsName();
        String id = own.createVpcPeeringConnection(
                        create -> create.vpcId(home.vpc()).peerVpcId(far.vpc()).peerRegion("us-west-2"))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        west.ec2().acceptVpcPeeringConnection(accept -> accept.vpcPeeringConnectionId(id));
        awaitStatus(own, id, "active");
        assertThat(resolved(name)).startsWith("198.19.");
        west.ec2()
                .modifyVpcPeeringConnectionOptions(modify -> modify.vpcPeeringConnectionId(id)
                        .accepterPeeringConnectionOptions(options -> options.allowDnsResolutionFromRemoteVpc(true)));
        assertThat(resolved(name)).isEqualTo(far.address());
        own.deleteVpcPeeringConnection(delete -> delete.vpcPeeringConnectionId(id));
        awaitStatus(own, id, "deleted");
        assertThat(resolved(name)).startsWith("198.19.");
    }

    @Test
    void isMadeAndAnsweredByTheCommandLine() throws IOException {
        String vpc =
                own.createVpc(create -> create.cidrBlock("10.8.0.0/16")).vpc().vpcId();
        JsonNode asked = cli("create-vpc-peering-connection", "--vpc-id", home.vpc(), "--peer-vpc-id", vpc)
                .path("VpcPeeringConnection");
        assertThat(asked.path("Status").path("Code").asText()).isEqualTo("initiating-request");
        assertThat(asked.path("ExpirationTime").asText()).isNotEmpty();
        String id = asked.path("VpcPeeringConnectionId").asText();
        assertThat(cli("reject-vpc-peering-connection", "--vpc-peering-connection-id", id)
                        .path("Return")
                        .asBoolean())
                .isTrue();
        JsonNode found = cli(
                "describe-vpc-peering-connections",
                "--filters",
                "Name=status-code,Values=rejected",
                "Name=accepter-vpc-info.vpc-id,Values=" + vpc);
        assertThat(found.path("VpcPeeringConnections")).hasSize(1);
        assertThat(cloud.root()
                        .cli(
                                "aws",
                                directory,
                                "ec2",
                                "delete-vpc-peering-connection",
                                "--vpc-peering-connection-id",
                                id)
                        .errors())
                .contains("InvalidStateTransition");
    }

    private JsonNode cli(String... words) throws IOException {
        String[] all = new String[words.length + 1];
        all[0] = "ec2";
        System.arraycopy(words, 0, all, 1, words.length);
        Finished finished = cloud.root().cli("aws", directory, all);
        assertThat(finished.exitCode()).as("%s", finished.errors()).isZero();
        return new ObjectMapper().readTree(finished.output());
    }

    private static void awaitStatus(Ec2Client ec2, String id, String status) {
        Await.until(
                "it is " + status,
                PATIENCE,
                () -> ec2.describeVpcPeeringConnections(describe -> describe.vpcPeeringConnectionIds(id))
                        .vpcPeeringConnections()
                        .getFirst()
                        .status()
                        .codeAsString()
                        .equals(status));
    }

    private boolean reaches(Site from, Site to) {
        return exec(from, "ping", "-c", "1", "-W", "1", to.address()).exitCode() == 0;
    }

    private String resolved(String name) {
        return exec(home, "getent", "ahostsv4", name).output().split("\\s+", 2)[0];
    }

    private Finished exec(Site site, String... program) {
        return cloud.exec(site.instance(), directory, program);
    }
}
