package dev.postern.services.elbv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.endpoints.EndpointLife;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** What requests about balancers may name: how often, how much, and which subnets. */
class BalancerRequestsTest {
    private final BalancerFixture fixture = new BalancerFixture();
    private final String balancer = fixture.balancer().loadBalancerArn();
    private final String group = fixture.group("targets", r -> {});
    private final String listener = fixture.listener(balancer, 80, group);

    @Test
    void whatIsNamedTwiceIsToldOfOnce() {
        assertThat(fixture.ask(c -> c.describeLoadBalancers(r -> r.names("web", "web")))
                        .loadBalancers())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeLoadBalancers(r -> r.loadBalancerArns(balancer, balancer)))
                        .loadBalancers())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeTargetGroups(r -> r.names("targets", "targets")))
                        .targetGroups())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeTargetGroups(r -> r.targetGroupArns(group, group)))
                        .targetGroups())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeListeners(r -> r.listenerArns(listener, listener)))
                        .listeners())
                .hasSize(1);
        String rule = fixture.ask(c -> c.describeRules(r -> r.listenerArn(listener)))
                .rules()
                .getFirst()
                .ruleArn();
        assertThat(fixture.ask(c -> c.describeRules(r -> r.ruleArns(rule, rule)))
                        .rules())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeTags(r -> r.resourceArns(group, group)))
                        .tagDescriptions())
                .hasSize(1);
        TargetDescription target = TargetDescription.builder().id("i-1").build();
        String policy = "ELBSecurityPolicy-2016-08";
        assertThat(fixture.ask(c -> c.describeSSLPolicies(r -> r.names(policy, policy)))
                        .sslPolicies())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeTargetHealth(r -> r.targetGroupArn(group)
                                .targets(target, target.toBuilder().port(80).build())))
                        .targetHealthDescriptions())
                .hasSize(1);
    }

    @Test
    void noMoreThanTwentyAreDescribedAtOnce() {
        List<String> many = Collections.nCopies(21, "web");
        assertThat(fixture.refusal(c -> c.describeLoadBalancers(r -> r.names(many))))
                .isEqualTo(
                        "ValidationError: Up to 20 load balancers can be described at a time, but 21 were specified");
        assertThat(fixture.refusal(
                        c -> c.describeLoadBalancers(r -> r.loadBalancerArns(Collections.nCopies(21, balancer)))))
                .isEqualTo(
                        "ValidationError: Up to 20 load balancers can be described at a time, but 21 were specified");
        assertThat(fixture.refusal(c -> c.describeTargetGroups(r -> r.names(many))))
                .isEqualTo("ValidationError: You cannot describe more than '20' target groups at a time");
        assertThat(fixture.refusal(c -> c.describeTargetGroups(r -> r.targetGroupArns(Collections.nCopies(21, group)))))
                .isEqualTo("ValidationError: You cannot describe more than '20' target groups at a time");
        assertThat(fixture.ask(c -> c.describeTargetGroups(r -> r.targetGroupArns(Collections.nCopies(20, group))))
                        .targetGroups())
                .extracting(TargetGroup::targetGroupName)
                .containsExactly("targets");
    }

    @Test
    void noSubnetIsLeftWhileEndpointsAreConnected() {
        String service = fixture.ec2
                .ask(c -> c.createVpcEndpointServiceConfiguration(
                        r -> r.networkLoadBalancerArns(balancer).acceptanceRequired(false)))
                .serviceConfiguration()
                .serviceName();
        String consumer = fixture.ec2.vpc("10.1.0.0/16");
        String there = fixture.ec2
                .ask(c -> c.createSubnet(
                        r -> r.vpcId(consumer).cidrBlock("10.1.0.0/24").availabilityZone("us-east-1a")))
                .subnet()
                .subnetId();
        String endpoint = fixture.ec2
                .ask(c -> c.createVpcEndpoint(r -> r.vpcId(consumer)
                        .vpcEndpointType("Interface")
                        .serviceName(service)
                        .subnetIds(there)))
                .vpcEndpoint()
                .vpcEndpointId();
        assertThat(toFirst())
                .isEqualTo("InvalidConfigurationRequest: Subnets of load balancer '" + balancer
                        + "' cannot be removed because it has active VPC endpoint associations");
        fixture.ec2.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint)));
        fixture.ec2.pass(new EndpointLife(), Duration.ofSeconds(3));
        fixture.ask(c -> c.setSubnets(r -> r.loadBalancerArn(balancer).subnets(fixture.first)));
        assertThat(fixture.interfaces()).isEqualTo(1);
    }

    @Test
    void servicesAreWhereTheirBalancersAre() {
        String service = fixture.ec2
                .ask(c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(balancer)))
                .serviceConfiguration()
                .serviceId();
        String third = fixture.subnet("10.0.5.0/24", "us-east-1c");
        fixture.ask(c -> c.setSubnets(r -> r.loadBalancerArn(balancer).subnets(third, fixture.second)));
        assertThat(fixture.ec2
                        .ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(service)))
                        .serviceConfigurations()
                        .getFirst()
                        .availabilityZones())
                .containsExactlyInAnyOrder("us-east-1b", "us-east-1c");
    }

    private String toFirst() {
        return fixture.refusal(
                c -> c.setSubnets(r -> r.loadBalancerArn(balancer).subnets(fixture.first)));
    }

    @Test
    void theSubnetOfAZoneIsLeftBeforeAnotherIsTaken() {
        String other = fixture.subnet("10.0.3.0/24", "us-east-1a");
        assertThat(fixture.refusal(
                        c -> c.setSubnets(r -> r.loadBalancerArn(balancer).subnets(other, fixture.second))))
                .startsWith(
                        "InvalidConfigurationRequest: The subnet of an Availability Zone cannot be changed at once");
        fixture.ask(c -> c.setSubnets(r -> r.loadBalancerArn(balancer).subnets(fixture.second)));
        fixture.ask(c -> c.setSubnets(r -> r.loadBalancerArn(balancer).subnets(other, fixture.second)));
        assertThat(fixture.describe(balancer).availabilityZones())
                .extracting(zone -> zone.subnetId())
                .containsExactly(other, fixture.second);
    }

    /** A chosen address needs no others beside it, and is the same however it is written. */
    @Test
    void aChosenAddressIsTakenInASmallSubnet() {
        String small = fixture.subnet("10.0.4.0/28", "us-east-1c");
        for (int i = 0; i < 4; i++) {
            fixture.ec2.ask(c -> c.createNetworkInterface(r -> r.subnetId(small)));
        }
        assertThat(fixture.refusal(c -> c.createLoadBalancer(
                        r -> r.name("small").type("network").scheme("internal").subnets(small))))
                .startsWith("InvalidSubnet: Not enough IP space available");
        LoadBalancer made = fixture.create("small", r -> r.subnetMappings(chosen(small, "10.0.4.14")));
        assertThat(fixture.create("small", r -> r.subnetMappings(chosen(small, "10.0.4.14"))))
                .isEqualTo(made);
    }

    private static SubnetMapping chosen(String subnet, String address) {
        return SubnetMapping.builder()
                .subnetId(subnet)
                .privateIPv4Address(address)
                .build();
    }
}
