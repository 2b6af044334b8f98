package dev.postern.services.ec2.endpointservices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;

/** What requests about endpoint services may say. */
class ServiceRequestsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String balancer = Balancing.put(fixture, "shop", "us-east-1a");
    private final String id = fixture.ask(
                    c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(balancer)))
            .serviceConfiguration()
            .serviceId();

    @Test
    void pagesHaveAsManyAsAreDocumented() {
        refusesSmall(c -> c.describeVpcEndpointServiceConfigurations(r -> r.maxResults(4)));
        refusesSmall(c ->
                c.describeVpcEndpointServicePermissions(r -> r.serviceId(id).maxResults(4)));
        refusesSmall(c -> c.describeVpcEndpointConnections(r -> r.maxResults(4)));
        assertThat(fixture.ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.maxResults(1001)))
                        .serviceConfigurations())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeVpcEndpointServicePermissions(
                                r -> r.serviceId(id).maxResults(1001)))
                        .allowedPrincipals())
                .isEmpty();
    }

    private void refusesSmall(Function<Ec2Client, ?> call) {
        assertThat(fixture.refusal(call)).startsWith("InvalidParameterValue: Value ( 4 ) for parameter maxResults");
    }

    /** As DNS has it: who names it otherwise has not another name, and need not prove it again. */
    @Test
    void capitalsOfPrivateNamesMeanNothing() {
        named("Shop.Example.COM");
        ServiceConfiguration made = described();
        assertThat(made.privateDnsName()).isEqualTo("shop.example.com");
        named("SHOP.example.com");
        assertThat(described().privateDnsNameConfiguration()).isEqualTo(made.privateDnsNameConfiguration());
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).privateDnsName("Shop_.example.com"))))
                .isEqualTo("InvalidParameter: The private DNS name 'Shop_.example.com' is not valid.");
    }

    @Test
    void aBalancerThatIsRemovedTwiceIsRemoved() {
        String other = Balancing.put(fixture, "other", "us-east-1a");
        fixture.ask(c ->
                c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id).addNetworkLoadBalancerArns(other, other)));
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(id).removeNetworkLoadBalancerArns(balancer, balancer)));
        assertThat(described().networkLoadBalancerArns()).containsExactly(other);
    }

    private void named(String name) {
        fixture.ask(c ->
                c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id).privateDnsName(name)));
    }

    private ServiceConfiguration described() {
        return fixture.ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(id)))
                .serviceConfigurations()
                .getFirst();
    }
}
