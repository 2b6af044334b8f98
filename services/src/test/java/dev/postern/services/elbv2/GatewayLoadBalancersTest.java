package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.endpointservices.DeletedServices;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Limit;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

class GatewayLoadBalancersTest {
    private final BalancerFixture fixture = new BalancerFixture();

    @Test
    void hasAnInterfaceInEachSubnetAndNoName() {
        LoadBalancer made = fixture.gateway(
                "inspect",
                r -> r.subnets(fixture.second, fixture.first)
                        .tags(Tag.builder().key("team").value("a").build()));
        assertThat(made.loadBalancerArn())
                .matches("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/gwy/inspect/[0-9a-f]{16}");
        assertThat(made.typeAsString()).isEqualTo("gateway");
        assertThat(made.ipAddressTypeAsString()).isEqualTo("ipv4");
        assertThat(made.dnsName()).isNull();
        assertThat(made.canonicalHostedZoneId()).isNull();
        assertThat(made.schemeAsString()).isNull();
        assertThat(made.hasSecurityGroups()).isFalse();
        assertThat(made.enablePrefixForIpv6SourceNatAsString()).isNull();
        assertThat(made.state().codeAsString()).isEqualTo("provisioning");
        assertThat(made.availabilityZones())
                .extracting(zone -> zone.zoneName() + " " + zone.subnetId())
                .containsExactly("us-east-1a " + fixture.first, "us-east-1b " + fixture.second);

        NetworkInterface eni = fixture.interfaceIn(fixture.first, "gateway_load_balancer");
        assertThat(eni.description()).isEqualTo("ELB " + made.loadBalancerArn().replaceFirst(".*loadbalancer/", ""));
        assertThat(eni.interfaceTypeAsString()).isEqualTo("gateway_load_balancer");
        assertThat(eni.requesterManaged()).isTrue();
        assertThat(eni.requesterId()).isEqualTo("amazon-elb");
        assertThat(eni.groups()).isEmpty();
        assertThat(eni.association()).isNull();

        fixture.pass(Duration.ZERO);
        assertThat(fixture.describe(made.loadBalancerArn()).state().codeAsString())
                .isEqualTo("active");
        assertThat(fixture.ask(c -> c.describeTags(r -> r.resourceArns(made.loadBalancerArn())))
                        .tagDescriptions()
                        .getFirst()
                        .tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("team=a");
    }

    @Test
    void isMadeOnceAndListedWithTheOthers() {
        LoadBalancer made = fixture.gateway("inspect", r -> r.subnets(fixture.first));
        assertThat(fixture.gateway("inspect", r -> r.subnets(fixture.first))).isEqualTo(made);
        LoadBalancer other = fixture.create("web", r -> r.subnets(fixture.first));
        assertThat(refusal("web", r -> r.subnets(fixture.first)))
                .isEqualTo("DuplicateLoadBalancerName: A load balancer with the same name 'web' exists, but with"
                        + " different settings");
        var page = fixture.ask(c -> c.describeLoadBalancers(r -> r.pageSize(1)));
        assertThat(page.loadBalancers()).containsExactly(made);
        assertThat(fixture.ask(c -> c.describeLoadBalancers(r -> r.marker(page.nextMarker())))
                        .loadBalancers())
                .containsExactly(other);
        assertThat(fixture.ask(c -> c.describeLoadBalancers(r -> r.names("inspect")))
                        .loadBalancers())
                .containsExactly(made);
    }

    @Test
    void refusesWhatOnlyOthersHave() {
        assertThat(refusal("gw", r -> r.subnets(fixture.first).scheme("internal")))
                .isEqualTo("ValidationError: A scheme cannot be specified for gateway load balancers");
        String group = fixture.ec2
                .ask(c -> c.createSecurityGroup(
                        r -> r.groupName("lb").description("lb").vpcId(fixture.vpc)))
                .groupId();
        String noGroups = "InvalidConfigurationRequest: Security groups are not supported for load balancers with type"
                + " 'gateway'";
        assertThat(refusal("gw", r -> r.subnets(fixture.first).securityGroups(group)))
                .isEqualTo(noGroups);
        for (Consumer<SubnetMapping.Builder> address : List.<Consumer<SubnetMapping.Builder>>of(
                m -> m.privateIPv4Address("10.0.1.7"),
                m -> m.allocationId("eipalloc-0123456789abcdef0"),
                m -> m.iPv6Address("2001:db8::7"))) {
            assertThat(refusal(
                            "gw",
                            r -> r.subnetMappings(SubnetMapping.builder()
                                    .subnetId(fixture.first)
                                    .applyMutation(address)
                                    .build())))
                    .isEqualTo("InvalidConfigurationRequest: IP addresses cannot be specified for load balancers with"
                            + " type 'gateway'");
        }
        assertThat(refusal("gw", r -> r.subnets(fixture.first).ipAddressType("dualstack-without-public-ipv4")))
                .isEqualTo("InvalidConfigurationRequest: The IP address type 'dualstack-without-public-ipv4' is not"
                        + " supported for load balancers with type 'gateway'");
        assertThat(refusal("gw", r -> r.subnets(fixture.first).ipAddressType("dualstack")))
                .isEqualTo("ValidationError: You must specify subnets with an associated IPv6 CIDR block.");
        String arn = fixture.gateway("gw", r -> r.subnets(fixture.first)).loadBalancerArn();
        assertThat(fixture.refusal(
                        c -> c.setSecurityGroups(r -> r.loadBalancerArn(arn).securityGroups(group))))
                .isEqualTo(noGroups);
    }

    @Test
    void changesItsSubnetsAndFamilies() {
        fixture.ec2.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(fixture.vpc).amazonProvidedIpv6CidrBlock(true)));
        String block = fixture.ec2.ipv6Block(fixture.vpc).toString().replace("/56", "/64");
        fixture.ec2.ask(
                c -> c.associateSubnetCidrBlock(r -> r.subnetId(fixture.first).ipv6CidrBlock(block)));
        fixture.ec2.ask(c -> c.associateSubnetCidrBlock(
                r -> r.subnetId(fixture.second).ipv6CidrBlock(block.replace("00::/64", "01::/64"))));
        String arn = fixture.gateway(
                        "gw",
                        r -> r.subnetMappings(
                                SubnetMapping.builder().subnetId(fixture.first).build()))
                .loadBalancerArn();
        String kept =
                fixture.interfaceIn(fixture.first, "gateway_load_balancer").networkInterfaceId();
        var set = fixture.ask(c -> c.setSubnets(r -> r.loadBalancerArn(arn).subnets(fixture.first, fixture.second)));
        assertThat(set.availabilityZones()).hasSize(2);
        assertThat(set.enablePrefixForIpv6SourceNatAsString()).isNull();
        assertThat(fixture.refusal(c -> c.setSubnets(r -> r.loadBalancerArn(arn).subnets(fixture.first))))
                .isEqualTo(
                        "InvalidConfigurationRequest: Subnet removal is not supported for Gateway Load Balancers. You"
                                + " must specify all existing subnets along with any new ones.");
        assertThat(fixture.interfaces()).isEqualTo(2);
        fixture.ask(c -> c.setIpAddressType(r -> r.loadBalancerArn(arn).ipAddressType("dualstack")));
        NetworkInterface eni = fixture.interfaceIn(fixture.first, "gateway_load_balancer");
        assertThat(eni.networkInterfaceId()).isEqualTo(kept);
        assertThat(eni.ipv6Addresses()).hasSize(1);
        assertThat(fixture.describe(arn).ipAddressTypeAsString()).isEqualTo("dualstack");
        fixture.ask(c -> c.setIpAddressType(r -> r.loadBalancerArn(arn).ipAddressType("ipv4")));
        assertThat(fixture.interfaceIn(fixture.first, "gateway_load_balancer").ipv6Addresses())
                .isEmpty();
    }

    @Test
    void hasTwoAttributes() {
        String arn = fixture.gateway("gw", r -> r.subnets(fixture.first)).loadBalancerArn();
        assertThat(attributes(arn))
                .containsExactly("deletion_protection.enabled=false", "load_balancing.cross_zone.enabled=false");
        set(arn, "load_balancing.cross_zone.enabled", "true");
        set(arn, "deletion_protection.enabled", "true");
        assertThat(attributes(arn))
                .containsExactly("deletion_protection.enabled=true", "load_balancing.cross_zone.enabled=true");
        assertThat(fixture.refusal(c -> c.modifyLoadBalancerAttributes(r -> r.loadBalancerArn(arn)
                        .attributes(attribute("dns_record.client_routing_policy", "any_availability_zone")))))
                .isEqualTo("ValidationError: Load balancer attribute key 'dns_record.client_routing_policy' is not"
                        + " recognized");
        assertThat(fixture.refusal(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn))))
                .startsWith("OperationNotPermitted: ");
        set(arn, "deletion_protection.enabled", "false");
        fixture.ask(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn)));
        assertThat(fixture.interfaces()).isZero();
    }

    @Test
    void staysWhileAServiceLeadsToIt() {
        String arn = fixture.gateway("gw", r -> r.subnets(fixture.first)).loadBalancerArn();
        String service = fixture.ec2
                .ask(c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(arn)))
                .serviceConfiguration()
                .serviceId();
        assertThat(fixture.refusal(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn))))
                .isEqualTo("ResourceInUse: Load balancer '" + arn
                        + "' cannot be deleted because it is currently associated with another service");
        fixture.ec2.ask(c -> c.deleteVpcEndpointServiceConfigurations(r -> r.serviceIds(service)));
        fixture.ec2.pass(new DeletedServices(), Duration.ofHours(1));
        fixture.ask(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn)));
    }

    @Test
    void hasQuotasOfItsOwn() {
        assertThat(fixture.ask(c -> c.describeAccountLimits(r -> {})).limits())
                .extracting(Limit::name)
                .contains(
                        "gateway-load-balancers",
                        "gateway-load-balancers-per-vpc",
                        "geneve-target-groups",
                        "targets-per-availability-zone-per-gateway-load-balancer");
        for (int i = 0; i < 50; i++) {
            String name = "web" + i;
            fixture.create(name, r -> r.subnets(fixture.first));
        }
        assertThat(fixture.refusal(c -> c.createLoadBalancer(r ->
                        r.name("one-more").type("network").scheme("internal").subnets(fixture.first))))
                .startsWith("TooManyLoadBalancers: ");
        fixture.gateway("gw", r -> r.subnets(fixture.first));
        for (int i = 0; i < 100; i++) {
            fixture.appliances("appliances" + i);
        }
        assertThat(fixture.refusal(c -> c.createTargetGroup(
                        r -> r.name("one-more").protocol("GENEVE").port(6081).vpcId(fixture.vpc))))
                .isEqualTo("TooManyTargetGroups: The maximum number of target groups has been reached");
        fixture.group("web", r -> {});
    }

    @Test
    void aVpcHasRoomForSoManyInterfacesOfThem() {
        String third = fixture.subnet("10.0.3.0/24", "us-east-1c");
        String fourth = fixture.subnet("10.0.4.0/24", "us-east-1d");
        for (int i = 0; i < 74; i++) {
            fixture.gateway("gw" + i, r -> r.subnets(fixture.first, fixture.second, third, fourth));
        }
        String last = fixture.gateway("last", r -> r.subnets(fixture.first, third, fourth))
                .loadBalancerArn();
        fixture.gateway("one", r -> r.subnets(fixture.first));
        String reached =
                "TooManyLoadBalancers: The maximum number of network interfaces of load balancers with type 'gateway'"
                        + " in the VPC has been reached";
        assertThat(refusal("one-more", r -> r.subnets(fixture.first))).isEqualTo(reached);
        assertThat(fixture.refusal(c -> c.setSubnets(
                        r -> r.loadBalancerArn(last).subnets(fixture.first, fixture.second, third, fourth))))
                .isEqualTo(reached);
        fixture.create("web", r -> r.subnets(fixture.first));
    }

    private String refusal(String name, Consumer<CreateLoadBalancerRequest.Builder> more) {
        return fixture.refusal(
                c -> c.createLoadBalancer(r -> more.accept(r.name(name).type("gateway"))));
    }

    private static LoadBalancerAttribute attribute(String key, String value) {
        return LoadBalancerAttribute.builder().key(key).value(value).build();
    }

    private void set(String arn, String key, String value) {
        fixture.ask(
                c -> c.modifyLoadBalancerAttributes(r -> r.loadBalancerArn(arn).attributes(attribute(key, value))));
    }

    private List<String> attributes(String arn) {
        return fixture.ask(c -> c.describeLoadBalancerAttributes(r -> r.loadBalancerArn(arn))).attributes().stream()
                .map(one -> one.key() + "=" + one.value())
                .toList();
    }
}
