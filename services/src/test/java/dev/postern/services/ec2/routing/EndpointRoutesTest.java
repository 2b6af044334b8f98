package dev.postern.services.ec2.routing;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.endpoints.EndpointLife;
import dev.postern.services.ec2.endpointservices.Balancing;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** Routes to endpoints of Gateway Load Balancers. */
class EndpointRoutesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");
    private final String table = fixture.routeTable(vpc);
    private final String service = service();

    @Test
    void leadsToAnAvailableEndpointUntilItIsRejected() {
        String pending = endpoint(vpc, subnet);
        assertThat(refusal(table, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(pending)))
                .isEqualTo("RouteNotSupported: Route table contains unsupported route target: " + pending
                        + ". VPC Endpoints of this type cannot be used as route targets.");
        String id = available();
        create(table, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(id));
        create(table, r -> r.destinationIpv6CidrBlock("::/0").vpcEndpointId(id));
        assertThat(routes(table))
                .containsExactly("10.0.0.0/16 local active", "0.0.0.0/0 " + id + " active", "::/0 " + id + " active");
        assertThat(fixture.ask(c -> c.describeRouteTables(r -> r.filters(filter("route.gateway-id", id))))
                        .routeTables())
                .singleElement()
                .satisfies(one -> assertThat(one.routeTableId()).isEqualTo(table));
        fixture.ask(
                c -> c.rejectVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id)));
        assertThat(fixture.ask(c -> c.describeRouteTables(r -> r.filters(filter("route.state", "blackhole"))))
                        .routeTables())
                .extracting(RouteTable::routeTableId)
                .containsExactly(table);
        fixture.ask(c -> c.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0")));
        assertThat(routes(table)).hasSize(2);
    }

    @Test
    void isRemovedBeforeItsEndpoint() {
        String id = available();
        create(table, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(id));
        assertThat(fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id)))
                        .unsuccessful())
                .extracting(
                        UnsuccessfulItem::resourceId,
                        one -> one.error().code(),
                        one -> one.error().message())
                .containsExactly(
                        tuple(id, "InvalidParameter", "Endpoint must be removed from route table before deletion"));
        fixture.ask(c -> c.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0")));
        assertThat(fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id)))
                        .unsuccessful())
                .isEmpty();
    }

    @Test
    void replacesOthersAndTheLocalRoute() {
        String id = available();
        String gateway = fixture.gateway(vpc);
        create(table, r -> r.destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").vpcEndpointId(id)));
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16").vpcEndpointId(id)));
        create(table, r -> r.destinationCidrBlock("10.0.1.0/24").vpcEndpointId(id));
        assertThat(routes(table))
                .containsExactly(
                        "10.0.0.0/16 " + id + " active",
                        "0.0.0.0/0 " + id + " active",
                        "10.0.1.0/24 " + id + " active");
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16").localTarget(true)));
        assertThat(routes(table)).contains("10.0.0.0/16 local active");
    }

    @Test
    void mayBeInTheTableOfAGateway() {
        String id = available();
        String gateway = fixture.gateway(vpc);
        String edge = fixture.routeTable(vpc);
        create(edge, r -> r.destinationCidrBlock("10.0.1.0/24").vpcEndpointId(id));
        String association = fixture.ask(
                        c -> c.associateRouteTable(r -> r.routeTableId(edge).gatewayId(gateway)))
                .associationId();
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(edge).destinationCidrBlock("10.0.0.0/16").vpcEndpointId(id)));
        assertThat(routes(edge)).containsExactly("10.0.0.0/16 " + id + " active", "10.0.1.0/24 " + id + " active");
        assertThat(refusal(edge, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(id)))
                .startsWith("InvalidParameterValue: The destination CIDR block 0.0.0.0/0 is outside");
        fixture.ask(c -> c.disassociateRouteTable(r -> r.associationId(association)));
        create(edge, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(id));
    }

    @Test
    void refusesWhatIsNoSuchEndpoint() {
        String id = available();
        assertThat(refusal(table, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId("vpce-0123456789abcdef0")))
                .isEqualTo(
                        "InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id 'vpce-0123456789abcdef0' does not exist");
        assertThat(refusal(table, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId("x")))
                .startsWith("InvalidVpcEndpointId.Malformed");
        String s3 = fixture.ask(c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3")))
                .vpcEndpoint()
                .vpcEndpointId();
        assertThat(refusal(table, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(s3)))
                .startsWith("RouteNotSupported: ");
        String other = fixture.routeTable(fixture.vpc("10.1.0.0/16"));
        assertThat(refusal(other, r -> r.destinationCidrBlock("0.0.0.0/0").vpcEndpointId(id)))
                .isEqualTo("InvalidParameterValue: route table " + other + " and vpc endpoint " + id
                        + " belong to different networks");
        String list = fixture.ask(c -> c.createManagedPrefixList(
                        r -> r.prefixListName("far").addressFamily("IPv4").maxEntries(1)))
                .prefixList()
                .prefixListId();
        assertThat(refusal(table, r -> r.destinationPrefixListId(list).vpcEndpointId(id)))
                .isEqualTo("InvalidParameterValue: Cannot create or replace a prefix list route targeting a VPC"
                        + " Endpoint.");
        String gateway = fixture.gateway(vpc);
        assertThat(refusal(
                        table,
                        r -> r.destinationCidrBlock("0.0.0.0/0")
                                .vpcEndpointId(id)
                                .gatewayId(gateway)))
                .startsWith("InvalidParameterCombination: The request must contain exactly one of");
    }

    private void create(String in, Consumer<CreateRouteRequest.Builder> route) {
        fixture.ask(c -> c.createRoute(r -> route.accept(r.routeTableId(in))));
    }

    private String refusal(String in, Consumer<CreateRouteRequest.Builder> route) {
        return fixture.refusal(c -> c.createRoute(r -> route.accept(r.routeTableId(in))));
    }

    private List<String> routes(String of) {
        return fixture
                .ask(c -> c.describeRouteTables(r -> r.routeTableIds(of)))
                .routeTables()
                .getFirst()
                .routes()
                .stream()
                .map(route -> (route.destinationCidrBlock() == null
                                ? route.destinationIpv6CidrBlock()
                                : route.destinationCidrBlock())
                        + " " + route.gatewayId() + " " + route.stateAsString())
                .toList();
    }

    private String service() {
        String balancer = Balancing.put(fixture, LoadBalancer.Type.GATEWAY, "inspect", "us-east-1a");
        return fixture.ask(c -> c.createVpcEndpointServiceConfiguration(
                        r -> r.gatewayLoadBalancerArns(balancer).acceptanceRequired(false)))
                .serviceConfiguration()
                .serviceId();
    }

    private String endpoint(String in, String at) {
        return fixture.ask(c -> c.createVpcEndpoint(r -> r.vpcId(in)
                        .serviceName("com.amazonaws.vpce.us-east-1." + service)
                        .vpcEndpointType("GatewayLoadBalancer")
                        .subnetIds(at)))
                .vpcEndpoint()
                .vpcEndpointId();
    }

    private String available() {
        String id = endpoint(vpc, subnet);
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        return id;
    }
}
