package dev.postern.services.ec2.endpoints;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.endpointservices.Balancing;
import dev.postern.services.ec2.endpointservices.DeletedServices;
import dev.postern.services.ec2.endpointservices.LapsedRequests;
import dev.postern.wire.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The life of an endpoint as a table: what becomes of it in each state, each come to by all that leads there, when its owner, the
 * service's owner, the network or the clock does something.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html">AWS PrivateLink concepts</a>, which has the states
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/accept-reject-endpoint-requests.html">Accept and reject endpoint
 *     connection requests</a>
 */
class EndpointStatesTest {
    private static final AccountId CONSUMER = new AccountId("444455556666");
    private static final int ADDRESSES_OF_28 = 11;
    private static final Path PAGE = Path.of("..", "docs", "interface-endpoints.md");

    private static final String TABLE = """
            | state             | accept       | reject       | modify       | delete   | delete service | network ready | 7 days  |
            |-------------------|--------------|--------------|--------------|----------|----------------|---------------|---------|
            | pendingAcceptance | pending      | rejected     | –            | deleting | Connected      | –             | expired |
            | pending           | InvalidState | rejected     | –            | deleting | Connected      | available     | –       |
            | available         | InvalidState | rejected     | pending      | deleting | Connected      | –             | –       |
            | rejected          | InvalidState | InvalidState | InvalidState | deleting | –              | –             | –       |
            | expired           | InvalidState | InvalidState | InvalidState | deleting | –              | –             | –       |
            | failed            | InvalidState | InvalidState | InvalidState | deleting | –              | –             | –       |
            | deleting          | InvalidState | InvalidState | InvalidState | –        | –              | deleted       | –       |
            | deleted           | NotFound     | NotFound     | NotFound     | NotFound | –              | –             | –       |
            """;

    /** The table's short words for what AWS says. */
    private static final Map<String, String> CODES = Map.of(
            "InvalidState", "InvalidState",
            "Connected", "ExistingVpcEndpointConnections",
            "NotFound", "InvalidVpcEndpointId.NotFound");

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = as(CONSUMER, () -> fixture.vpc("10.0.0.0/16"));
    private final String subnet = as(CONSUMER, () -> fixture.subnet(vpc, "10.0.1.0/24"));
    private final String group = as(CONSUMER, this::group);
    private final String service = service("lb");

    /** All that leads to a state, as a person or the world does it. */
    enum Way {
        ASKED("pendingAcceptance"),
        MADE_WHERE_NOBODY_ACCEPTS("pending"),
        ACCEPTED("pending"),
        MODIFIED("pending"),
        CONNECTED("available"),
        REFUSED("rejected"),
        STOPPED_WHILE_PENDING("rejected"),
        CUT_OFF("rejected"),
        LAPSED("expired"),
        WITHOUT_ADDRESS("failed"),
        LEFT("deleting"),
        GONE("deleted");

        private final String state;

        Way(String state) {
            this.state = state;
        }
    }

    /** The table's columns. */
    enum Event {
        ACCEPT("accept"),
        REJECT("reject"),
        MODIFY("modify"),
        DELETE("delete"),
        DELETE_SERVICE("delete service"),
        NETWORK("network ready"),
        WEEK("7 days");

        private final String heading;

        Event(String heading) {
            this.heading = heading;
        }
    }

    @Test
    void thePageHasTheTable() throws IOException {
        assertThat(Files.readString(PAGE)).contains(TABLE);
        assertThat(rows().getFirst().subList(1, Event.values().length + 1))
                .isEqualTo(Stream.of(Event.values()).map(event -> event.heading).toList());
    }

    private static List<List<String>> rows() {
        return TABLE.lines()
                .map(line -> Stream.of(line.split("\\|", -1))
                        .map(String::strip)
                        .filter(cell -> !cell.isEmpty())
                        .toList())
                .toList();
    }

    private static String cell(String state, Event event) {
        return rows().stream()
                .filter(row -> row.getFirst().equals(state))
                .findFirst()
                .orElseThrow()
                .get(rows().getFirst().indexOf(event.heading));
    }

    static Stream<Arguments> cells() {
        return Stream.of(Way.values())
                .flatMap(way ->
                        Stream.of(Event.values()).map(event -> Arguments.of(way, event, cell(way.state, event))));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void becomesWhatTheTableSays(Way way, Event event, String cell) {
        String id = come(way);
        assertThat(state(id)).isEqualTo(way.state);
        Optional<UnsuccessfulItem> refused = happen(event, id);
        Optional<String> code = Optional.ofNullable(CODES.get(cell));
        if (code.isPresent()) {
            assertThat(refused).hasValueSatisfying(item -> {
                assertThat(item.error().code()).isEqualTo(code(event, code.get()));
                assertThat(item.error().message()).isEqualTo(text(cell, id, way.state));
            });
            assertThat(state(id)).as("the refusal changed nothing").isEqualTo(way.state);
        } else {
            assertThat(refused).isEmpty();
            assertThat(state(id)).isEqualTo(cell.equals("–") ? way.state : cell);
        }
    }

    /** DeleteVpcEndpoints has another code than the rest for an id that is not there. */
    private static String code(Event event, String code) {
        return event == Event.DELETE ? "InvalidVpcEndpoint.NotFound" : code;
    }

    private static String text(String cell, String id, String state) {
        return switch (cell) {
            case "InvalidState" -> "The endpoint '" + id + "' is in the state " + state;
            case "Connected" -> "Service has existing active VPC Endpoint connections!";
            default -> "The Vpc Endpoint Id '" + id + "' does not exist";
        };
    }

    @Test
    void nobodyActsForAnother() {
        String id = come(Way.ASKED);
        assertThat(as(CONSUMER, () -> refusal(c -> accept(c, service, id))))
                .as("the endpoint's owner")
                .isEqualTo("InvalidVpcEndpointServiceId.NotFound");
        assertThat(as(CONSUMER, () -> refusal(c -> reject(c, service, id))))
                .isEqualTo("InvalidVpcEndpointServiceId.NotFound");
        assertThat(refusal(c -> delete(c, id))).as("the service's owner").isEqualTo("InvalidVpcEndpoint.NotFound");
        assertThat(refusal(c -> modify(c, id))).isEqualTo("InvalidVpcEndpointId.NotFound");
        String another = service("another");
        assertThat(refusal(c -> accept(c, another, id)))
                .as("for another of his services")
                .isEqualTo("InvalidVpcEndpointId.NotFound");
        assertThat(refusal(c -> reject(c, another, id))).isEqualTo("InvalidVpcEndpointId.NotFound");
        assertThat(state(id)).isEqualTo("pendingAcceptance");
    }

    /** Nobody accepts an endpoint to a service of AWS's own, and packets pass while it changes. */
    @Test
    void endpointsToServicesOfAwsWaitForTheNetworkAlone() {
        String id = create("com.amazonaws.us-east-1.sts", subnet);
        assertThat(state(id)).isEqualTo("pending");
        happen(Event.WEEK, id);
        assertThat(state(id)).isEqualTo("pending");
        happen(Event.NETWORK, id);
        assertThat(state(id)).isEqualTo("available");
        as(
                CONSUMER,
                () -> fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id)
                        .policyDocument("{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\","
                                + "\"Resource\":\"*\"}]}"))));
        assertThat(state(id)).as("a policy is none of the network's").isEqualTo("available");
        happen(Event.MODIFY, id);
        assertThat(state(id)).isEqualTo("pending");
        happen(Event.NETWORK, id);
        assertThat(state(id)).isEqualTo("available");
        happen(Event.DELETE, id);
        happen(Event.NETWORK, id);
        assertThat(state(id)).isEqualTo("deleted");
    }

    @Test
    void gatewayEndpointsAreAvailableAtOnce() {
        String id = as(
                CONSUMER,
                () -> fixture.ask(c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3")))
                        .vpcEndpoint()
                        .vpcEndpointId());
        assertThat(state(id)).isEqualTo("available");
        String table = as(CONSUMER, () -> fixture.routeTable(vpc));
        assertThat(as(CONSUMER, () -> said(c -> route(c, id, table)))).isEmpty();
        assertThat(state(id)).as("routes are there with the request").isEqualTo("available");
        happen(Event.DELETE, id);
        assertThat(state(id)).isEqualTo("deleting");
        assertThat(as(CONSUMER, () -> refusal(c -> route(c, id, table)))).isEqualTo("InvalidState");
        happen(Event.NETWORK, id);
        assertThat(state(id)).isEqualTo("deleted");
    }

    private String come(Way way) {
        return switch (way) {
            case ASKED -> create(name(), subnet);
            case MADE_WHERE_NOBODY_ACCEPTS -> createWithoutAcceptance();
            case ACCEPTED -> then(Way.ASKED, Event.ACCEPT);
            case MODIFIED -> then(Way.CONNECTED, Event.MODIFY);
            case CONNECTED -> then(Way.ACCEPTED, Event.NETWORK);
            case REFUSED -> then(Way.ASKED, Event.REJECT);
            case STOPPED_WHILE_PENDING -> then(Way.ACCEPTED, Event.REJECT);
            case CUT_OFF -> then(Way.CONNECTED, Event.REJECT);
            case LAPSED -> then(Way.ASKED, Event.WEEK);
            case WITHOUT_ADDRESS -> create(name(), fullSubnet());
            case LEFT -> then(Way.CONNECTED, Event.DELETE);
            case GONE -> then(Way.LEFT, Event.NETWORK);
        };
    }

    private String then(Way before, Event event) {
        String id = come(before);
        assertThat(happen(event, id)).isEmpty();
        return id;
    }

    /** Why it was refused; empty if it was not. */
    private Optional<UnsuccessfulItem> happen(Event event, String id) {
        return switch (event) {
            case ACCEPT -> said(c -> accept(c, service, id));
            case REJECT -> said(c -> reject(c, service, id));
            case MODIFY -> as(CONSUMER, () -> said(c -> modify(c, id)));
            case DELETE -> as(CONSUMER, () -> said(c -> delete(c, id)));
            case DELETE_SERVICE -> {
                Optional<UnsuccessfulItem> refused =
                        said(c -> c.deleteVpcEndpointServiceConfigurations(r -> r.serviceIds(service))
                                .unsuccessful());
                fixture.pass(new DeletedServices(), Duration.ZERO);
                yield refused;
            }
            case NETWORK -> {
                fixture.pass(new EndpointLife(), Duration.ofSeconds(3));
                yield Optional.empty();
            }
            case WEEK -> {
                fixture.pass(LapsedRequests.BY_DEFAULT, Duration.ofDays(7));
                yield Optional.empty();
            }
        };
    }

    private static List<UnsuccessfulItem> accept(Ec2Client ec2, String service, String id) {
        return ec2.acceptVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id))
                .unsuccessful();
    }

    private static List<UnsuccessfulItem> reject(Ec2Client ec2, String service, String id) {
        return ec2.rejectVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id))
                .unsuccessful();
    }

    private List<UnsuccessfulItem> modify(Ec2Client ec2, String id) {
        ec2.modifyVpcEndpoint(r -> r.vpcEndpointId(id).addSecurityGroupIds(group));
        return List.of();
    }

    private static List<UnsuccessfulItem> route(Ec2Client ec2, String id, String table) {
        ec2.modifyVpcEndpoint(r -> r.vpcEndpointId(id).addRouteTableIds(table));
        return List.of();
    }

    private static List<UnsuccessfulItem> delete(Ec2Client ec2, String id) {
        return ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(id)).unsuccessful();
    }

    /** What a call says that it did not do, whether by an item of its answer or by being refused as a whole. */
    private Optional<UnsuccessfulItem> said(Function<Ec2Client, List<UnsuccessfulItem>> call) {
        try {
            return fixture.ask(call).stream().findFirst();
        } catch (ApiException e) {
            return Optional.of(UnsuccessfulItem.builder()
                    .error(error -> error.code(e.error().code()).message(e.text()))
                    .build());
        }
    }

    private String refusal(Function<Ec2Client, List<UnsuccessfulItem>> call) {
        return said(call).orElseThrow().error().code();
    }

    /** The state, of which both owners and the filters are told the same. */
    private String state(String id) {
        Optional<VpcEndpoint> shown = as(CONSUMER, () -> described("vpc-endpoint-id", id));
        String state = shown.map(VpcEndpoint::stateAsString).orElse("deleted");
        assertThat(as(CONSUMER, () -> described("vpc-endpoint-state", state))).isEqualTo(shown);
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnections(r -> r.filters(filter("vpc-endpoint-id", id))))
                        .vpcEndpointConnections())
                .allSatisfy(one -> assertThat(one.vpcEndpointStateAsString()).isEqualTo(state));
        return state;
    }

    private Optional<VpcEndpoint> described(String name, String value) {
        return fixture.ask(c -> c.describeVpcEndpoints(r -> r.filters(filter(name, value)))).vpcEndpoints().stream()
                .findFirst();
    }

    private String create(String serviceName, String... subnets) {
        return as(
                CONSUMER,
                () -> fixture.ask(c -> c.createVpcEndpoint(CreateVpcEndpointRequest.builder()
                                .vpcId(vpc)
                                .serviceName(serviceName)
                                .vpcEndpointType("Interface")
                                .subnetIds(subnets)
                                .privateDnsEnabled(false)
                                .build()))
                        .vpcEndpoint()
                        .vpcEndpointId());
    }

    private String createWithoutAcceptance() {
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(service).acceptanceRequired(false)));
        return create(name(), subnet);
    }

    private String fullSubnet() {
        return as(CONSUMER, () -> {
            String full = fixture.subnet(vpc, "10.0.4.0/28");
            for (int i = 0; i < ADDRESSES_OF_28; i++) {
                fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(full)));
            }
            return full;
        });
    }

    private String name() {
        return "com.amazonaws.vpce.us-east-1." + service;
    }

    /** One that asks everybody to wait for acceptance. */
    private String service(String balancer) {
        String arn = Balancing.put(fixture, balancer, "us-east-1a", "us-east-1b", "us-east-1c");
        String id = fixture.ask(c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(arn)))
                .serviceConfiguration()
                .serviceId();
        fixture.ask(
                c -> c.modifyVpcEndpointServicePermissions(r -> r.serviceId(id).addAllowedPrincipals("*")));
        return id;
    }

    private String group() {
        return fixture.ask(c -> c.createSecurityGroup(
                        r -> r.vpcId(vpc).groupName("another").description("another")))
                .groupId();
    }

    private <R> R as(AccountId account, Supplier<R> call) {
        AccountId before = fixture.account;
        fixture.account = account;
        try {
            return call.get();
        } finally {
            fixture.account = before;
        }
    }
}
