package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/**
 * VPC endpoints of all types: what is the same of them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html">AWS PrivateLink concepts</a>
 */
public final class VpcEndpoints {
    private VpcEndpoints() {}

    /** An endpoint that was made or changed, and all that changes with it. */
    record Made(VpcEndpoint endpoint, Change change) {}

    static Outcome<CreateVpcEndpointResponse> create(Ec2Call call, CreateVpcEndpointRequest request) {
        return Idempotency.once(
                call,
                "CreateVpcEndpoint",
                request.clientToken(),
                request,
                () -> {
                    Made made = make(call, request);
                    return new Idempotency.Made<>(
                            made.change(),
                            created(call, made.endpoint(), request.clientToken()),
                            List.of(made.endpoint().key()));
                },
                ids -> created(call, Noun.ENDPOINT.require(call, ids.getFirst()), request.clientToken()));
    }

    static Outcome<ModifyVpcEndpointResponse> modify(Ec2Call call, ModifyVpcEndpointRequest request) {
        VpcEndpoint endpoint = Noun.ENDPOINT.require(call, request.vpcEndpointId(), "vpcEndpointId");
        boolean can = endpoint.state() == VpcEndpoint.State.AVAILABLE
                || endpoint.state() == VpcEndpoint.State.PENDING
                || endpoint.state() == VpcEndpoint.State.PENDING_ACCEPTANCE;
        if (!can) {
            throw Ec2Error.ENDPOINT_STATE.of("The endpoint '" + endpoint.id() + "' is in the state "
                    + endpoint.state().wireName());
        }
        Made changed = switch (endpoint.reach()) {
            case VpcEndpoint.Gateway _ -> {
                VpcEndpoint is = GatewayEndpoints.changed(call, endpoint, request);
                yield new Made(is, is.equals(endpoint) ? Change.NONE : Change.put(is));
            }
            case VpcEndpoint.GatewayLoadBalancer _ -> {
                GatewayLoadBalancerEndpoints.refuseChanges(request);
                yield new Made(endpoint, Change.NONE);
            }
            case VpcEndpoint.Interface found ->
                InterfaceEndpoints.changed(
                        call,
                        endpoint,
                        found,
                        Offer.behind(call.snapshot(), endpoint)
                                .orElseThrow(() -> Ec2Error.ENDPOINT_SERVICE.of(endpoint.serviceName())),
                        request);
        };
        return new Outcome<>(
                changed.change(),
                ModifyVpcEndpointResponse.builder().returnValue(true).build());
    }

    static Outcome<DeleteVpcEndpointsResponse> delete(Ec2Call call, DeleteVpcEndpointsRequest request) {
        if (request.vpcEndpointIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("vpcEndpointIds");
        }
        Change.Builder change = Change.builder();
        List<UnsuccessfulItem> failed = new ArrayList<>();
        for (String id : request.vpcEndpointIds().stream().distinct().toList()) {
            Noun.ENDPOINT.checkForm(id);
            Optional<VpcEndpoint> endpoint = call.snapshot().find(VpcEndpoint.class, call.scope(), id);
            Optional<ApiException> refusal = endpoint.map(there -> GatewayLoadBalancerEndpoints.refusal(call, there))
                    .orElseGet(() -> Optional.of(Ec2Error.ENDPOINT_NOT_DELETED.of(id)));
            if (refusal.isEmpty()) {
                endpoint.filter(e -> e.state() != VpcEndpoint.State.DELETING)
                        .map(e -> e.withState(VpcEndpoint.State.DELETING, call.now()))
                        .ifPresent(change::put);
            } else {
                ApiException error = refusal.get();
                failed.add(UnsuccessfulItem.builder()
                        .resourceId(id)
                        .error(e -> e.code(error.error().code()).message(error.text()))
                        .build());
            }
        }
        return new Outcome<>(
                change.build(),
                DeleteVpcEndpointsResponse.builder().unsuccessful(failed).build());
    }

    static DescribeVpcEndpointsResponse describe(Ec2Call call, DescribeVpcEndpointsRequest request) {
        Ec2Page.refuseWithIds(request.vpcEndpointIds(), request.maxResults(), "vpcEndpointIdsSet");
        List<VpcEndpoint> found = new Filters<VpcEndpoint>()
                .one(
                        "ip-address-type",
                        e -> e.addressType()
                                .map(VpcEndpoint.AddressType::wireName)
                                .orElse("ipv4"))
                .one("service-name", VpcEndpoint::serviceName)
                .one("service-region", VpcEndpoint::serviceRegion)
                .one("vpc-id", VpcEndpoint::vpcId)
                .one("vpc-endpoint-id", VpcEndpoint::id)
                .one("vpc-endpoint-state", e -> e.state().wireName())
                .one("vpc-endpoint-type", e -> e.reach().wireName())
                .tags(VpcEndpoint::tags)
                .apply(request.filters(), Noun.ENDPOINT.select(call, request.vpcEndpointIds()));
        Ec2Page<VpcEndpoint> page = Ec2Page.of(
                found, VpcEndpoint::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 1);
        return DescribeVpcEndpointsResponse.builder()
                .vpcEndpoints(page.items().stream()
                        .map(one -> EndpointView.of(call, one))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** The endpoint to which a route table sends a prefix list's packets. */
    public static Optional<VpcEndpoint> leadingTo(Ec2Call call, RouteTableId table, PrefixListId list) {
        Optional<String> service = AwsPrefixList.find(call.region(), list).map(AwsPrefixList::name);
        return call.all(VpcEndpoint.class).stream()
                .filter(e -> e.carriesTraffic() && e.routeTableIds().contains(table))
                .filter(e -> service.equals(Optional.of(e.serviceName())))
                .findFirst();
    }

    private static Made make(Ec2Call call, CreateVpcEndpointRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        String name = request.serviceName();
        if (name == null) {
            throw Ec2Error.MISSING_PARAMETER.of("serviceName");
        }
        refuseUnserved(request);
        Optional<AwsPrefixList> gateway = AwsPrefixList.named(call.region(), name);
        Optional<Offer> service = Offer.find(call, ServiceRegions.asked(call, request.serviceRegion()), name);
        if (gateway.isEmpty() && service.isEmpty()) {
            throw Ec2Error.ENDPOINT_SERVICE.of(name);
        }
        String type = Objects.requireNonNullElse(request.vpcEndpointTypeAsString(), "Gateway");
        if (type.equals("Gateway") && gateway.isPresent()) {
            VpcEndpoint made = GatewayEndpoints.make(call, vpc, gateway.get(), request);
            return new Made(made, Change.put(made));
        }
        if (service.filter(offer -> offer.type().equals(type)).isPresent()) {
            return type.equals("Interface")
                    ? InterfaceEndpoints.make(call, vpc, service.get(), request)
                    : GatewayLoadBalancerEndpoints.make(call, vpc, service.get(), request);
        }
        throw Ec2Error.ENDPOINT_PARAMETER.of("Endpoint type (" + type + ") does not match available service types (["
                + Stream.concat(gateway.map(_ -> "Gateway").stream(), service.map(Offer::type).stream())
                        .collect(Collectors.joining(", "))
                + "]).");
    }

    /** What VPC Lattice has endpoints for is not here. */
    private static void refuseUnserved(CreateVpcEndpointRequest request) {
        if (request.resourceConfigurationArn() != null || request.serviceNetworkArn() != null) {
            throw Ec2Error.UNSUPPORTED.of("Resource and service-network endpoints cannot be created here.");
        }
    }

    private static CreateVpcEndpointResponse created(Ec2Call call, VpcEndpoint endpoint, @Nullable String token) {
        return CreateVpcEndpointResponse.builder()
                .vpcEndpoint(EndpointView.of(call, endpoint))
                .clientToken(token)
                .build();
    }
}
