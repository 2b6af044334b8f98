package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * Gateway VPC endpoints. While one is available, each of its route tables has the route from the service's prefix list to it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html">Gateway endpoints</a>
 */
public final class VpcEndpoints {
    /** What an endpoint shows that has no policy of its own. */
    static final String DEFAULT_POLICY =
            "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private static final int POLICY_CHARACTERS_MAX = 20_480;

    private VpcEndpoints() {}

    static Outcome<CreateVpcEndpointResponse> create(Ec2Call call, CreateVpcEndpointRequest request) {
        return Idempotency.once(
                call,
                "CreateVpcEndpoint",
                request.clientToken(),
                request,
                () -> {
                    VpcEndpoint endpoint = make(call, request);
                    return new Idempotency.Made<>(
                            Change.put(endpoint), created(endpoint, request.clientToken()), List.of(endpoint.key()));
                },
                ids -> created(Noun.ENDPOINT.require(call, ids.getFirst()), request.clientToken()));
    }

    static Outcome<ModifyVpcEndpointResponse> modify(Ec2Call call, ModifyVpcEndpointRequest request) {
        VpcEndpoint endpoint = Noun.ENDPOINT.require(call, request.vpcEndpointId(), "vpcEndpointId");
        if (endpoint.state() != VpcEndpoint.State.AVAILABLE) {
            throw Ec2Error.ENDPOINT_STATE.of("The endpoint '" + endpoint.id() + "' is in the state "
                    + endpoint.state().wireName());
        }
        refuseInterfaceParameters(
                !request.addSubnetIds().isEmpty()
                        || !request.removeSubnetIds().isEmpty()
                        || !request.subnetConfigurations().isEmpty(),
                !request.addSecurityGroupIds().isEmpty()
                        || !request.removeSecurityGroupIds().isEmpty(),
                request.privateDnsEnabled());
        checkIpAddressType(request.ipAddressTypeAsString());
        boolean reset = Boolean.TRUE.equals(request.resetPolicy());
        if (reset && request.policyDocument() != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameters ResetPolicy and PolicyDocument cannot be used together");
        }
        VpcEndpoint changed = endpoint.withReach(new VpcEndpoint.Gateway(
                tables(call, endpoint, request.addRouteTableIds(), request.removeRouteTableIds())));
        if (reset) {
            changed = changed.withPolicy(Optional.empty());
        } else if (request.policyDocument() != null) {
            changed = changed.withPolicy(Optional.of(policy(request.policyDocument())));
        }
        return new Outcome<>(
                changed.equals(endpoint) ? Change.NONE : Change.put(changed),
                ModifyVpcEndpointResponse.builder().returnValue(true).build());
    }

    static Outcome<DeleteVpcEndpointsResponse> delete(Ec2Call call, DeleteVpcEndpointsRequest request) {
        if (request.vpcEndpointIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("vpcEndpointIds");
        }
        Change.Builder change = Change.builder();
        List<UnsuccessfulItem> failed = new ArrayList<>();
        for (String id : request.vpcEndpointIds()) {
            Noun.ENDPOINT.checkForm(id);
            Optional<VpcEndpoint> endpoint = call.snapshot().find(VpcEndpoint.class, call.scope(), id);
            if (endpoint.isPresent()) {
                endpoint.filter(e -> e.state() != VpcEndpoint.State.DELETING)
                        .map(e -> e.withState(VpcEndpoint.State.DELETING, call.now()))
                        .ifPresent(change::put);
            } else {
                ApiException error = Ec2Error.ENDPOINT_NOT_DELETED.of(id);
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
                .one("ip-address-type", e -> "ipv4")
                .one("service-name", VpcEndpoint::serviceName)
                .one("service-region", e -> e.scope().region())
                .one("vpc-id", VpcEndpoint::vpcId)
                .one("vpc-endpoint-id", VpcEndpoint::id)
                .one("vpc-endpoint-state", e -> e.state().wireName())
                .one("vpc-endpoint-type", e -> e.reach().wireName())
                .tags(VpcEndpoint::tags)
                .apply(request.filters(), Noun.ENDPOINT.select(call, request.vpcEndpointIds()));
        Ec2Page<VpcEndpoint> page = Ec2Page.of(found, VpcEndpoint::key, request.maxResults(), request.nextToken(), 1);
        return DescribeVpcEndpointsResponse.builder()
                .vpcEndpoints(page.items().stream().map(VpcEndpoints::view).toList())
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

    private static VpcEndpoint make(Ec2Call call, CreateVpcEndpointRequest request) {
        Vpc vpc = Noun.VPC.require(call, request.vpcId(), "vpcId");
        String service = request.serviceName();
        if (service == null) {
            throw Ec2Error.MISSING_PARAMETER.of("serviceName");
        }
        if (AwsPrefixList.named(call.region(), service).isEmpty()) {
            throw Ec2Error.ENDPOINT_SERVICE.of(service);
        }
        String type = request.vpcEndpointTypeAsString();
        if (type != null && !type.equals("Gateway")) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Endpoint type (" + type + ") does not match available service types ([Gateway]).");
        }
        if (request.serviceRegion() != null
                && !request.serviceRegion().equals(call.region().name())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Gateway endpoints reach only the services of their own Region.");
        }
        refuseInterfaceParameters(
                !request.subnetIds().isEmpty()
                        || !request.subnetConfigurations().isEmpty(),
                !request.securityGroupIds().isEmpty(),
                request.privateDnsEnabled());
        checkIpAddressType(request.ipAddressTypeAsString());
        call.check(
                Quota.GATEWAY_ENDPOINTS_PER_REGION, call.all(VpcEndpoint.class).size() + 1L);
        VpcEndpoint endpoint = new VpcEndpoint(
                call.scope(),
                new VpcEndpointId(call.newId(VpcEndpointId.PREFIX)),
                vpc.id(),
                service,
                VpcEndpoint.State.AVAILABLE,
                call.now(),
                Optional.ofNullable(request.policyDocument()).map(VpcEndpoints::policy),
                new VpcEndpoint.Gateway(List.of()),
                call.now(),
                TagRules.of(request.tagSpecifications(), "vpc-endpoint"));
        return endpoint.withReach(new VpcEndpoint.Gateway(tables(call, endpoint, request.routeTableIds(), List.of())));
    }

    private static void refuseInterfaceParameters(boolean subnets, boolean groups, @Nullable Boolean privateDns) {
        if (subnets) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Subnets cannot be specified for Gateway endpoints.");
        }
        if (groups) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Security groups cannot be specified for Gateway endpoints.");
        }
        if (Boolean.TRUE.equals(privateDns)) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Private DNS cannot be enabled for Gateway endpoints.");
        }
    }

    private static void checkIpAddressType(@Nullable String type) {
        if (type != null && !type.equals("ipv4")) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("Endpoint IP address type (" + type
                    + ") does not match available service IP address types ([ipv4]).");
        }
    }

    private static List<RouteTableId> tables(
            Ec2Call call, VpcEndpoint endpoint, List<String> added, List<String> removed) {
        List<RouteTableId> tables = new ArrayList<>(endpoint.routeTableIds());
        for (String id : removed) {
            RouteTable table = table(call, endpoint, id);
            if (!tables.remove(table.id())) {
                throw Ec2Error.ENDPOINT_PARAMETER.of(
                        "The route table '" + id + "' is not associated with the endpoint '" + endpoint.id() + "'.");
            }
        }
        PrefixListId list = AwsPrefixList.named(call.region(), endpoint.serviceName())
                .orElseThrow()
                .id();
        for (String id : added) {
            RouteTable table = table(call, endpoint, id);
            boolean led = leadingTo(call, table.id(), list)
                    .filter(other -> !other.id().equals(endpoint.id()))
                    .isPresent();
            boolean routed =
                    table.routes().stream().anyMatch(r -> r.destination().equals(new Route.ToPrefixList(list)));
            if (led || routed) {
                throw Ec2Error.ENDPOINT_ROUTE_EXISTS.of(table.id(), list);
            }
            if (!tables.contains(table.id())) {
                tables.add(table.id());
            }
        }
        return tables;
    }

    private static RouteTable table(Ec2Call call, VpcEndpoint endpoint, String id) {
        if (!ResourceId.isWellFormed(RouteTableId.PREFIX, id)) {
            throw Ec2Error.ROUTE_TABLE_MALFORMED.of(id);
        }
        RouteTable table = call.snapshot()
                .find(RouteTable.class, call.scope(), id)
                .orElseThrow(() -> Ec2Error.ENDPOINT_ROUTE_TABLE.of(id));
        if (!table.vpcId().equals(endpoint.vpcId())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The route table '" + id + "' does not belong to the VPC '" + endpoint.vpcId() + "'.");
        }
        if (table.isOfGateway()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The route table '" + id + "' is associated with a gateway and can have no routes to endpoints.");
        }
        return table;
    }

    private static String policy(String document) {
        if (document.length() > POLICY_CHARACTERS_MAX) {
            throw Ec2Error.ENDPOINT_POLICY.of("The policy document exceeds the maximum size of 20480 characters.");
        }
        try {
            Policy.parse(document, PolicyKind.ENDPOINT);
            return document;
        } catch (MalformedPolicyException malformed) {
            throw Ec2Error.ENDPOINT_POLICY.of(malformed.text());
        }
    }

    private static CreateVpcEndpointResponse created(VpcEndpoint endpoint, @Nullable String token) {
        return CreateVpcEndpointResponse.builder()
                .vpcEndpoint(view(endpoint))
                .clientToken(token)
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.VpcEndpoint view(VpcEndpoint endpoint) {
        return software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
                .vpcEndpointId(endpoint.key())
                .vpcEndpointType(endpoint.reach().wireName())
                .vpcId(endpoint.vpcId().value())
                .serviceName(endpoint.serviceName())
                .serviceRegion(endpoint.scope().region().name())
                .state(endpoint.state().wireName())
                .policyDocument(endpoint.policyDocument().orElse(DEFAULT_POLICY))
                .routeTableIds(endpoint.routeTableIds().stream()
                        .map(RouteTableId::value)
                        .toList())
                .subnetIds(List.of())
                .groups(List.of())
                .networkInterfaceIds(List.of())
                .dnsEntries(List.of())
                .privateDnsEnabled(false)
                .requesterManaged(false)
                .creationTimestamp(endpoint.createdAt())
                .ownerId(endpoint.scope().account().value())
                .tags(TagRules.view(endpoint.tags()))
                .build();
    }
}
