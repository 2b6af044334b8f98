package dev.postern.server.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.explain.Fix;
import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EndpointStoryTest {
    private final Topology topology = new Topology();
    private EndpointService service;
    private VpcEndpoint endpoint;
    private String name;

    @BeforeEach
    void connection() {
        Balancers balancers = new Balancers(topology);
        service = balancers.service(balancers.balancer(subnet("10.0.0.0/16"), "10.0.0.70"));
        SubnetId there = subnet("10.0.0.0/16");
        InterfaceEndpoints endpoints = new InterfaceEndpoints(topology);
        endpoint = endpoints.of(endpoints.to(service.serviceName(), there, "10.0.0.40"));
        name = EndpointNames.of(endpoint).orElseThrow().regional();
    }

    private SubnetId subnet(String block) {
        VpcId vpc = topology.vpc(block);
        return topology.subnet(vpc, "10.0.0.0/24");
    }

    private Optional<EndpointStory> asked(VpcEndpoint.State state) {
        topology.put(endpoint.withState(state, Instant.EPOCH));
        return EndpointStory.unanswered(topology.snapshot(), endpoint.vpcId(), name.toUpperCase(Locale.ROOT));
    }

    @Test
    void whoWaitsIsToldWhoMayAcceptIt() {
        EndpointStory story = asked(VpcEndpoint.State.PENDING_ACCEPTANCE).orElseThrow();
        assertThat(story.text()).isEqualTo(endpoint.id() + " is pendingAcceptance");
        assertThat(story.fix().map(Fix::commands).orElseThrow())
                .singleElement()
                .asString()
                .contains("accept-vpc-endpoint-connections --service-id " + service.id(), endpoint.key());
    }

    @Test
    void whoWasRejectedIsToldSoAndNothingMore() {
        EndpointStory story = asked(VpcEndpoint.State.REJECTED).orElseThrow();
        assertThat(story.text()).endsWith(" is rejected");
        assertThat(story.fix()).isEmpty();
    }

    @Test
    void nothingIsToldOfWhatIsConnectedOrNobodyKnows() {
        assertThat(asked(VpcEndpoint.State.AVAILABLE)).isEmpty();
        topology.put(endpoint.withState(VpcEndpoint.State.REJECTED, Instant.EPOCH));
        assertThat(EndpointStory.unanswered(topology.snapshot(), endpoint.vpcId(), "x" + name))
                .isEmpty();
        assertThat(EndpointStory.unanswered(topology.snapshot(), endpoint.vpcId(), "www.example.com"))
                .isEmpty();
    }

    @Test
    void ofAPrivateNameItIsToldInItsOwnVpcAlone() {
        endpoint = named("*.shop.example.com");
        name = "eu.api.shop.example.com";
        EndpointStory story = asked(VpcEndpoint.State.PENDING_ACCEPTANCE).orElseThrow();
        assertThat(story.text()).isEqualTo("private DNS leads it to " + endpoint.id() + ", which is pendingAcceptance");
        assertThat(story.fix().map(Fix::commands).orElseThrow())
                .singleElement()
                .asString()
                .contains("accept-vpc-endpoint-connections --service-id " + service.id(), endpoint.key());
        EndpointStory rejected = asked(VpcEndpoint.State.REJECTED).orElseThrow();
        assertThat(rejected.text()).endsWith(", which is rejected");
        assertThat(rejected.fix()).isEmpty();
        assertThat(EndpointStory.unanswered(topology.snapshot(), topology.vpc("10.9.0.0/16"), name))
                .isEmpty();
        name = "shop.example.com";
        assertThat(asked(VpcEndpoint.State.REJECTED)).as("below the wildcard").isEmpty();
        endpoint = named("shop.example.com");
        assertThat(asked(VpcEndpoint.State.PENDING_ACCEPTANCE)).isPresent();
        assertThat(asked(VpcEndpoint.State.AVAILABLE)).isEmpty();
    }

    private VpcEndpoint named(String privateName) {
        VpcEndpoint.Interface found = endpoint.byInterfaces().orElseThrow();
        return endpoint.withReach(found.withDns(found.addressType(), found.dns(), List.of(privateName)));
    }
}
