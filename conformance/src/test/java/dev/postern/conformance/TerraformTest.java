package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The lab as Terraform writes it, by HashiCorp's own provider.
 *
 * <p>Most of the time the provider waits, so the stories are told side by side, each to a cloud of its own.
 *
 * <p>Providers come from a directory (a "filesystem mirror"): {@code POSTERN_TERRAFORM_MIRROR}, or one of the usual places.
 */
@Tag("conformance")
class TerraformTest {
    private static final String PROVIDER = "registry.terraform.io/hashicorp/aws";
    private static final List<String> FILES = List.of(
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
            "endpoint.tf");
    private static final List<String> PEERING = List.of("peering/main.tf");
    private static final List<String> VPC_MODULE = List.of("vpcmodule/main.tf");
    private static final List<String> BALANCER = List.of("balancer/main.tf");
    private static final List<String> PRIVATE_LINK = List.of("privatelink/main.tf");
    private static final List<String> ZONES = List.of("zones/main.tf");

    private static final List<String> INTERFACE_ENDPOINTS = List.of("interfaceendpoints/main.tf");

    /** The provider waits half a minute for each record before it first asks whether it is in sync. */
    private static final String AT_ONCE = "-parallelism=40";

    private static final int NO_CHANGES = 0;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void appliesChangesAndDestroysTheLabWithNothingLeftToChange() throws IOException {
        Terraform terraform = prepare(FILES);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Map<String, Integer> resourcesBefore = count(cloud);
            terraform.run(cloud, "init").succeeded();
            terraform.run(cloud, "apply", "-auto-approve").succeeded();
            assertThat(terraform.plan(cloud)).isEqualTo(NO_CHANGES);
            assertThat(cloud.root()
                            .s3()
                            .getObjectAsBytes(
                                    get -> get.bucket("lab-000000000000").key("notes/first.txt"))
                            .asUtf8String())
                    .isEqualTo("hello from terraform\n");

            terraform
                    .run(cloud, "apply", "-auto-approve", "-refresh=false", "-var=revision=2")
                    .succeeded();
            assertThat(terraform.plan(cloud, "-var=revision=2")).isEqualTo(NO_CHANGES);

            terraform
                    .run(cloud, "destroy", "-auto-approve", "-refresh=false", "-var=revision=2")
                    .succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
            assertThat(cloud.root().s3().listBuckets().buckets()).isEmpty();
            assertThat(cloud.root().iam().listRoles().roles()).isEmpty();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void peersVpcsOfTwoAccountsAndTwoRegions() throws IOException {
        Terraform terraform = prepare(PEERING);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            JsonNode keys = cloud.control("accounts", Map.of("account", "444455556666"));
            Terraform both = terraform
                    .with("accepter_key", keys.path("accessKeyId").asText())
                    .with("accepter_secret", keys.path("secretAccessKey").asText());
            Map<String, Integer> resourcesBefore = count(cloud);
            both.run(cloud, "init").succeeded();
            both.run(cloud, "apply", "-auto-approve").succeeded();
            assertThat(both.plan(cloud)).isEqualTo(NO_CHANGES);
            assertThat(cloud.root().ec2().describeVpcPeeringConnections().vpcPeeringConnections())
                    .hasSize(3)
                    .allMatch(one -> one.status().codeAsString().equals("active"));
            both.run(cloud, "destroy", "-auto-approve").succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
            assertThat(cloud.root().ec2().describeVpcPeeringConnections().vpcPeeringConnections())
                    .allMatch(one -> one.status().codeAsString().startsWith("delet"));
        }
    }

    /** The second apply gives each zone a gateway and a table of its own, and private subnets move to them. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void makesWhatTheWellKnownVpcModuleMakes() throws IOException {
        Terraform terraform = prepare(VPC_MODULE);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Map<String, Integer> resourcesBefore = count(cloud);
            terraform.run(cloud, "init").succeeded();
            terraform.run(cloud, "apply", "-auto-approve").succeeded();
            assertThat(terraform.plan(cloud)).isEqualTo(NO_CHANGES);
            String perZone = "-var=single_nat_gateway=false";
            terraform.run(cloud, "apply", "-auto-approve", perZone).succeeded();
            assertThat(terraform.plan(cloud, perZone)).isEqualTo(NO_CHANGES);
            assertThat(cloud.root().ec2().describeNatGateways().natGateways())
                    .filteredOn(gateway -> gateway.stateAsString().equals("available"))
                    .hasSize(3);
            terraform.run(cloud, "destroy", "-auto-approve", perZone).succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
        }
    }

    /** A service of one account, and an endpoint of another one with the same addresses; its owner accepts it, and is told. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void offersAServiceToAnotherAccount() throws IOException {
        Terraform terraform = prepare(PRIVATE_LINK);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            JsonNode keys = cloud.control("accounts", Map.of("account", "444455556666"));
            Terraform both = terraform
                    .with("consumer_key", keys.path("accessKeyId").asText())
                    .with("consumer_secret", keys.path("secretAccessKey").asText());
            Map<String, Integer> resourcesBefore = count(cloud);
            both.run(cloud, "init").succeeded();
            both.run(cloud, "apply", "-auto-approve").succeeded();
            assertThat(both.plan(cloud)).isEqualTo(NO_CHANGES);
            assertThat(cloud.root().ec2().describeVpcEndpointConnections().vpcEndpointConnections())
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.vpcEndpointOwner()).isEqualTo("444455556666");
                        assertThat(one.vpcEndpointStateAsString()).isEqualTo("available");
                    });
            both.run(cloud, "apply", "-auto-approve", "-var=revision=2").succeeded();
            assertThat(both.plan(cloud, "-var=revision=2")).isEqualTo(NO_CHANGES);
            both.run(cloud, "destroy", "-auto-approve", "-var=revision=2").succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
            assertThat(cloud.root()
                            .ec2()
                            .describeVpcEndpointServiceConfigurations()
                            .serviceConfigurations())
                    .isEmpty();
            assertThat(cloud.root().sns().listTopics().topics()).isEmpty();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void makesHostedZonesForVpcsOfTwoAccounts() throws IOException {
        Terraform terraform = prepare(ZONES);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            JsonNode keys = cloud.control("accounts", Map.of("account", "444455556666"));
            Terraform both = terraform
                    .with("other_key", keys.path("accessKeyId").asText())
                    .with("other_secret", keys.path("secretAccessKey").asText());
            Map<String, Integer> resourcesBefore = count(cloud);
            both.run(cloud, "init").succeeded();
            both.run(cloud, "apply", "-auto-approve", AT_ONCE).succeeded();
            assertThat(both.plan(cloud)).isEqualTo(NO_CHANGES);
            both.run(cloud, "apply", "-auto-approve", AT_ONCE, "-var=revision=2")
                    .succeeded();
            assertThat(both.plan(cloud, "-var=revision=2")).isEqualTo(NO_CHANGES);
            both.run(cloud, "destroy", "-auto-approve", AT_ONCE, "-var=revision=2")
                    .succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
            assertThat(cloud.root().route53().listHostedZones().hostedZones()).isEmpty();
        }
    }

    /** The second apply gives a balancer another zone and another attribute, and takes a target away. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void balancesWithNetworkLoadBalancers() throws IOException {
        Terraform terraform = prepare(BALANCER);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Map<String, Integer> resourcesBefore = count(cloud);
            terraform.run(cloud, "init").succeeded();
            terraform.run(cloud, "apply", "-auto-approve").succeeded();
            assertThat(terraform.plan(cloud)).isEqualTo(NO_CHANGES);
            assertThat(cloud.root().elb().describeLoadBalancers().loadBalancers())
                    .hasSize(2)
                    .allMatch(balancer -> balancer.state().codeAsString().equals("active"));
            terraform.run(cloud, "apply", "-auto-approve", "-var=revision=2").succeeded();
            assertThat(terraform.plan(cloud, "-var=revision=2")).isEqualTo(NO_CHANGES);
            terraform.run(cloud, "destroy", "-auto-approve", "-var=revision=2").succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
            assertThat(cloud.root().elb().describeTargetGroups().targetGroups()).isEmpty();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void connectsAVpcToServicesByInterfaceEndpoints() throws IOException {
        Terraform terraform = prepare(INTERFACE_ENDPOINTS);
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            Map<String, Integer> resourcesBefore = count(cloud);
            terraform.run(cloud, "init").succeeded();
            terraform.run(cloud, "apply", "-auto-approve").succeeded();
            assertThat(terraform.plan(cloud)).isEqualTo(NO_CHANGES);
            List<String> made = endpoints(cloud);
            assertThat(made).hasSize(5);
            terraform.run(cloud, "apply", "-auto-approve", "-var=revision=2").succeeded();
            assertThat(terraform.plan(cloud, "-var=revision=2")).isEqualTo(NO_CHANGES);
            assertThat(endpoints(cloud)).as("changed in place").isEqualTo(made);
            terraform.run(cloud, "destroy", "-auto-approve", "-var=revision=2").succeeded();
            assertThat(count(cloud)).isEqualTo(resourcesBefore);
        }
    }

    private static List<String> endpoints(TestingCloud cloud) {
        return cloud.root().ec2().describeVpcEndpoints().vpcEndpoints().stream()
                .map(VpcEndpoint::vpcEndpointId)
                .sorted()
                .toList();
    }

    /** Terraform with its files in a directory of its own. */
    private record Terraform(Path directory, Path configuration, Map<String, String> variables) {
        Terraform with(String variable, String value) {
            Map<String, String> more = new LinkedHashMap<>(variables);
            more.put(variable, value);
            return new Terraform(directory, configuration, more);
        }

        Finished run(TestingCloud cloud, String... words) {
            List<String> command = new ArrayList<>(List.of("terraform"));
            command.addAll(List.of(words));
            command.add("-no-color");
            if (!words[0].equals("init")) {
                command.add("-input=false");
            }
            return Finished.run(environment(cloud), directory, command);
        }

        /** The exit code of a detailed plan: 0 without changes, 1 with an error, 2 with changes. */
        int plan(TestingCloud cloud, String... options) {
            List<String> words = new ArrayList<>(List.of("plan", "-detailed-exitcode"));
            words.addAll(List.of(options));
            Finished finished = run(cloud, words.toArray(String[]::new));
            if (finished.exitCode() != NO_CHANGES) {
                System.err.println(finished.output() + finished.errors());
            }
            return finished.exitCode();
        }

        private Map<String, String> environment(TestingCloud cloud) {
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("TF_CLI_CONFIG_FILE", configuration.toString());
            environment.put("TF_IN_AUTOMATION", "1");
            environment.put("CHECKPOINT_DISABLE", "1");
            environment.put("TF_VAR_endpoint", cloud.endpoint().toString());
            variables.forEach((variable, value) -> environment.put("TF_VAR_" + variable, value));
            environment.put("AWS_CONFIG_FILE", directory.resolve("no-config").toString());
            environment.put(
                    "AWS_SHARED_CREDENTIALS_FILE",
                    directory.resolve("no-credentials").toString());
            return environment;
        }
    }

    private Terraform prepare(List<String> names) throws IOException {
        Requirements.unless(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "terraform"))),
                "terraform is not installed");
        Optional<Path> mirror = mirror();
        Requirements.unless(mirror.isPresent(), "there is no mirror with Terraform's AWS provider");
        Path files = Files.createDirectories(directory.resolve("lab"));
        for (String name : names) {
            try (var resource = TerraformTest.class.getResourceAsStream("/terraform/" + name)) {
                Files.write(
                        files.resolve(Path.of(name).getFileName()),
                        java.util.Objects.requireNonNull(resource, name).readAllBytes());
            }
        }
        Path configuration = Files.writeString(
                directory.resolve("terraformrc"),
                "provider_installation {\n  filesystem_mirror { path = \"" + mirror.orElseThrow() + "\" }\n}\n");
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
        return new Terraform(
                files,
                configuration,
                Map.of(
                        "public_key",
                        Files.readString(directory.resolve("key.pub")).strip()));
    }

    private static Optional<Path> mirror() {
        return Stream.of(
                        Optional.ofNullable(System.getenv("POSTERN_TERRAFORM_MIRROR"))
                                .orElse("/opt/tf-plugins"),
                        System.getProperty("user.home") + "/.terraform.d/plugins",
                        "/usr/share/terraform/plugins")
                .map(Path::of)
                .filter(path -> Files.isDirectory(path.resolve(PROVIDER)))
                .findFirst();
    }

    /** How many there are of each kind; a default VPC and what belongs to it are there from the beginning. */
    private static Map<String, Integer> count(TestingCloud cloud) {
        var ec2 = cloud.root().ec2();
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("VPCs", ec2.describeVpcs().vpcs().size());
        counts.put("subnets", ec2.describeSubnets().subnets().size());
        counts.put("route tables", ec2.describeRouteTables().routeTables().size());
        counts.put(
                "security groups", ec2.describeSecurityGroups().securityGroups().size());
        counts.put(
                "network interfaces",
                ec2.describeNetworkInterfaces().networkInterfaces().size());
        counts.put("network ACLs", ec2.describeNetworkAcls().networkAcls().size());
        counts.put(
                "internet gateways",
                ec2.describeInternetGateways().internetGateways().size());
        counts.put("addresses", ec2.describeAddresses().addresses().size());
        counts.put("endpoints", ec2.describeVpcEndpoints().vpcEndpoints().size());
        counts.put(
                "prefix lists",
                ec2.describeManagedPrefixLists(describe -> {}).prefixLists().size());
        counts.put("key pairs", ec2.describeKeyPairs().keyPairs().size());
        return counts;
    }
}
