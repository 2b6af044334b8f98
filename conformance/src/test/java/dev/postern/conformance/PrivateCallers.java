package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Two VPCs without any way out, an instance in each that has the AWS CLI and a role that may do everything, and a bucket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PrivateCallers {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String BUCKET = "behind-the-endpoint";
    static final String REGION = "us-east-1";

    Path directory = Path.of("");
    TestingCloud cloud;
    Ec2Client ec2;
    Site home;
    Site far;
    String open;

    /** A VPC of both families with subnets in two zones and an instance in the first; no route leads out of it. */
    record Site(String vpc, String first, String second, String table, String instance) {}

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        directory = host;
        cloud = TestingCloud.start(host.resolve("host"));
        ec2 = cloud.root().ec2();
        role();
        cloud.root().s3().createBucket(create -> create.bucket(BUCKET));
        cloud.root().s3().putObject(put -> put.bucket(BUCKET).key("note"), RequestBody.fromString("inside\n"));
        home = site("10.0");
        far = site("10.1");
        open = group(home.vpc(), "open", 443);
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    @AfterEach
    void leaveNoEndpoint() {
        ec2.describeVpcEndpoints().vpcEndpoints().forEach(this::delete);
        assertThat(ec2.describeNetworkInterfaces(describe -> describe.filters(filter("interface-type", "vpc_endpoint")))
                        .networkInterfaces())
                .isEmpty();
    }

    void role() {
        var iam = cloud.root().iam();
        iam.createRole(create -> create.roleName("caller").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},\
                "Action":"sts:AssumeRole"}}"""));
        iam.putRolePolicy(put -> put.roleName("caller").policyName("all").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"""));
        iam.createInstanceProfile(create -> create.instanceProfileName("caller"));
        iam.addRoleToInstanceProfile(add -> add.instanceProfileName("caller").roleName("caller"));
    }

    Site site(String network) {
        String vpc = ec2.createVpc(
                        create -> create.cidrBlock(network + ".0.0/16").amazonProvidedIpv6CidrBlock(true))
                .vpc()
                .vpcId();
        ec2.modifyVpcAttribute(modify -> modify.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
        String ipv6 = ec2.describeVpcs(describe -> describe.vpcIds(vpc))
                .vpcs()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .ipv6CidrBlock();
        String first = subnet(vpc, network + ".1.0/24", SmallNetwork.ipv6Subnet(ipv6, 1), "us-east-1a");
        String second = subnet(vpc, network + ".2.0/24", SmallNetwork.ipv6Subnet(ipv6, 2), "us-east-1b");
        String table = ec2.describeRouteTables(describe -> describe.filters(filter("vpc-id", vpc)))
                .routeTables()
                .getFirst()
                .routeTableId();
        return new Site(vpc, first, second, table, launch(first, group(vpc, "instances", 22)));
    }

    String subnet(String vpc, String ipv4, String ipv6, String zone) {
        return ec2.createSubnet(create ->
                        create.vpcId(vpc).cidrBlock(ipv4).ipv6CidrBlock(ipv6).availabilityZone(zone))
                .subnet()
                .subnetId();
    }

    /** Everybody may come in at a port; out goes everything. */
    String group(String vpc, String name, int port) {
        String group = ec2.createSecurityGroup(
                        create -> create.vpcId(vpc).groupName(name).description(name))
                .groupId();
        IpPermission everybody = IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(port)
                .toPort(port)
                .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                .ipv6Ranges(Ipv6Range.builder().cidrIpv6("::/0").build())
                .build();
        ec2.authorizeSecurityGroupIngress(authorize -> authorize.groupId(group).ipPermissions(everybody));
        return group;
    }

    String launch(String subnet, String group) {
        String image = ec2.describeImages(describe -> describe.owners("amazon"))
                .images()
                .getFirst()
                .imageId();
        RunInstancesRequest run = RunInstancesRequest.builder()
                .imageId(image)
                .instanceType(InstanceType.T3_MICRO)
                .minCount(1)
                .maxCount(1)
                .subnetId(subnet)
                .securityGroupIds(group)
                .ipv6AddressCount(1)
                .iamInstanceProfile(profile -> profile.name("caller"))
                .build();
        String instance = ec2.runInstances(run).instances().getFirst().instanceId();
        Clients.waiter(ec2).waitUntilInstanceRunning(describe -> describe.instanceIds(instance));
        return instance;
    }

    /** To a service by its whole name, or as it is called in the Region. */
    CreateVpcEndpointRequest request(String service, Consumer<CreateVpcEndpointRequest.Builder> more) {
        CreateVpcEndpointRequest.Builder request = CreateVpcEndpointRequest.builder()
                .vpcEndpointType("Interface")
                .vpcId(home.vpc())
                .serviceName(service.contains(".") ? service : "com.amazonaws." + REGION + "." + service)
                .subnetIds(home.first(), home.second())
                .securityGroupIds(open)
                .privateDnsEnabled(false);
        more.accept(request);
        return request.build();
    }

    VpcEndpoint endpoint(String service, Consumer<CreateVpcEndpointRequest.Builder> more) {
        VpcEndpoint made = ec2.createVpcEndpoint(request(service, more)).vpcEndpoint();
        assertThat(made.stateAsString()).isEqualTo("pending");
        return available(made.vpcEndpointId());
    }

    VpcEndpoint available(String id) {
        Await.until(
                "the endpoint is available",
                PATIENCE,
                () -> find(id).stateAsString().equals("available"));
        return find(id);
    }

    VpcEndpoint find(String id) {
        return ec2.describeVpcEndpoints(describe -> describe.vpcEndpointIds(id))
                .vpcEndpoints()
                .getFirst();
    }

    void modify(VpcEndpoint endpoint, Consumer<ModifyVpcEndpointRequest.Builder> change) {
        ec2.modifyVpcEndpoint(modify -> change.accept(modify.vpcEndpointId(endpoint.vpcEndpointId())));
    }

    void delete(VpcEndpoint endpoint) {
        String id = endpoint.vpcEndpointId();
        assertThat(ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds(id)).unsuccessful())
                .isEmpty();
        Await.until(
                "the endpoint is gone",
                PATIENCE,
                () -> ec2.describeVpcEndpoints(describe -> describe.filters(filter("vpc-endpoint-id", id)))
                        .vpcEndpoints()
                        .isEmpty());
    }

    static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    /** Its own names: the Region's first, then those of zones. */
    static List<String> names(VpcEndpoint endpoint) {
        return endpoint.dnsEntries().stream()
                .map(DnsEntry::dnsName)
                .filter(name -> name.startsWith("vpce-"))
                .toList();
    }

    List<String> addresses(VpcEndpoint endpoint) {
        return endpoint.subnetIds().stream()
                .map(subnet -> address(endpoint, subnet))
                .toList();
    }

    String address(VpcEndpoint endpoint, String subnet) {
        return ec2
                .describeNetworkInterfaces(describe -> describe.networkInterfaceIds(endpoint.networkInterfaceIds()))
                .networkInterfaces()
                .stream()
                .filter(eni -> eni.subnetId().equals(subnet))
                .findFirst()
                .orElseThrow()
                .privateIpAddress();
    }

    List<String> resolved(Site from, String family, String name) {
        return shell(from, "getent ahosts" + family + " " + name + " | cut -d' ' -f1 | sort -u")
                .lines()
                .toList();
    }

    String why(Site from, String what) {
        return cloud.printed("why", Map.of("from", from.instance(), "what", what))
                .replaceAll("\\s+", " ");
    }

    Finished identify(Site from, String name) {
        return aws(from, "sts", "get-caller-identity", "--endpoint-url", "https://" + name);
    }

    /** The AWS CLI as it is on the instance, with the credentials of the instance's role. */
    Finished aws(Site from, String... words) {
        List<String> all = new ArrayList<>(List.of(
                "env",
                "AWS_DEFAULT_REGION=" + REGION,
                "AWS_MAX_ATTEMPTS=1",
                "AWS_STS_REGIONAL_ENDPOINTS=regional",
                "aws"));
        all.addAll(List.of(words));
        // Who is kept out hears nothing and waits this long; who is let through is connected at once.
        all.addAll(List.of("--cli-connect-timeout", "2", "--cli-read-timeout", "20"));
        return exec(from, all);
    }

    String shell(Site from, String line) {
        return exec(from, List.of("sh", "-c", line)).output().strip();
    }

    Finished exec(Site from, List<String> words) {
        return cloud.exec(from.instance(), directory, words.toArray(String[]::new));
    }
}
