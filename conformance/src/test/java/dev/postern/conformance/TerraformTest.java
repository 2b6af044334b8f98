package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.conformance.Terraform.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointConnection;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The lab, and what else people make of a cloud's networks, as Terraform writes it, by HashiCorp's own provider.
 *
 * <p>Most of the time the provider waits, so the stories are told side by side, each to a cloud of its own; not beside other classes.
 */
@Tag("conformance")
class TerraformTest {
    private static final String OTHER_ACCOUNT = "444455556666";
    private static final String REVISION_2 = "-var=revision=2";

    @TempDir
    private Path directory = Path.of("");

    /** What the files make, given a cloud and Terraform with them. */
    private interface Story {
        void tell(TestingCloud cloud, Terraform terraform) throws IOException;
    }

    private void told(Story story, String... files) throws IOException {
        Terraform.require();
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            story.tell(cloud, Terraform.prepare(cloud, directory, files));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void appliesChangesAndDestroysTheLabWithNothingLeftToChange() throws IOException {
        told(
                (cloud, terraform) -> terraform
                        .with("public_key", publicKey())
                        .story(
                                () -> {
                                    assertThat(cloud.root()
                                                    .s3()
                                                    .getObjectAsBytes(get -> get.bucket("lab-000000000000")
                                                            .key("notes/first.txt"))
                                                    .asUtf8String())
                                            .isEqualTo("hello from terraform\n");
                                    assertThat(StateImport.isTheSameNetwork(cloud, directory, terraform.show()))
                                            .contains("aws_iam_access_key.person: not taken over: it is a secret")
                                            .contains("aws_flow_log.lab: not taken over")
                                            .doesNotContain("nothing like it");
                                },
                                new Revision(REVISION_2, () -> {})),
                "provider.tf",
                "data.tf",
                "network.tf",
                "nat.tf",
                "middlebox.tf",
                "ipv6.tf",
                "prefixlists.tf",
                "dhcp.tf",
                "instances.tf",
                "launchtemplates.tf",
                "endpoint.tf",
                "flowlogs.tf");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void peersVpcsOfTwoAccountsAndTwoRegions() throws IOException {
        told(
                (cloud, terraform) -> terraform.withOtherAccount(OTHER_ACCOUNT).story(() -> {
                    assertThat(cloud.root()
                                    .ec2()
                                    .describeVpcPeeringConnections()
                                    .vpcPeeringConnections())
                            .hasSize(3)
                            .allMatch(one -> one.status().codeAsString().equals("active"));
                    StateImport.isTheSameNetwork(cloud, directory, terraform.state());
                }),
                "provider.tf",
                "other.tf",
                "west.tf",
                "peering/main.tf");
    }

    /** The second apply gives each zone a gateway and a table of its own, and private subnets move to them. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void makesWhatTheWellKnownVpcModuleMakes() throws IOException {
        told(
                (cloud, terraform) -> terraform.story(
                        () -> assertThat(StateImport.isTheSameNetwork(cloud, directory, terraform.state()))
                                .contains("Everything was taken over"),
                        new Revision(
                                "-var=single_nat_gateway=false",
                                () -> assertThat(cloud.root()
                                                .ec2()
                                                .describeNatGateways()
                                                .natGateways())
                                        .filteredOn(gateway ->
                                                gateway.stateAsString().equals("available"))
                                        .hasSize(3))),
                "provider.tf",
                "vpcmodule/main.tf");
    }

    /** A service of one account, an endpoint of another one with the same addresses and one of another Region; its owner accepts both. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void offersAServiceToAnotherAccount() throws IOException {
        told(
                (cloud, terraform) -> terraform
                        .withOtherAccount(OTHER_ACCOUNT)
                        .story(
                                () -> assertThat(cloud.root()
                                                .ec2()
                                                .describeVpcEndpointConnections()
                                                .vpcEndpointConnections())
                                        .extracting(
                                                VpcEndpointConnection::vpcEndpointRegion,
                                                VpcEndpointConnection::vpcEndpointStateAsString)
                                        .containsExactlyInAnyOrder(
                                                tuple("us-east-1", "available"), tuple("us-west-2", "available")),
                                new Revision(REVISION_2, () -> {})),
                "provider.tf",
                "other.tf",
                "west.tf",
                "privatelink/main.tf");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void makesHostedZonesForVpcsOfTwoAccountsAndSettingsOfOne() throws IOException {
        told(
                (cloud, terraform) -> terraform
                        .withOtherAccount(OTHER_ACCOUNT)
                        .story(() -> {}, new Revision(REVISION_2, () -> isBlocked(cloud))),
                "provider.tf",
                "other.tf",
                "zones/main.tf",
                "accountsettings.tf");
    }

    private static void isBlocked(TestingCloud cloud) {
        assertThat(cloud.root().ec2().describeVpcs().vpcs())
                .extracting(Vpc::cidrBlock, vpc -> vpc.blockPublicAccessStates().internetGatewayBlockModeAsString())
                .contains(tuple("10.0.0.0/16", "block-ingress"), tuple("10.1.0.0/16", "off"));
    }

    /** The second apply gives a balancer another zone and another attribute, and takes a target away. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void balancesWithNetworkLoadBalancers() throws IOException {
        told(
                (cloud, terraform) -> changesInPlace(terraform, 2, () -> balancers(cloud)),
                "provider.tf",
                "balancer/main.tf");
    }

    /** The second apply lets routes lead to the other one of two endpoints. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void inspectsByGatewayLoadBalancers() throws IOException {
        told(
                (cloud, terraform) -> changesInPlace(
                        terraform,
                        3,
                        () -> Stream.concat(balancers(cloud).stream(), endpoints(cloud).stream())
                                .toList()),
                "provider.tf",
                "inspection/main.tf");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void connectsAVpcToServicesByInterfaceEndpoints() throws IOException {
        told(
                (cloud, terraform) ->
                        changesInPlace(terraform, 5, () -> endpoints(cloud), () -> isImported(cloud, terraform)),
                "provider.tf",
                "interfaceendpoints/main.tf");
    }

    /** Of several interfaces a state does not say which is where; the AWS CLI does. */
    private void isImported(TestingCloud cloud, Terraform terraform) {
        terraform.refresh();
        Path states = terraform.show();
        JsonNode described = cloud.root().aws(directory, "ec2 describe-network-interfaces");
        try {
            Files.writeString(states.resolve("network-interfaces.json"), described.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StateImport.isTheSameNetwork(cloud, directory, states);
    }

    /** The second apply stops keeping versions, and changes an object and what its bucket is told of others. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void keepsBucketsAsTheyAreConfiguredAndTheirKey() throws IOException {
        told(
                (cloud, terraform) -> {
                    S3Client s3 = cloud.root().s3();
                    terraform.story(
                            () -> assertThat(s3.headObject(head -> head.bucket("lab-bucket-one")
                                                    .key("a/b"))
                                            .serverSideEncryptionAsString())
                                    .isEqualTo("aws:kms"),
                            new Revision(
                                    REVISION_2,
                                    () -> assertThat(s3.getObjectAsBytes(get -> get.bucket("lab-bucket-one")
                                                            .key("a/b"))
                                                    .asUtf8String())
                                            .isEqualTo("hello 2")));
                },
                "provider.tf",
                "storage/main.tf");
    }

    /** The second apply adds an index, changes tags, capacity, an item and both policies. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void keepsTablesAndReachesThemAndBucketsByGatewayEndpoints() throws IOException {
        told(
                (cloud, terraform) -> changesInPlace(
                        terraform,
                        4,
                        () -> Stream.concat(endpoints(cloud).stream(), tables(cloud).stream())
                                .toList()),
                "provider.tf",
                "dynamodb/main.tf");
    }

    private static List<String> tables(TestingCloud cloud) {
        return cloud.root().dynamoDb().listTables().tableNames().stream()
                .map(name -> cloud.root()
                        .dynamoDb()
                        .describeTable(describe -> describe.tableName(name))
                        .table()
                        .tableId())
                .toList();
    }

    /** So many are made, and they are the same ones after the second apply. */
    private static void changesInPlace(Terraform terraform, int count, Supplier<List<String>> ids) {
        changesInPlace(terraform, count, ids, () -> {});
    }

    private static void changesInPlace(Terraform terraform, int count, Supplier<List<String>> ids, Runnable also) {
        AtomicReference<List<String>> made = new AtomicReference<>(List.of());
        terraform.story(
                () -> {
                    made.set(ids.get());
                    assertThat(made.get()).hasSize(count);
                    also.run();
                },
                new Revision(
                        REVISION_2,
                        () -> assertThat(ids.get()).as("changed in place").isEqualTo(made.get())));
    }

    private static List<String> endpoints(TestingCloud cloud) {
        return cloud.root().ec2().describeVpcEndpoints().vpcEndpoints().stream()
                .map(VpcEndpoint::vpcEndpointId)
                .sorted()
                .toList();
    }

    /** Those that are active. */
    private static List<String> balancers(TestingCloud cloud) {
        return cloud.root().elb().describeLoadBalancers().loadBalancers().stream()
                .filter(balancer -> balancer.state().codeAsString().equals("active"))
                .map(LoadBalancer::loadBalancerArn)
                .sorted()
                .toList();
    }

    private String publicKey() throws IOException {
        Path key = directory.resolve("key");
        Finished.run(
                        Map.of(),
                        directory,
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-C",
                        "lab",
                        "-f",
                        key.toString())
                .succeeded();
        return Files.readString(directory.resolve("key.pub")).strip();
    }
}
