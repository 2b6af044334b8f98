package dev.postern.services.ec2.endpointservices;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.services.ec2.Ec2Fixture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;

/** Endpoint services that lead to Gateway Load Balancers. */
class GatewayBalancerServicesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String gateway = gateway("inspect", "us-east-1b");

    @Test
    void isShownWithItsTypeToItsOwnerAndToOthers() {
        ServiceConfiguration made = fixture.ask(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(gateway)
                                .acceptanceRequired(false)
                                .tagSpecifications(tagged("vpc-endpoint-service", "Name", "inspection"))))
                .serviceConfiguration();
        assertThat(made.serviceType())
                .singleElement()
                .satisfies(type -> assertThat(type.serviceTypeAsString()).isEqualTo("GatewayLoadBalancer"));
        assertThat(made.gatewayLoadBalancerArns()).containsExactly(gateway);
        assertThat(made.hasNetworkLoadBalancerArns()).isFalse();
        assertThat(made.hasBaseEndpointDnsNames()).isFalse();
        assertThat(made.availabilityZones()).containsExactly("us-east-1b");
        assertThat(made.supportedIpAddressTypesAsStrings()).containsExactly("ipv4");
        assertThat(made.acceptanceRequired()).isFalse();
        assertThat(describe(made.serviceId())).isEqualTo(made);

        ServiceDetail detail = fixture.ask(c ->
                        c.describeVpcEndpointServices(r -> r.filters(filter("service-type", "GatewayLoadBalancer"))))
                .serviceDetails()
                .getFirst();
        assertThat(detail.serviceName()).isEqualTo(made.serviceName());
        assertThat(detail.serviceType().getFirst().serviceTypeAsString()).isEqualTo("GatewayLoadBalancer");
        assertThat(detail.hasBaseEndpointDnsNames()).isFalse();
        assertThat(detail.vpcEndpointPolicySupported()).isFalse();
        assertThat(detail.privateDnsName()).isNull();
    }

    @Test
    void hasBalancersOfOneTypeAlone() {
        String network = Balancing.put(fixture, "web", "us-east-1a");
        assertThat(fixture.refusal(c -> c.createVpcEndpointServiceConfiguration(
                        r -> r.gatewayLoadBalancerArns(gateway).networkLoadBalancerArns(network))))
                .isEqualTo("InvalidParameterCombination: The parameters networkLoadBalancerArns and"
                        + " gatewayLoadBalancerArns cannot be used together");
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(network))))
                .isEqualTo("InvalidGatewayLoadBalancerArn.Malformed: The Gateway Load Balancer ARN '" + network
                        + "' is malformed");
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(gateway))))
                .startsWith("InvalidNetworkLoadBalancerArn.Malformed: ");
        String absent = gateway.replace("inspect", "absent");
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(absent))))
                .isEqualTo("InvalidGatewayLoadBalancerArn.NotFound: The Gateway Load Balancer ARN '" + absent
                        + "' does not exist");
        String id = create();
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(gateway))))
                .startsWith("InvalidParameter: The load balancer '" + gateway + "' is already associated");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).addNetworkLoadBalancerArns(network))))
                .isEqualTo("InvalidParameter: An endpoint service cannot have both Network Load Balancers and Gateway"
                        + " Load Balancers.");
        String other = gateway("other", "us-east-1c");
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(id).addGatewayLoadBalancerArns(other).removeGatewayLoadBalancerArns(gateway)));
        assertThat(describe(id).gatewayLoadBalancerArns()).containsExactly(other);
        assertThat(describe(id).availabilityZones()).containsExactly("us-east-1c");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).removeGatewayLoadBalancerArns(gateway))))
                .startsWith("InvalidGatewayLoadBalancerArn.NotFound: ");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).removeGatewayLoadBalancerArns(other))))
                .startsWith("InvalidParameter: An endpoint service must have at least one");
    }

    @Test
    void hasNoPrivateName() {
        String refusal = "InvalidParameter: Private DNS names are not supported for endpoint services with Gateway Load"
                + " Balancers.";
        assertThat(fixture.refusal(c -> c.createVpcEndpointServiceConfiguration(
                        r -> r.gatewayLoadBalancerArns(gateway).privateDnsName("inspect.example.com"))))
                .isEqualTo(refusal);
        String id = create();
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).privateDnsName("inspect.example.com"))))
                .isEqualTo(refusal);
        fixture.ask(c ->
                c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id).addSupportedIpAddressTypes("ipv6")));
        assertThat(describe(id).supportedIpAddressTypesAsStrings()).containsExactly("ipv4", "ipv6");
    }

    private String gateway(String name, String zone) {
        return Balancing.put(fixture, LoadBalancer.Type.GATEWAY, name, zone);
    }

    private String create() {
        return fixture.ask(c -> c.createVpcEndpointServiceConfiguration(r -> r.gatewayLoadBalancerArns(gateway)))
                .serviceConfiguration()
                .serviceId();
    }

    private ServiceConfiguration describe(String id) {
        return fixture.ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(id)))
                .serviceConfigurations()
                .getFirst();
    }
}
