package dev.postern.services.ec2.endpoints;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SubnetConfiguration;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

class InterfaceEndpointsTest {
    private static final String EC2 = "com.amazonaws.us-east-1.ec2";
    private static final String S3 = "com.amazonaws.us-east-1.s3";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String first = subnet("10.0.1.0/24", "us-east-1a");
    private final String second = subnet("10.0.2.0/24", "us-east-1b");

    InterfaceEndpointsTest() {
        dns(true);
    }

    @Test
    void hasAnInterfaceInEachSubnetAndIsPendingUntilTheNetworkHasIt() {
        VpcEndpoint made = create(r -> r.subnetIds(first, second));
        assertThat(made.stateAsString()).isEqualTo("pending");
        assertThat(made.subnetIds()).containsExactly(first, second);
        assertThat(made.groups())
                .singleElement()
                .satisfies(g -> assertThat(g.groupName()).isEqualTo("default"));
        assertThat(made.privateDnsEnabled()).isTrue();
        assertThat(made.policyDocument()).isEqualTo("""
                        {
                          "Statement": [
                            {
                              "Action": "*",
                              "Effect": "Allow",
                              "Principal": "*",
                              "Resource": "*"
                            }
                          ]
                        }""");
        assertThat(made.networkInterfaceIds()).hasSize(2);
        NetworkInterface eni = eni(made.networkInterfaceIds().getFirst());
        assertThat(eni.interfaceTypeAsString()).isEqualTo("vpc_endpoint");
        assertThat(eni.description()).isEqualTo("VPC Endpoint Interface " + made.vpcEndpointId());
        assertThat(eni.requesterManaged()).isTrue();
        assertThat(eni.subnetId()).isEqualTo(first);
        fixture.pass(new EndpointLife(), Duration.ZERO);
        assertThat(describe(made.vpcEndpointId()).stateAsString()).isEqualTo("available");
        assertThat(fixture.refusal(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(eni.networkInterfaceId()))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void namesAreForTheRegionForEachZoneAndPrivate() {
        VpcEndpoint made = create(r -> r.subnetIds(second, first));
        String start = made.dnsEntries().getFirst().dnsName().split("\\.", 2)[0];
        assertThat(start).matches(made.vpcEndpointId() + "-[0-9a-f]{8}");
        assertThat(made.dnsEntries())
                .extracting(DnsEntry::dnsName)
                .containsExactly(
                        start + ".ec2.us-east-1.vpce.amazonaws.com",
                        start + "-us-east-1a.ec2.us-east-1.vpce.amazonaws.com",
                        start + "-us-east-1b.ec2.us-east-1.vpce.amazonaws.com",
                        "ec2.us-east-1.amazonaws.com");
        assertThat(made.dnsEntries().getFirst().hostedZoneId()).isEqualTo("Z7HUB22UULQXV");
    }

    @Test
    void takesOneSubnetOfAZoneOnly() {
        String twin = subnet("10.0.3.0/24", "us-east-1a");
        assertThat(refusal(r -> r.subnetIds(first, twin)))
                .isEqualTo("DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of "
                        + twin + ". VPC endpoint subnets should be in different availability zones supported by the VPC"
                        + " endpoint service.");
        String id = create(r -> r.subnetIds(first)).vpcEndpointId();
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).addSubnetIds(twin))))
                .startsWith("DuplicateSubnetsInSameZone");
        modify(id, r -> r.removeSubnetIds(first).addSubnetIds(twin));
        assertThat(describe(id).subnetIds()).containsExactly(twin);
    }

    @Test
    void refusesWhatBelongsElsewhere() {
        String other = fixture.vpc("10.9.0.0/16");
        String foreign = fixture.subnet(other, "10.9.1.0/24");
        String group = fixture.ask(c -> c.createSecurityGroup(
                        r -> r.vpcId(other).groupName("foreign").description("d")))
                .groupId();
        assertThat(refusal(r -> r.subnetIds(foreign))).startsWith("InvalidParameter: The subnet '" + foreign + "'");
        assertThat(refusal(r -> r.subnetIds(first).securityGroupIds(group)))
                .startsWith("InvalidParameter: The security group '" + group + "'");
        assertThat(refusal(r -> r.subnetIds(first).routeTableIds("rtb-0123456789abcdef0")))
                .startsWith("InvalidParameter: Route table IDs");
        assertThat(refusal(r -> r.subnetIds("subnet-0123456789abcdef0"))).startsWith("InvalidSubnetID.NotFound");
        assertThat(refusal(r -> r.policyDocument("{\"Statement\":"))).startsWith("InvalidPolicyDocument");
        assertThat(refusal(r -> r.policyDocument(" ".repeat(20_481)))).startsWith("InvalidPolicyDocument");
        assertThat(refusal(r -> r.serviceName("com.amazonaws.us-east-1.nothing")))
                .isEqualTo("InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.nothing' does not"
                        + " exist");
        assertThat(refusal(r -> r.resourceConfigurationArn("arn:aws:vpc-lattice:us-east-1:1:resourceconfiguration/x")))
                .startsWith("UnsupportedOperation");
    }

    @Test
    void privateNamesNeedTheVpcsAttributesAndNobodyElse() {
        create(r -> r.subnetIds(first));
        assertThat(refusal(r -> r.subnetIds(first).privateDnsEnabled(true)))
                .isEqualTo("InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting"
                        + " DNS domain for ec2.us-east-1.amazonaws.com in the VPC " + vpc);
        String id = create(r -> r.subnetIds(first).privateDnsEnabled(false)).vpcEndpointId();
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).privateDnsEnabled(true))))
                .startsWith("InvalidParameter: private-dns-enabled cannot be set");
        String bare = fixture.vpc("10.8.0.0/16");
        assertThat(fixture.refusal(c ->
                        c.createVpcEndpoint(r -> r.vpcId(bare).serviceName(EC2).vpcEndpointType("Interface"))))
                .isEqualTo(
                        "InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames"
                                + " VPC attributes set to true for " + bare);
    }

    @Test
    void namesOfS3StayWithTheGatewayInsideTheVpc() {
        assertThat(refusal(r -> r.serviceName(S3).privateDnsEnabled(true)))
                .isEqualTo("InvalidParameter: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC " + vpc
                        + " must have a Gateway endpoint for the service.");
        fixture.ask(c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName(S3)));
        VpcEndpoint made = create(r -> r.serviceName(S3).privateDnsEnabled(true));
        assertThat(made.dnsOptions().privateDnsOnlyForInboundResolverEndpoint()).isTrue();
        assertThat(made.dnsEntries().getFirst().dnsName()).startsWith("*." + made.vpcEndpointId());
        assertThat(refusal(r -> r.dnsOptions(d -> d.privateDnsOnlyForInboundResolverEndpoint(true))))
                .isEqualTo(
                        "InvalidParameter: PrivateDnsOnlyForInboundResolverEndpoint is not supported for the service "
                                + EC2 + ".");
    }

    @Test
    void takesTheAddressesThatAreChosen() {
        VpcEndpoint made = create(r -> r.subnetConfigurations(
                SubnetConfiguration.builder().subnetId(first).ipv4("10.0.1.77").build()));
        assertThat(eni(made.networkInterfaceIds().getFirst()).privateIpAddress())
                .isEqualTo("10.0.1.77");
        assertThat(refusal(r -> r.privateDnsEnabled(false)
                        .subnetConfigurations(SubnetConfiguration.builder()
                                .subnetId(first)
                                .ipv4("10.0.1.77")
                                .build())))
                .startsWith("InvalidIPAddress.InUse");
        modify(
                made.vpcEndpointId(),
                r -> r.subnetConfigurations(SubnetConfiguration.builder()
                        .subnetId(first)
                        .ipv4("10.0.1.77")
                        .build()));
        assertThat(fixture.refusal(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(made.vpcEndpointId())
                        .subnetConfigurations(SubnetConfiguration.builder()
                                .subnetId(first)
                                .ipv4("10.0.1.78")
                                .build()))))
                .startsWith("InvalidParameter: The endpoint '" + made.vpcEndpointId() + "' has other addresses");
        SubnetConfiguration one =
                SubnetConfiguration.builder().subnetId(second).ipv4("10.0.2.77").build();
        assertThat(refusal(r -> r.privateDnsEnabled(false)
                        .subnetConfigurations(
                                one, one.toBuilder().ipv4("10.0.2.78").build())))
                .isEqualTo("InvalidParameter: The subnet '" + second
                        + "' is specified by more than one SubnetConfiguration.");
        assertThat(refusal(r -> r.privateDnsEnabled(false)
                        .subnetConfigurations(SubnetConfiguration.builder()
                                .subnetId(first)
                                .ipv6("2001:db8:8000::1")
                                .build())))
                .startsWith("InvalidParameter");
        assertThat(refusal(r ->
                        r.privateDnsEnabled(false).ipAddressType("dualstack").subnetIds(first)))
                .isEqualTo(
                        "InvalidParameter: The endpoint IP address type (dualstack) is not compatible with the subnet "
                                + first + ".");
        assertThat(refusal(r -> r.dnsOptions(d -> d.dnsRecordIpType("dualstack"))))
                .startsWith("InvalidParameter: The DNS record IP type (dualstack)");
    }

    @Test
    void failsWhereASubnetHasNoAddressLeft() {
        String full = subnet("10.0.4.0/28", "us-east-1c");
        for (int i = 0; i < 11; i++) {
            fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(full)));
        }
        VpcEndpoint failed = create(r -> r.subnetIds(first, full));
        assertThat(failed.stateAsString()).isEqualTo("failed");
        assertThat(failed.lastError().code()).isEqualTo("InsufficientFreeAddressesInSubnet");
        assertThat(failed.networkInterfaceIds()).isEmpty();
        assertThat(fixture.ask(c ->
                                c.describeNetworkInterfaces(r -> r.filters(filter("interface-type", "vpc_endpoint"))))
                        .networkInterfaces())
                .isEmpty();
        fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(failed.vpcEndpointId())));
        fixture.pass(new EndpointLife(), Duration.ofSeconds(3));
        assertThat(fixture.refusal(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(failed.vpcEndpointId()))))
                .startsWith("InvalidVpcEndpointId.NotFound");
    }

    @Test
    void isPendingAgainWhileItChangesAndTakesItsInterfacesWithIt() {
        VpcEndpoint made = create(r -> r.subnetIds(first, second));
        String id = made.vpcEndpointId();
        fixture.pass(new EndpointLife(), Duration.ZERO);
        String group = fixture.ask(c ->
                        c.createSecurityGroup(r -> r.vpcId(vpc).groupName("web").description("d")))
                .groupId();
        String usual = made.groups().getFirst().groupId();
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).removeSecurityGroupIds(usual))))
                .startsWith("InvalidParameter: An interface endpoint must have");
        modify(
                id,
                r -> r.addSecurityGroupIds(group)
                        .removeSecurityGroupIds(usual, usual)
                        .removeSubnetIds(second, second));
        assertThat(describe(id).stateAsString()).isEqualTo("pending");
        assertThat(describe(id).subnetIds()).containsExactly(first);
        assertThat(eni(made.networkInterfaceIds().getFirst()).groups())
                .singleElement()
                .satisfies(g -> assertThat(g.groupId()).isEqualTo(group));
        fixture.pass(new EndpointLife(), Duration.ZERO);
        assertThat(describe(id).stateAsString()).isEqualTo("available");
        modify(
                id,
                r -> r.policyDocument(
                        "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"));
        assertThat(describe(id).stateAsString()).isEqualTo("available");
        fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id)));
        fixture.pass(new EndpointLife(), Duration.ofSeconds(3));
        assertThat(fixture.ask(c ->
                                c.describeNetworkInterfaces(r -> r.filters(filter("interface-type", "vpc_endpoint"))))
                        .networkInterfaces())
                .isEmpty();
    }

    private VpcEndpoint create(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return fixture.ask(c -> c.createVpcEndpoint(request(more))).vpcEndpoint();
    }

    private String refusal(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return fixture.refusal(c -> c.createVpcEndpoint(request(more)));
    }

    private CreateVpcEndpointRequest request(Consumer<CreateVpcEndpointRequest.Builder> more) {
        CreateVpcEndpointRequest.Builder request =
                CreateVpcEndpointRequest.builder().vpcId(vpc).serviceName(EC2).vpcEndpointType("Interface");
        more.accept(request);
        return request.build();
    }

    private void modify(String id, Consumer<ModifyVpcEndpointRequest.Builder> more) {
        ModifyVpcEndpointRequest.Builder request =
                ModifyVpcEndpointRequest.builder().vpcEndpointId(id);
        more.accept(request);
        fixture.ask(c -> c.modifyVpcEndpoint(request.build()));
    }

    private VpcEndpoint describe(String id) {
        return fixture.ask(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(id)))
                .vpcEndpoints()
                .getFirst();
    }

    private NetworkInterface eni(String id) {
        return fixture.ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(id)))
                .networkInterfaces()
                .getFirst();
    }

    private String subnet(String cidr, String zone) {
        return fixture.ask(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone)))
                .subnet()
                .subnetId();
    }

    private void dns(boolean hostnames) {
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(hostnames))));
    }
}
