package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Instances without any way out call AWS's services through interface endpoints, by the AWS CLI. */
@Tag("conformance")
final class InterfaceEndpointTest extends PrivateCallers {
    @Test
    void servicesAreCalledByTheirOwnNamesAndNotWithoutTheEndpoint() {
        calls("sts", "assumed-role/caller/" + home.instance(), "sts", "get-caller-identity", "--query", "Arn");
        calls("ec2", home.vpc(), "ec2", "describe-vpcs", "--vpc-ids", home.vpc(), "--query", "Vpcs[0].VpcId");
        calls("elasticloadbalancing", "0", "elbv2", "describe-load-balancers", "--query", "length(LoadBalancers)");
        calls("sns", "0", "sns", "list-topics", "--query", "length(Topics)");
        calls("acm", "0", "acm", "list-certificates", "--query", "length(CertificateSummaryList)");
        calls(
                "ssm",
                "true",
                "ssm",
                "get-parameters-by-path",
                "--path",
                "/aws/service/ami-amazon-linux-latest",
                "--query",
                "length(Parameters) > `0`");
    }

    /** IAM and Route 53 have no Region, so neither their endpoints' services nor their own names have one. */
    @Test
    void servicesWithoutARegionAreCalledByNamesWithoutARegion() {
        callsByName(
                "com.amazonaws.route53",
                "route53.amazonaws.com",
                "0",
                "route53",
                "list-hosted-zones",
                "--query",
                "length(HostedZones)");
        callsByName(
                "com.amazonaws.iam",
                "iam.amazonaws.com",
                "caller",
                "iam",
                "get-role",
                "--role-name",
                "caller",
                "--query",
                "Role.RoleName");
    }

    @Test
    void failsWhereNoAddressIsLeft() {
        String full = ec2.createSubnet(create ->
                        create.vpcId(home.vpc()).cidrBlock("10.0.4.0/28").availabilityZone("us-east-1c"))
                .subnet()
                .subnetId();
        List<String> taken = IntStream.range(0, 11)
                .mapToObj(_ -> ec2.createNetworkInterface(create -> create.subnetId(full))
                        .networkInterface()
                        .networkInterfaceId())
                .toList();
        VpcEndpoint failed = ec2.createVpcEndpoint(request("sts", request -> request.subnetIds(home.first(), full)))
                .vpcEndpoint();
        assertThat(failed.stateAsString()).isEqualTo("failed");
        assertThat(failed.lastError().message()).contains(full);
        assertThat(find(failed.vpcEndpointId()).networkInterfaceIds()).isEmpty();
        taken.forEach(eni -> ec2.deleteNetworkInterface(delete -> delete.networkInterfaceId(eni)));
        VpcEndpoint made = endpoint("sts", request -> request.subnetIds(home.first(), full));
        assertThat(identify(home, names(made).getFirst()).succeeded()).contains(home.instance());
        delete(failed);
        delete(made);
        ec2.deleteSubnet(delete -> delete.subnetId(full));
    }

    private void calls(String service, String answer, String... call) {
        callsByName("com.amazonaws." + REGION + "." + service, service + "." + REGION + ".amazonaws.com", answer, call);
    }

    private void callsByName(String service, String name, String answer, String... call) {
        assertThat(aws(home, call).exitCode())
                .as(service + " before there is one")
                .isNotZero();
        assertThat(why(home, name + ":443")).contains("DENIED");
        VpcEndpoint endpoint = endpoint(service, request -> request.privateDnsEnabled(true));
        assertThat(resolved(home, "v4", name)).containsExactlyInAnyOrderElementsOf(addresses(endpoint));
        assertThat(aws(home, call).succeeded()).as(service).contains(answer);
        assertThat(why(home, name + ":443")).contains("ALLOWED", endpoint.vpcEndpointId());
        delete(endpoint);
        assertThat(aws(home, call).exitCode()).as(service + " when it is gone").isNotZero();
    }

    @Test
    void theEndpointsOwnNamesLeadToItFromItsZonesAndFromAPeer() {
        VpcEndpoint endpoint = endpoint("sts", request -> {});
        List<String> names = names(endpoint);
        assertThat(names).hasSize(3);
        for (String name : names) {
            assertThat(identify(home, name).succeeded()).as(name).contains("assumed-role/caller/" + home.instance());
        }
        assertThat(resolved(home, "v4", names.get(0))).containsExactlyInAnyOrderElementsOf(addresses(endpoint));
        assertThat(resolved(home, "v4", names.get(1))).containsExactly(address(endpoint, home.first()));
        assertThat(resolved(home, "v4", names.get(2))).containsExactly(address(endpoint, home.second()));
        fromAPeer(endpoint, names.getFirst());
    }

    /** Gateway endpoints are not to be reached so. */
    private void fromAPeer(VpcEndpoint endpoint, String name) {
        assertThat(identify(far, name).exitCode()).as("without a way there").isNotZero();
        String peering = ec2.createVpcPeeringConnection(
                        create -> create.vpcId(home.vpc()).peerVpcId(far.vpc()))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        ec2.acceptVpcPeeringConnection(accept -> accept.vpcPeeringConnectionId(peering));
        Await.until(
                "the VPCs are peered",
                PATIENCE,
                () -> ec2.describeVpcPeeringConnections(describe -> describe.vpcPeeringConnectionIds(peering))
                        .vpcPeeringConnections()
                        .getFirst()
                        .status()
                        .codeAsString()
                        .equals("active"));
        ec2.createRoute(create -> create.routeTableId(home.table())
                .destinationCidrBlock("10.1.0.0/16")
                .vpcPeeringConnectionId(peering));
        ec2.createRoute(create -> create.routeTableId(far.table())
                .destinationCidrBlock("10.0.0.0/16")
                .vpcPeeringConnectionId(peering));
        assertThat(identify(far, name).succeeded()).contains("assumed-role/caller/" + far.instance());
        assertThat(why(far, name + ":443")).contains("ALLOWED", peering, endpoint.vpcEndpointId());
        ec2.deleteVpcPeeringConnection(delete -> delete.vpcPeeringConnectionId(peering));
        assertThat(identify(far, name).exitCode()).as("peered no longer").isNotZero();
        ec2.deleteRoute(delete -> delete.routeTableId(home.table()).destinationCidrBlock("10.1.0.0/16"));
        ec2.deleteRoute(delete -> delete.routeTableId(far.table()).destinationCidrBlock("10.0.0.0/16"));
    }

    /** A bucket of another Region, which admits only what comes by the endpoint, and no service that is not reached from elsewhere. */
    @Test
    void aServiceOfAnotherRegionIsCalledFromHere() {
        String ireland = "eu-west-1";
        try (Clients there = new Clients(cloud.endpoint(), Clients.ROOT, Region.EU_WEST_1)) {
            there.s3()
                    .createBucket(create -> create.bucket("far-away")
                            .createBucketConfiguration(where -> where.locationConstraint(ireland)));
            there.s3().putObject(put -> put.bucket("far-away").key("note"), RequestBody.fromString("from afar\n"));
            String[] read = {"s3", "cp", "s3://far-away/note", "-", "--region", ireland};
            assertThat(aws(home, read).exitCode()).isNotZero();
            VpcEndpoint endpoint = endpoint(
                    "com.amazonaws." + ireland + ".s3",
                    request -> request.serviceRegion(ireland).privateDnsEnabled(true));
            assertThat(endpoint.serviceRegion()).isEqualTo(ireland);
            assertThat(aws(home, read).succeeded()).isEqualTo("from afar");
            String own = endpoint.dnsEntries().getFirst().dnsName();
            assertThat(own).endsWith(".s3." + ireland + ".vpce.amazonaws.com");
            assertThat(resolved(home, "v4", own.replace("*", "bucket")))
                    .containsExactlyInAnyOrderElementsOf(addresses(endpoint));
            there.s3().putBucketPolicy(put -> put.bucket("far-away").policy("""
                    {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",\
                    "Resource":"arn:aws:s3:::far-away/*","Condition":{"StringNotEquals":{"aws:SourceVpce":"%s"}}}}""".formatted(endpoint.vpcEndpointId())));
            assertThat(aws(home, read).succeeded()).isEqualTo("from afar");
            assertThatThrownBy(() -> there.s3()
                            .getObjectAsBytes(get -> get.bucket("far-away").key("note")))
                    .hasMessageContaining("explicit deny");
            assertThat(why(home, "s3." + ireland + ".amazonaws.com:443")).contains("ALLOWED", endpoint.vpcEndpointId());
            assertThatThrownBy(() ->
                            endpoint("com.amazonaws." + ireland + ".ec2", request -> request.serviceRegion(ireland)))
                    .isInstanceOfSatisfying(
                            Ec2Exception.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("InvalidServiceName"));
        }
    }

    @Test
    void bucketsAreReachedByEachOfTheirNames() {
        VpcEndpoint endpoint = endpoint(
                "s3",
                request -> request.privateDnsEnabled(true)
                        .dnsOptions(options -> options.privateDnsOnlyForInboundResolverEndpoint(false)));
        assertThat(aws(home, "s3", "cp", "s3://" + BUCKET + "/note", "-").succeeded())
                .isEqualTo("inside");
        String regional = endpoint.dnsEntries().getFirst().dnsName();
        assertThat(regional).startsWith("*." + endpoint.vpcEndpointId());
        for (DnsEntry entry : endpoint.dnsEntries()) {
            if (entry.dnsName().startsWith("*.vpce-")) {
                String url = "https://" + entry.dnsName().replace("*", "bucket");
                assertThat(aws(home, "s3api", "head-object", "--bucket", BUCKET, "--key", "note", "--endpoint-url", url)
                                .succeeded())
                        .as(url)
                        .contains("\"ContentLength\": 7");
            }
        }
        for (String name : List.of(
                BUCKET + ".s3." + REGION + ".amazonaws.com",
                regional.replace("*", "bucket"),
                regional.replace("*", "accesspoint"),
                regional.replace("*", "control"))) {
            assertThat(resolved(home, "v4", name)).as(name).containsExactlyInAnyOrderElementsOf(addresses(endpoint));
        }
        knowsTheBucketAndIsKnownToIt(endpoint);
    }

    /** The bucket's policy names the endpoint, and the endpoint's policy says what passes: both of them of requests as they come. */
    private void knowsTheBucketAndIsKnownToIt(VpcEndpoint endpoint) {
        String[] read = {"s3api", "get-object", "--bucket", BUCKET, "--key", "note", "/dev/null"};
        cloud.root()
                .s3()
                .putBucketPolicy(put -> put.bucket(BUCKET).policy("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject",\
                "Resource":"arn:aws:s3:::%s/*","Condition":{"StringNotEquals":{"aws:SourceVpce":"%s"}}}}""".formatted(BUCKET, endpoint.vpcEndpointId())));
        assertThat(aws(home, read).exitCode()).isZero();
        assertThat(cloud.root().cli("aws", directory, read).errors())
                .as("from elsewhere")
                .contains("AccessDenied");
        modify(endpoint, request -> request.policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:ListAllMyBuckets",\
                "Resource":"*"}]}"""));
        assertThat(aws(home, read).errors())
                .contains("AccessDenied", "because no VPC endpoint policy allows the s3:GetObject action");
        assertThat(aws(home, "s3api", "list-buckets", "--query", "Buckets[].Name")
                        .succeeded())
                .contains(BUCKET);
        assertThat(cloud.printed(
                                "why",
                                Map.of(
                                        "from",
                                        home.instance(),
                                        "what",
                                        "s3:GetObject",
                                        "resource",
                                        "s3://" + BUCKET + "/note"))
                        .replaceAll("\\s+", " "))
                .contains("DENIED", endpoint.vpcEndpointId(), "modify-vpc-endpoint");
        modify(endpoint, request -> request.policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},\
                {"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}"""));
        assertThat(aws(home, read).errors()).contains("with an explicit deny in a VPC endpoint policy");
        assertThat(find(endpoint.vpcEndpointId()).stateAsString())
                .as("for a policy nothing waits")
                .isEqualTo("available");
        modify(endpoint, request -> request.resetPolicy(true));
        assertThat(aws(home, read).exitCode()).isZero();
        cloud.root().s3().deleteBucketPolicy(delete -> delete.bucket(BUCKET));
    }

    /** With a gateway endpoint beside it names stay with that, as private DNS is for others' resolvers then. */
    @Test
    void namesOfBucketsStayWithTheGatewayEndpoint() {
        String gateway = ec2.createVpcEndpoint(create -> create.vpcId(home.vpc())
                        .serviceName("com.amazonaws." + REGION + ".s3")
                        .routeTableIds(home.table()))
                .vpcEndpoint()
                .vpcEndpointId();
        VpcEndpoint endpoint = endpoint("s3", request -> request.privateDnsEnabled(true));
        assertThat(endpoint.dnsOptions().privateDnsOnlyForInboundResolverEndpoint())
                .isTrue();
        String name = BUCKET + ".s3." + REGION + ".amazonaws.com";
        assertThat(resolved(home, "v4", name)).noneMatch(address -> address.startsWith("10."));
        assertThat(aws(home, "s3", "cp", "s3://" + BUCKET + "/note", "-").succeeded())
                .isEqualTo("inside");
        assertThat(why(home, name + ":443")).contains("ALLOWED", gateway).doesNotContain(endpoint.vpcEndpointId());
    }

    @Test
    void isReachedByIpv6WhereItHasSuchAddresses() {
        VpcEndpoint endpoint = endpoint(
                "ec2",
                request -> request.privateDnsEnabled(true)
                        .ipAddressType("dualstack")
                        .dnsOptions(options -> options.dnsRecordIpType("dualstack")));
        String own = names(endpoint).getFirst();
        for (String name : List.of(own, "ec2." + REGION + ".amazonaws.com")) {
            assertThat(resolved(home, "v6", name)).as(name).hasSize(2).allMatch(ip -> ip.startsWith("2001:db8:"));
            assertThat(shell(
                            home, "curl -s -m 20 -6 -o /dev/null -w '%{http_code} %{remote_ip}' https://" + name + "/"))
                    .as(name)
                    .matches("(?s)[1-5]\\d\\d 2001:db8:.*");
        }
        assertThat(aws(home, "ec2", "describe-vpcs", "--vpc-ids", home.vpc(), "--query", "Vpcs[0].VpcId")
                        .succeeded())
                .contains(home.vpc());
        assertThat(why(home, "[" + resolved(home, "v6", own).getFirst() + "]:443"))
                .contains("ALLOWED", endpoint.vpcEndpointId());
        modify(
                endpoint,
                request -> request.ipAddressType("ipv4").dnsOptions(options -> options.dnsRecordIpType("ipv4")));
        available(endpoint.vpcEndpointId());
        assertThat(resolved(home, "v6", own)).noneMatch(address -> address.startsWith("2001:"));
        assertThat(aws(home, "ec2", "describe-vpcs", "--vpc-ids", home.vpc()).exitCode())
                .isZero();
    }

    @Test
    void itsGroupsKeepCallersOutAndWhySaysSo() {
        String closed = group(home.vpc(), "closed", 22);
        VpcEndpoint endpoint = endpoint("sts", request -> request.securityGroupIds(closed));
        String name = names(endpoint).getFirst();
        assertThat(identify(home, name).exitCode()).isNotZero();
        assertThat(why(home, name + ":443"))
                .contains("DENIED", "authorize-security-group-ingress --group-id " + closed, endpoint.vpcEndpointId());
        assertThat(cloud.printed("last", Map.of()).replaceAll("\\s+", " ")).contains("DENIED", closed);
        modify(endpoint, request -> request.addSecurityGroupIds(open).removeSecurityGroupIds(closed));
        assertThat(find(endpoint.vpcEndpointId()).groups())
                .singleElement()
                .satisfies(group -> assertThat(group.groupId()).isEqualTo(open));
        available(endpoint.vpcEndpointId());
        assertThat(identify(home, name).succeeded()).contains(home.instance());
    }

    @Test
    void subnetsComeAndGoWhileItIsUsed() {
        VpcEndpoint one = endpoint("sts", request -> request.subnetIds(home.first()));
        String regional = names(one).getFirst();
        String kept = address(one, home.first());
        modify(one, request -> request.addSubnetIds(home.second()));
        VpcEndpoint both = available(one.vpcEndpointId());
        assertThat(names(both)).hasSize(3);
        assertThat(addresses(both)).hasSize(2).contains(kept);
        assertThat(identify(home, regional).succeeded()).contains(home.instance());
        modify(one, request -> request.removeSubnetIds(home.first()));
        VpcEndpoint other = available(one.vpcEndpointId());
        assertThat(addresses(other)).hasSize(1).doesNotContain(kept);
        assertThat(resolved(home, "v4", regional)).containsExactlyElementsOf(addresses(other));
        assertThat(identify(home, regional).succeeded()).contains(home.instance());
        assertThat(identify(home, names(one).get(1)).exitCode())
                .as("the zone that it left")
                .isNotZero();
    }

    @Test
    void refusesWhatAwsRefuses() {
        String twin = ec2.createSubnet(create ->
                        create.vpcId(home.vpc()).cidrBlock("10.0.3.0/24").availabilityZone("us-east-1a"))
                .subnet()
                .subnetId();
        refused("InvalidServiceName", "does not exist", "nothing", request -> {});
        refused(
                "DuplicateSubnetsInSameZone",
                "Found another VPC endpoint subnet in the availability zone",
                "sts",
                request -> request.subnetIds(home.first(), twin));
        String foreign = ec2.describeSecurityGroups(describe -> describe.filters(filter("vpc-id", far.vpc())))
                .securityGroups()
                .getFirst()
                .groupId();
        refused("InvalidParameter", foreign, "sts", request -> request.securityGroupIds(foreign));
        refused("InvalidSubnetID.NotFound", "", "sts", request -> request.subnetIds("subnet-0123456789abcdef0"));
        refused("InvalidPolicyDocument", "", "sts", request -> request.policyDocument("{\"Statement\":"));
        refused("InvalidPolicyDocument", "", "sts", request -> request.policyDocument(" ".repeat(20_481)));
        refused(
                "InvalidParameter",
                "not compatible with the subnet",
                "sts",
                request -> request.ipAddressType("dualstack").subnetIds(twin));
        refused("InvalidParameter", "must have a Gateway endpoint", "s3", request -> request.privateDnsEnabled(true));
        endpoint("sts", request -> request.privateDnsEnabled(true));
        refused(
                "InvalidParameter",
                "conflicting DNS domain for sts." + REGION + ".amazonaws.com",
                "sts",
                request -> request.privateDnsEnabled(true));
        assertThatThrownBy(() -> ec2.deleteVpcEndpoints(delete -> delete.vpcEndpointIds("vpce-nonsense")))
                .isInstanceOf(Ec2Exception.class);
        ec2.deleteSubnet(delete -> delete.subnetId(twin));
    }

    private void refused(String code, String text, String service, Consumer<CreateVpcEndpointRequest.Builder> more) {
        assertThatThrownBy(() -> ec2.createVpcEndpoint(request(service, more)))
                .isInstanceOfSatisfying(Ec2Exception.class, refusal -> {
                    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
                    assertThat(refusal.awsErrorDetails().errorMessage()).contains(text);
                });
    }
}
