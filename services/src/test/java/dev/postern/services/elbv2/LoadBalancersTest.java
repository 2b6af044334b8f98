package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

class LoadBalancersTest {
    private final BalancerFixture fixture = new BalancerFixture();

    @Test
    void hasAnInterfaceInEachSubnetAndIsActiveOnceTheNetworkKnowsIt() {
        LoadBalancer made = fixture.balancer();
        assertThat(made.loadBalancerArn())
                .matches("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/web/[0-9a-f]{16}");
        String id = made.loadBalancerArn().replaceFirst(".*/", "");
        assertThat(made.dnsName()).isEqualTo("web-" + id + ".elb.us-east-1.amazonaws.com");
        assertThat(made.canonicalHostedZoneId()).isEqualTo("Z26RNL4JYFTOTI");
        assertThat(made.state().codeAsString()).isEqualTo("provisioning");
        assertThat(made.typeAsString()).isEqualTo("network");
        assertThat(made.schemeAsString()).isEqualTo("internal");
        assertThat(made.ipAddressTypeAsString()).isEqualTo("ipv4");
        assertThat(made.hasSecurityGroups()).isFalse();
        assertThat(made.availabilityZones())
                .extracting(zone -> zone.zoneName() + " " + zone.subnetId())
                .containsExactly("us-east-1a " + fixture.first, "us-east-1b " + fixture.second);
        assertThat(made.availabilityZones())
                .allMatch(zone -> zone.loadBalancerAddresses().isEmpty());

        NetworkInterface eni = fixture.interfaceIn(fixture.first);
        assertThat(eni.description()).isEqualTo("ELB net/web/" + id);
        assertThat(eni.requesterManaged()).isTrue();
        assertThat(eni.requesterId()).isEqualTo("amazon-elb");
        assertThat(eni.statusAsString()).isEqualTo("in-use");
        assertThat(eni.attachment().instanceOwnerId()).isEqualTo("amazon-aws");
        assertThat(eni.attachment().attachmentId()).startsWith("ela-attach-");
        assertThat(eni.sourceDestCheck()).isFalse();
        assertThat(eni.groups()).isEmpty();
        assertThat(eni.association()).isNull();
        assertThat(fixture.ec2.refusal(
                        c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(eni.networkInterfaceId()))))
                .startsWith("InvalidParameterValue: Network interface '" + eni.networkInterfaceId()
                        + "' is currently in use");
        assertThat(fixture.ec2.refusal(c -> c.modifyNetworkInterfaceAttribute(
                        r -> r.networkInterfaceId(eni.networkInterfaceId()).description(d -> d.value("mine")))))
                .startsWith("AuthFailure");

        fixture.pass(Duration.ZERO);
        assertThat(fixture.describe(made.loadBalancerArn()).state().codeAsString())
                .isEqualTo("active");
    }

    @Test
    void isFoundByNameAndMadeOnce() {
        LoadBalancer made = fixture.balancer();
        assertThat(fixture.balancer()).isEqualTo(made);
        assertThat(fixture.interfaces()).isEqualTo(2);
        assertThat(fixture.ask(c -> c.describeLoadBalancers(r -> r.names("web")))
                        .loadBalancers())
                .containsExactly(made);
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("web").type("network").scheme("internal").subnets(fixture.first))))
                .isEqualTo("DuplicateLoadBalancerName: A load balancer with the same name 'web' exists, but with"
                        + " different settings");
        assertThat(fixture.refusal(c -> c.describeLoadBalancers(r -> r.names("web", "api"))))
                .isEqualTo("LoadBalancerNotFound: Load balancers '[api]' not found");
        assertThat(fixture.refusal(c -> c.describeLoadBalancers(
                        r -> r.loadBalancerArns(made.loadBalancerArn().replaceFirst("net/web", "net/api")))))
                .isEqualTo("LoadBalancerNotFound: One or more load balancers not found");
        assertThat(fixture.refusal(c -> c.describeLoadBalancers(r -> r.loadBalancerArns("web"))))
                .isEqualTo("ValidationError: 'web' is not a valid load balancer ARN");
        fixture.create("api", r -> r.subnets(fixture.first));
        var page = fixture.ask(c -> c.describeLoadBalancers(r -> r.pageSize(1)));
        assertThat(page.loadBalancers())
                .extracting(LoadBalancer::loadBalancerName)
                .containsExactly("api");
        assertThat(fixture.ask(c -> c.describeLoadBalancers(r -> r.marker(page.nextMarker())))
                        .loadBalancers())
                .containsExactly(made);
        assertThat(fixture.refusal(c -> c.describeTargetGroups(r -> r.marker(page.nextMarker()))))
                .isEqualTo("ValidationError: The marker '" + page.nextMarker() + "' is not valid");
    }

    @Test
    void refusesWhatNoBalancerCanBe() {
        assertThat(fixture.refusal(c -> c.createLoadBalancer(r -> r.name("web").subnets(fixture.first))))
                .isEqualTo("OperationNotPermitted: Load balancers of type 'application' cannot be created here, only"
                        + " those of types 'network' and 'gateway'");
        assertThat(fixture.refusal(c -> c.createLoadBalancer(r -> r.name("web").type("network"))))
                .isEqualTo("ValidationError: At least one subnet must be specified");
        assertThat(fixture.refusal(c ->
                        c.createLoadBalancer(r -> r.name("-web").type("network").subnets(fixture.first))))
                .isEqualTo("ValidationError: The load balancer name '-web' cannot begin or end with '-'");
        assertThat(fixture.refusal(c ->
                        c.createLoadBalancer(r -> r.name("web").type("network").subnets("subnet-0123456789abcdef0"))))
                .isEqualTo("SubnetNotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist");
        assertThat(fixture.refusal(c ->
                        c.createLoadBalancer(r -> r.name("web").type("network").subnets(fixture.first))))
                .isEqualTo("InvalidSubnet: VPC " + fixture.vpc + " has no internet gateway");
        String other = fixture.subnet("10.0.3.0/24", "us-east-1a");
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("web").type("network").scheme("internal").subnets(fixture.first, other))))
                .isEqualTo("InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the"
                        + " same Availability Zone");
        String small = fixture.subnet("10.0.4.0/28", "us-east-1c");
        fixture.create("one", r -> r.subnets(small));
        fixture.create("two", r -> r.subnets(small));
        fixture.create("three", r -> r.subnets(small));
        fixture.create("four", r -> r.subnets(small));
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("five").type("network").scheme("internal").subnets(small))))
                .isEqualTo("InvalidSubnet: Not enough IP space available in " + small
                        + ". ELB requires at least 8 free IP addresses in each subnet.");
    }

    @Test
    void takesChosenAddressesAndElasticOnes() {
        LoadBalancer internal = fixture.create(
                "inside",
                r -> r.subnetMappings(SubnetMapping.builder()
                        .subnetId(fixture.first)
                        .privateIPv4Address("10.0.1.77")
                        .build()));
        assertThat(internal.availabilityZones().getFirst().loadBalancerAddresses())
                .extracting(address -> address.privateIPv4Address() + " " + address.ipAddress())
                .containsExactly("10.0.1.77 null");
        fixture.ec2.gateway(fixture.vpc);
        var allocated = fixture.ec2.ask(c -> c.allocateAddress(r -> {}));
        SubnetMapping elastic = SubnetMapping.builder()
                .subnetId(fixture.second)
                .allocationId(allocated.allocationId())
                .build();
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("x").type("network").scheme("internal").subnetMappings(elastic))))
                .startsWith("InvalidConfigurationRequest: Elastic IP addresses cannot");
        SubnetMapping same = elastic.toBuilder().subnetId(fixture.first).build();
        assertThat(fixture.refusal(c ->
                        c.createLoadBalancer(r -> r.name("x").type("network").subnetMappings(elastic, same))))
                .isEqualTo("ResourceInUse: The allocation IDs are not available for use");
        LoadBalancer facing =
                fixture.create("outside", r -> r.scheme("internet-facing").subnetMappings(elastic));
        assertThat(facing.availabilityZones().getFirst().loadBalancerAddresses())
                .extracting(address -> address.allocationId() + " " + address.ipAddress())
                .containsExactly(allocated.allocationId() + " " + allocated.publicIp());
        assertThat(fixture.interfaceIn(fixture.second).association().publicIp()).isEqualTo(allocated.publicIp());
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("again").type("network").subnetMappings(elastic))))
                .isEqualTo("ResourceInUse: The allocation IDs are not available for use");
        assertThat(fixture.ec2.refusal(c -> c.releaseAddress(r -> r.allocationId(allocated.allocationId()))))
                .startsWith("AuthFailure");
        fixture.ask(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(facing.loadBalancerArn())));
        fixture.ec2.ask(c -> c.releaseAddress(r -> r.allocationId(allocated.allocationId())));
        LoadBalancer plain =
                fixture.create("plain", r -> r.scheme("internet-facing").subnets(fixture.second));
        assertThat(plain.schemeAsString()).isEqualTo("internet-facing");
        assertThat(fixture.interfaceIn(fixture.second).association().ipOwnerId())
                .isEqualTo("amazon-elb");
    }

    @Test
    void changesItsSubnetsGroupsAndFamilies() {
        String group = fixture.ec2
                .ask(c -> c.createSecurityGroup(
                        r -> r.groupName("lb").description("lb").vpcId(fixture.vpc)))
                .groupId();
        LoadBalancer balancer =
                fixture.create("web", r -> r.subnets(fixture.first).securityGroups(group));
        assertThat(balancer.securityGroups()).containsExactly(group);
        assertThat(balancer.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic())
                .isEqualTo("on");
        assertThat(fixture.interfaceIn(fixture.first).groups())
                .extracting(shown -> shown.groupId())
                .containsExactly(group);
        String kept = fixture.interfaceIn(fixture.first).networkInterfaceId();
        var zones = fixture.ask(c -> c.setSubnets(
                r -> r.loadBalancerArn(balancer.loadBalancerArn()).subnets(fixture.second, fixture.first)));
        assertThat(zones.availabilityZones()).hasSize(2);
        assertThat(fixture.interfaceIn(fixture.first).networkInterfaceId()).isEqualTo(kept);
        fixture.ask(c ->
                c.setSubnets(r -> r.loadBalancerArn(balancer.loadBalancerArn()).subnets(fixture.second)));
        assertThat(fixture.interfaces()).isEqualTo(1);

        String other = fixture.ec2
                .ask(c -> c.createSecurityGroup(
                        r -> r.groupName("other").description("other").vpcId(fixture.vpc)))
                .groupId();
        var set = fixture.ask(c -> c.setSecurityGroups(r -> r.loadBalancerArn(balancer.loadBalancerArn())
                .securityGroups(other)
                .enforceSecurityGroupInboundRulesOnPrivateLinkTraffic("off")));
        assertThat(set.securityGroupIds()).containsExactly(other);
        assertThat(fixture.describe(balancer.loadBalancerArn()).enforceSecurityGroupInboundRulesOnPrivateLinkTraffic())
                .isEqualTo("off");
        assertThat(fixture.interfaceIn(fixture.second).groups())
                .extracting(shown -> shown.groupId())
                .containsExactly(other);
        LoadBalancer without = fixture.create("without", r -> r.subnets(fixture.first));
        assertThat(fixture.refusal(c -> c.setSecurityGroups(
                        r -> r.loadBalancerArn(without.loadBalancerArn()).securityGroups(other))))
                .startsWith("InvalidConfigurationRequest: Security groups cannot be set");
        assertThat(fixture.refusal(c -> c.setIpAddressType(
                        r -> r.loadBalancerArn(without.loadBalancerArn()).ipAddressType("dualstack"))))
                .isEqualTo("ValidationError: You must specify subnets with an associated IPv6 CIDR block.");
    }

    @Test
    void hasAnIpv6AddressWhereItIsDualstack() {
        fixture.ec2.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(fixture.vpc).amazonProvidedIpv6CidrBlock(true)));
        String block = fixture.ec2.ipv6Block(fixture.vpc).toString().replace("/56", "/64");
        fixture.ec2.ask(
                c -> c.associateSubnetCidrBlock(r -> r.subnetId(fixture.first).ipv6CidrBlock(block)));
        LoadBalancer balancer = fixture.create("web", r -> r.subnets(fixture.first));
        assertThat(fixture.interfaceIn(fixture.first).ipv6Addresses()).isEmpty();
        fixture.ask(c -> c.setIpAddressType(
                r -> r.loadBalancerArn(balancer.loadBalancerArn()).ipAddressType("dualstack")));
        assertThat(fixture.interfaceIn(fixture.first).ipv6Addresses()).hasSize(1);
        assertThat(fixture.describe(balancer.loadBalancerArn()).ipAddressTypeAsString())
                .isEqualTo("dualstack");
        String listener =
                fixture.listener(balancer.loadBalancerArn(), 80, fixture.group("six", r -> r.ipAddressType("ipv6")));
        assertThat(toIpv4(balancer))
                .isEqualTo("InvalidConfigurationRequest: Target groups with IP address type 'ipv6' must be used with"
                        + " load balancers of type 'dualstack'");
        fixture.ask(c -> c.deleteListener(r -> r.listenerArn(listener)));
        String service = fixture.ec2
                .ask(c -> c.createVpcEndpointServiceConfiguration(r ->
                        r.networkLoadBalancerArns(balancer.loadBalancerArn()).supportedIpAddressTypes("ipv4", "ipv6")))
                .serviceConfiguration()
                .serviceId();
        assertThat(toIpv4(balancer)).startsWith("InvalidConfigurationRequest: The IP address type 'ipv4'");
        fixture.ec2.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(service).removeSupportedIpAddressTypes("ipv6")));
        fixture.ask(c -> c.setIpAddressType(
                r -> r.loadBalancerArn(balancer.loadBalancerArn()).ipAddressType("ipv4")));
        assertThat(fixture.interfaceIn(fixture.first).ipv6Addresses()).isEmpty();
        assertThat(fixture.ec2.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(service).addSupportedIpAddressTypes("ipv6"))))
                .startsWith("InvalidParameter: ");
    }

    @Test
    void hasChosenIpv6AddressesOnlyWhereItIsDualstackAndKeepsThem() {
        fixture.ec2.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(fixture.vpc).amazonProvidedIpv6CidrBlock(true)));
        String block = fixture.ec2.ipv6Block(fixture.vpc).toString().replace("/56", "/64");
        fixture.ec2.ask(
                c -> c.associateSubnetCidrBlock(r -> r.subnetId(fixture.first).ipv6CidrBlock(block)));
        SubnetMapping chosen = SubnetMapping.builder()
                .subnetId(fixture.first)
                .iPv6Address(block.replace("/64", "77"))
                .build();
        String onlyDualstack = "InvalidConfigurationRequest: IPv6 addresses cannot be specified for load balancers with"
                + " IP address type 'ipv4'";
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("web").type("network").scheme("internal").subnetMappings(chosen))))
                .isEqualTo(onlyDualstack);
        LoadBalancer balancer = fixture.create("web", r -> r.subnets(fixture.first));
        assertThat(fixture.refusal(c -> c.setSubnets(
                        r -> r.loadBalancerArn(balancer.loadBalancerArn()).subnetMappings(chosen))))
                .isEqualTo(onlyDualstack);
        setSubnets(balancer, chosen);
        assertThat(fixture.interfaceIn(fixture.first).ipv6Addresses())
                .extracting(address -> address.ipv6Address())
                .containsExactly(chosen.iPv6Address());
        setSubnets(
                balancer,
                chosen.toBuilder().iPv6Address(block.replace("::/64", ":0::77")).build());
        SubnetMapping other =
                chosen.toBuilder().iPv6Address(block.replace("/64", "78")).build();
        assertThat(fixture.refusal(c -> c.setSubnets(r -> r.loadBalancerArn(balancer.loadBalancerArn())
                        .ipAddressType("dualstack")
                        .subnetMappings(other))))
                .isEqualTo("InvalidConfigurationRequest: The addresses of the load balancer in subnet '" + fixture.first
                        + "' cannot be changed");
        assertThat(fixture.refusal(c -> c.createLoadBalancer(r -> r.name("web")
                        .type("network")
                        .scheme("internal")
                        .ipAddressType("dualstack")
                        .subnetMappings(other))))
                .startsWith("DuplicateLoadBalancerName");
    }

    private void setSubnets(LoadBalancer balancer, SubnetMapping mapping) {
        fixture.ask(c -> c.setSubnets(r -> r.loadBalancerArn(balancer.loadBalancerArn())
                .ipAddressType("dualstack")
                .subnetMappings(mapping)));
    }

    private String toIpv4(LoadBalancer balancer) {
        return fixture.refusal(c -> c.setIpAddressType(
                r -> r.loadBalancerArn(balancer.loadBalancerArn()).ipAddressType("ipv4")));
    }

    @Test
    void goesWithAllThatItHasUnlessItIsProtected() {
        LoadBalancer balancer = fixture.balancer();
        String arn = balancer.loadBalancerArn();
        String group = fixture.group("targets", r -> {});
        fixture.listener(arn, 80, group);
        assertThat(attributes(arn))
                .contains("deletion_protection.enabled=false", "load_balancing.cross_zone.enabled=false")
                .contains("ipv6.deny_all_igw_traffic=true", "dns_record.client_routing_policy=any_availability_zone");
        set(arn, "deletion_protection.enabled", "true");
        assertThat(fixture.refusal(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn))))
                .isEqualTo("OperationNotPermitted: Load balancer '" + arn
                        + "' cannot be deleted because deletion protection is enabled");
        set(arn, "deletion_protection.enabled", "false");
        assertThat(fixture.ec2.refusal(c -> c.deleteSubnet(r -> r.subnetId(fixture.first))))
                .startsWith("DependencyViolation");
        fixture.ask(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn)));
        fixture.ask(c -> c.deleteLoadBalancer(r -> r.loadBalancerArn(arn)));
        assertThat(fixture.interfaces()).isZero();
        fixture.ask(c -> c.deleteTargetGroup(r -> r.targetGroupArn(group)));
        fixture.ec2.ask(c -> c.deleteSubnet(r -> r.subnetId(fixture.first)));
    }

    @Test
    void refusesAttributesThatItDoesNotHave() {
        String arn = fixture.balancer().loadBalancerArn();
        assertThat(fixture.refusal(c -> c.modifyLoadBalancerAttributes(
                        r -> r.loadBalancerArn(arn).attributes(attribute("idle_timeout.timeout_seconds", "60")))))
                .isEqualTo("ValidationError: Load balancer attribute key 'idle_timeout.timeout_seconds' is not"
                        + " recognized");
        assertThat(fixture.refusal(c -> c.modifyLoadBalancerAttributes(
                        r -> r.loadBalancerArn(arn).attributes(attribute("zonal_shift.config.enabled", "true")))))
                .isEqualTo("OperationNotPermitted: The load balancer attribute 'zonal_shift.config.enabled' cannot be"
                        + " set to 'true' here");
    }

    @Test
    void hasTags() {
        String arn = fixture.balancer().loadBalancerArn();
        fixture.ask(c -> c.addTags(r ->
                r.resourceArns(arn).tags(Tag.builder().key("team").value("a").build())));
        assertThat(fixture.ask(c -> c.describeTags(r -> r.resourceArns(arn)))
                        .tagDescriptions()
                        .getFirst()
                        .tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("team=a");
        assertThat(fixture.refusal(c -> c.describeTags(r -> r.resourceArns(Collections.nCopies(21, arn)))))
                .isEqualTo("ValidationError: Cannot have more than 20 resources described");
        fixture.ask(c -> c.removeTags(r -> r.resourceArns(arn).tagKeys("team")));
        assertThat(fixture.ask(c -> c.describeTags(r -> r.resourceArns(arn)))
                        .tagDescriptions()
                        .getFirst()
                        .tags())
                .isEmpty();
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
                .map((LoadBalancerAttribute one) -> one.key() + "=" + one.value())
                .toList();
    }
}
