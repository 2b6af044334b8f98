package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Change;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpoint.State;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AcceptVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.AcceptVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.RejectVpcEndpointConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.RejectVpcEndpointConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.VpcEndpointConnection;

/**
 * The endpoints of others, as the owner of a service sees and answers them. An accepted one is available once the network carries its
 * packets; one may be rejected at any time, also when it was available. (AWS does not say how it refuses what is accepted or rejected
 * in another state; the codes for that are a guess.)
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#accept-reject-connection-requests">
 *     Accept or reject connection requests</a>
 */
final class Connections {
    private static final Set<State> ACCEPTED_FROM = EnumSet.of(State.PENDING_ACCEPTANCE);
    private static final Set<State> REJECTED_FROM =
            EnumSet.of(State.PENDING_ACCEPTANCE, State.PENDING, State.AVAILABLE);

    private Connections() {}

    /** Whether an endpoint is connected, or may be yet. */
    static boolean isAlive(VpcEndpoint endpoint) {
        return REJECTED_FROM.contains(endpoint.state());
    }

    static Outcome<AcceptVpcEndpointConnectionsResponse> accept(
            Ec2Call call, AcceptVpcEndpointConnectionsRequest request) {
        Answered answered = answer(call, request.serviceId(), request.vpcEndpointIds(), ACCEPTED_FROM, State.PENDING);
        return new Outcome<>(
                answered.change(),
                AcceptVpcEndpointConnectionsResponse.builder()
                        .unsuccessful(answered.refused())
                        .build());
    }

    static Outcome<RejectVpcEndpointConnectionsResponse> reject(
            Ec2Call call, RejectVpcEndpointConnectionsRequest request) {
        Answered answered = answer(call, request.serviceId(), request.vpcEndpointIds(), REJECTED_FROM, State.REJECTED);
        return new Outcome<>(
                answered.change(),
                RejectVpcEndpointConnectionsResponse.builder()
                        .unsuccessful(answered.refused())
                        .build());
    }

    static DescribeVpcEndpointConnectionsResponse describe(
            Ec2Call call, DescribeVpcEndpointConnectionsRequest request) {
        List<Connection> all = call.all(EndpointService.class).stream()
                .flatMap(service ->
                        Services.endpoints(call.snapshot(), service).map(endpoint -> new Connection(service, endpoint)))
                .toList();
        List<Connection> found = new Filters<Connection>()
                .one("ip-address-type", one -> addressType(one.endpoint()))
                .one("service-id", one -> one.service().id())
                .one("vpc-endpoint-owner", one -> one.endpoint().scope().account())
                .one("vpc-endpoint-region", one -> one.endpoint().scope().region())
                .one("vpc-endpoint-state", one -> one.endpoint().state().wireName())
                .one("vpc-endpoint-id", one -> one.endpoint().id())
                .apply(request.filters(), all);
        Ec2Page<Connection> page = Ec2Page.of(
                found,
                one -> one.service().key() + " " + one.endpoint().key(),
                Ec2Page.atMost(request.maxResults()),
                Ec2Page.token(call, request, request.nextToken()),
                5);
        return DescribeVpcEndpointConnectionsResponse.builder()
                .vpcEndpointConnections(
                        page.items().stream().map(Connections::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** One endpoint that was, or is to be, connected to a service. */
    private record Connection(EndpointService service, VpcEndpoint endpoint) {}

    /** What was done of an answer, and what not. */
    private record Answered(Change change, List<UnsuccessfulItem> refused) {}

    private static Answered answer(Ec2Call call, String serviceId, List<String> ids, Set<State> from, State to) {
        EndpointService service = Services.require(call, serviceId);
        if (ids.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("vpcEndpointIds");
        }
        Change.Builder change = Change.builder();
        List<UnsuccessfulItem> refused = new ArrayList<>();
        for (String id : ids.stream().distinct().toList()) {
            Noun.ENDPOINT.checkForm(id);
            Optional<VpcEndpoint> endpoint = find(call, service, id);
            if (endpoint.isEmpty()) {
                refused.add(refused(id, Ec2Error.ENDPOINT_NOT_FOUND.of(id)));
            } else if (!from.contains(endpoint.get().state())) {
                refused.add(refused(
                        id,
                        Ec2Error.ENDPOINT_STATE.of("The endpoint '" + id + "' is in the state "
                                + endpoint.get().state().wireName())));
            } else {
                change.put(endpoint.get().withState(to, call.now()));
            }
        }
        return new Answered(change.build(), refused);
    }

    private static Optional<VpcEndpoint> find(Ec2Call call, EndpointService service, String id) {
        Stream<VpcEndpoint> those = Services.endpoints(call.snapshot(), service);
        return those.filter(endpoint -> endpoint.key().equals(id)).findFirst();
    }

    static UnsuccessfulItem refused(String id, ApiException error) {
        return UnsuccessfulItem.builder()
                .resourceId(id)
                .error(e -> e.code(error.error().code()).message(error.text()))
                .build();
    }

    private static String addressType(VpcEndpoint endpoint) {
        return endpoint.addressType().map(VpcEndpoint.AddressType::wireName).orElse("ipv4");
    }

    private static <T> @Nullable List<T> leftOut(List<T> ifEmpty) {
        return ifEmpty.isEmpty() ? null : ifEmpty;
    }

    private static VpcEndpointConnection view(Connection one) {
        VpcEndpoint endpoint = one.endpoint();
        return VpcEndpointConnection.builder()
                .serviceId(one.service().key())
                .vpcEndpointId(endpoint.key())
                .vpcEndpointOwner(endpoint.scope().account().value())
                .vpcEndpointState(endpoint.state().wireName())
                .creationTimestamp(endpoint.createdAt())
                .dnsEntries(leftOut(EndpointDnsNames.own(endpoint)))
                .networkLoadBalancerArns(leftOut(one.service().terms().networkLoadBalancerArns()))
                .gatewayLoadBalancerArns(leftOut(one.service().terms().gatewayLoadBalancerArns()))
                .ipAddressType(addressType(endpoint))
                .vpcEndpointRegion(endpoint.scope().region().name())
                .build();
    }
}
