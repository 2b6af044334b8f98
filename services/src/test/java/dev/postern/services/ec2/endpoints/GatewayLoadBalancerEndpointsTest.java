package dev.postern.services.ec2.endpoints;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.endpointservices.Balancing;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SubnetConfiguration;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Endpoints of Gateway Load Balancers, in another account than the balancers. */
class GatewayLoadBalancerEndpointsTest {
    private static final AccountId CONSUMER = new AccountId("444455556666");

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String service = service();
    private final String name = "com.amazonaws.vpce.us-east-1." + service;
    private final String vpc = asConsumer(() -> fixture.vpc("10.0.0.0/16"));
    private final String subnet = asConsumer(() -> fixture.subnet(vpc, "10.0.1.0/24"));

    @Test
    void isOneInterfaceThroughWhichOthersPacketsPass() {
        VpcEndpoint made = create(r -> r.tagSpecifications(tagged("vpc-endpoint", "Name", "inspected")));
        assertThat(made.vpcEndpointTypeAsString()).isEqualTo("GatewayLoadBalancer");
        assertThat(made.stateAsString()).isEqualTo("pendingAcceptance");
        assertThat(made.subnetIds()).containsExactly(subnet);
        assertThat(made.networkInterfaceIds()).hasSize(1);
        assertThat(made.ipAddressTypeAsString()).isEqualTo("ipv4");
        assertThat(made.policyDocument()).isNull();
        assertThat(made.hasGroups()).isFalse();
        assertThat(made.hasDnsEntries()).isFalse();
        assertThat(made.hasRouteTableIds()).isFalse();
        assertThat(made.privateDnsEnabled()).isNull();
        assertThat(made.requesterManaged()).isFalse();
        assertThat(described(made.vpcEndpointId())).isEqualTo(made);

        NetworkInterface eni = interfaces().getFirst();
        assertThat(eni.networkInterfaceId())
                .isEqualTo(made.networkInterfaceIds().getFirst());
        assertThat(eni.description()).isEqualTo("VPC Endpoint Interface " + made.vpcEndpointId());
        assertThat(eni.sourceDestCheck()).isFalse();
        assertThat(eni.requesterManaged()).isTrue();
        assertThat(eni.groups()).isEmpty();
        assertThat(eni.privateIpAddress()).startsWith("10.0.1.");
        for (var one : List.of(
                filter("vpc-endpoint-type", "GatewayLoadBalancer"),
                filter("ip-address-type", "ipv4"),
                filter("service-name", name),
                filter("tag:Name", "inspected"))) {
            assertThat(asConsumer(() -> fixture.ask(c -> c.describeVpcEndpoints(r -> r.filters(one))))
                            .vpcEndpoints())
                    .as(one.toString())
                    .containsExactly(made);
        }
    }

    @Test
    void isAcceptedAndGoes() {
        String id = create(r -> {}).vpcEndpointId();
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnections()).vpcEndpointConnections())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.vpcEndpointId()).isEqualTo(id);
                    assertThat(one.vpcEndpointStateAsString()).isEqualTo("pendingAcceptance");
                    assertThat(one.gatewayLoadBalancerArns()).hasSize(1);
                    assertThat(one.hasNetworkLoadBalancerArns()).isFalse();
                    assertThat(one.hasDnsEntries()).isFalse();
                });
        fixture.ask(
                c -> c.acceptVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id)));
        assertThat(described(id).stateAsString()).isEqualTo("pending");
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        assertThat(described(id).stateAsString()).isEqualTo("available");
        assertThat(fixture.refusal(c -> c.deleteVpcEndpointServiceConfigurations(r -> r.serviceIds())))
                .startsWith("MissingParameter");
        fixture.ask(
                c -> c.rejectVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id)));
        assertThat(described(id).stateAsString()).isEqualTo("rejected");
        assertThat(asConsumer(() -> fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id))))
                        .unsuccessful())
                .isEmpty();
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        assertThat(asConsumer(() -> fixture.ask(c -> c.describeVpcEndpoints())).vpcEndpoints())
                .isEmpty();
        assertThat(interfaces()).isEmpty();
    }

    @Test
    void refusesWhatOnlyOthersHave() {
        String group = asConsumer(() -> fixture.ask(c -> c.createSecurityGroup(
                        r -> r.groupName("g").description("g").vpcId(vpc)))
                .groupId());
        String table = asConsumer(() -> fixture.routeTable(vpc));
        assertThat(refusal(r -> r.securityGroupIds(group))).isEqualTo(only("Security group IDs", "Interface"));
        assertThat(refusal(r -> r.routeTableIds(table))).isEqualTo(only("Route table IDs", "Gateway"));
        assertThat(refusal(r -> r.privateDnsEnabled(true))).isEqualTo(only("Private DNS names", "Interface"));
        assertThat(refusal(r -> r.dnsOptions(d -> d.dnsRecordIpType("ipv4"))))
                .isEqualTo(only("DNS options", "Interface and Gateway"));
        assertThat(refusal(r -> r.policyDocument("{\"Statement\":[]}")))
                .isEqualTo(only("Policy documents", "Interface and Gateway"));
        assertThat(refusal(r -> r.subnetConfigurations(
                        SubnetConfiguration.builder().subnetId(subnet).build())))
                .isEqualTo(only("Subnet configurations", "Interface"));
        create(r -> r.privateDnsEnabled(false));
    }

    @Test
    void isInOneSubnetWhereTheServiceIs() {
        String one = "InvalidParameter: Exactly one subnet ID must be specified for GatewayLoadBalancer type VPC"
                + " Endpoints.";
        assertThat(refusal(r -> r.subnetIds(List.of()))).isEqualTo(one);
        String second = asConsumer(() -> fixture.ask(c -> c.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.2.0/24").availabilityZone("us-east-1b")))
                .subnet()
                .subnetId());
        assertThat(refusal(r -> r.subnetIds(subnet, second))).isEqualTo(one);
        assertThat(refusal(r -> r.subnetIds(second)))
                .isEqualTo("InvalidParameter: The VPC endpoint service " + name
                        + " does not support the availability zone of the subnet: " + second + ".");
        String foreign = asConsumer(() -> fixture.subnet(fixture.vpc("10.1.0.0/16"), "10.1.1.0/24"));
        assertThat(refusal(r -> r.subnetIds(foreign)))
                .isEqualTo("InvalidParameter: The subnet '" + foreign + "' does not belong to the VPC '" + vpc + "'.");
        assertThat(refusal(r -> r.subnetIds("subnet-0123456789abcdef0"))).startsWith("InvalidSubnetID.NotFound");
        assertThat(refusal(r -> r.ipAddressType("dualstack")))
                .isEqualTo("InvalidParameter: Endpoint IP address type (dualstack) does not match available service IP"
                        + " address types ([ipv4]).");
        assertThat(refusal(r -> r.vpcEndpointType("Interface")))
                .isEqualTo("InvalidParameter: Endpoint type (Interface) does not match available service types"
                        + " ([GatewayLoadBalancer]).");
        assertThat(refusal(r -> r.serviceName("com.amazonaws.us-east-1.ec2")))
                .isEqualTo("InvalidParameter: Endpoint type (GatewayLoadBalancer) does not match available service"
                        + " types ([Interface]).");
        assertThat(refusal(r -> r.serviceRegion("eu-west-1"))).startsWith("InvalidServiceName");
    }

    @Test
    void hasAddressesOfBothFamiliesWhereTheServiceHas() {
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(service).addSupportedIpAddressTypes("ipv6")));
        assertThat(refusal(r -> r.ipAddressType("dualstack")))
                .isEqualTo("InvalidParameter: The endpoint IP address type (dualstack) is not compatible with the"
                        + " subnet " + subnet + ".");
        asConsumer(
                () -> fixture.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true))));
        String block = asConsumer(() -> fixture.ipv6Block(vpc).toString().replace("/56", "/64"));
        asConsumer(() -> fixture.ask(
                c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock(block))));
        VpcEndpoint made = create(r -> r.ipAddressType("dualstack"));
        assertThat(made.ipAddressTypeAsString()).isEqualTo("dualstack");
        assertThat(interfaces().getFirst().ipv6Addresses()).hasSize(1);
    }

    @Test
    void changesNothingButItsTags() {
        String id = create(r -> {}).vpcEndpointId();
        String fixed = "InvalidParameter: The subnet and the IP address type of a Gateway Load Balancer endpoint cannot"
                + " be changed.";
        assertThat(refusedChange(id, r -> r.addSubnetIds(subnet))).isEqualTo(fixed);
        assertThat(refusedChange(id, r -> r.removeSubnetIds(subnet))).isEqualTo(fixed);
        assertThat(refusedChange(id, r -> r.ipAddressType("dualstack"))).isEqualTo(fixed);
        assertThat(refusedChange(id, r -> r.addSecurityGroupIds("sg-0123456789abcdef0")))
                .isEqualTo(only("Security group IDs", "Interface"));
        assertThat(refusedChange(id, r -> r.addRouteTableIds("rtb-0123456789abcdef0")))
                .isEqualTo(only("Route table IDs", "Gateway"));
        assertThat(refusedChange(id, r -> r.privateDnsEnabled(true))).isEqualTo(only("Private DNS names", "Interface"));
        assertThat(refusedChange(id, r -> r.resetPolicy(true)))
                .isEqualTo(only("Policy documents", "Interface and Gateway"));
        asConsumer(() -> fixture.ask(c -> c.createTags(r -> r.resources(id)
                .tags(Tag.builder().key("Name").value("inspected").build()))));
        assertThat(described(id).tags()).hasSize(1);
    }

    @Test
    void failsWhereTheSubnetHasNoAddressLeft() {
        String small = asConsumer(() -> fixture.subnet(vpc, "10.0.9.0/28"));
        for (int i = 0; i < 11; i++) {
            create(r -> r.subnetIds(small));
        }
        assertThat(refusal(r -> r.subnetIds(small))).startsWith("InsufficientFreeAddressesInSubnet");
    }

    private static String only(String what, String types) {
        return "InvalidParameter: " + what + " are only supported for " + types + " type VPC Endpoints.";
    }

    private VpcEndpoint create(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return asConsumer(
                () -> fixture.ask(c -> c.createVpcEndpoint(request(more))).vpcEndpoint());
    }

    private String refusal(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return asConsumer(() -> fixture.refusal(c -> c.createVpcEndpoint(request(more))));
    }

    private Consumer<CreateVpcEndpointRequest.Builder> request(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return r -> more.accept(r.vpcId(vpc)
                .serviceName(name)
                .vpcEndpointType("GatewayLoadBalancer")
                .subnetIds(subnet));
    }

    private String refusedChange(String id, Consumer<ModifyVpcEndpointRequest.Builder> change) {
        return asConsumer(() -> fixture.refusal(c -> c.modifyVpcEndpoint(r -> change.accept(r.vpcEndpointId(id)))));
    }

    private VpcEndpoint described(String id) {
        return asConsumer(() -> fixture.ask(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(id))))
                .vpcEndpoints()
                .getFirst();
    }

    private List<NetworkInterface> interfaces() {
        return asConsumer(() -> fixture.ask(c -> c.describeNetworkInterfaces(
                        r -> r.filters(filter("interface-type", "gateway_load_balancer_endpoint")))))
                .networkInterfaces();
    }

    private String service() {
        String balancer = Balancing.put(fixture, LoadBalancer.Type.GATEWAY, "inspect", "us-east-1a");
        String id = fixture.ask(c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(balancer)))
                .serviceConfiguration()
                .serviceId();
        fixture.ask(
                c -> c.modifyVpcEndpointServicePermissions(r -> r.serviceId(id).addAllowedPrincipals("*")));
        return id;
    }

    private <T> T asConsumer(Supplier<T> work) {
        AccountId before = fixture.account;
        fixture.account = CONSUMER;
        try {
            return work.get();
        } finally {
            fixture.account = before;
        }
    }
}
