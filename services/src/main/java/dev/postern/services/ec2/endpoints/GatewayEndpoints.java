package dev.postern.services.ec2.endpoints;

import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Quota;
import dev.postern.services.ec2.call.TagRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DnsOptionsSpecification;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;

/**
 * Gateway VPC endpoints. While one is available, each of its route tables has the route from the service's prefix list to it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html">Gateway endpoints</a>
 */
final class GatewayEndpoints {
    private GatewayEndpoints() {}

    static VpcEndpoint make(Ec2Call call, Vpc vpc, AwsPrefixList service, CreateVpcEndpointRequest request) {
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
        checkDns(request.dnsOptions());
        call.check(
                Quota.GATEWAY_ENDPOINTS_PER_REGION,
                call.all(VpcEndpoint.class).stream()
                                .filter(other -> other.reach() instanceof VpcEndpoint.Gateway)
                                .count()
                        + 1L);
        VpcEndpoint endpoint = new VpcEndpoint(
                call.scope(),
                new VpcEndpointId(call.newId(VpcEndpointId.PREFIX)),
                vpc.id(),
                service.name(),
                VpcEndpoint.State.AVAILABLE,
                call.now(),
                Optional.ofNullable(request.policyDocument()).map(EndpointPolicies::checked),
                new VpcEndpoint.Gateway(List.of()),
                call.now(),
                TagRules.of(request.tagSpecifications(), "vpc-endpoint"));
        return endpoint.withReach(new VpcEndpoint.Gateway(tables(call, endpoint, request.routeTableIds(), List.of())));
    }

    static VpcEndpoint changed(Ec2Call call, VpcEndpoint endpoint, ModifyVpcEndpointRequest request) {
        refuseInterfaceParameters(
                !request.addSubnetIds().isEmpty()
                        || !request.removeSubnetIds().isEmpty()
                        || !request.subnetConfigurations().isEmpty(),
                !request.addSecurityGroupIds().isEmpty()
                        || !request.removeSecurityGroupIds().isEmpty(),
                request.privateDnsEnabled());
        checkIpAddressType(request.ipAddressTypeAsString());
        checkDns(request.dnsOptions());
        return EndpointPolicies.changed(
                endpoint.withReach(new VpcEndpoint.Gateway(
                        tables(call, endpoint, request.addRouteTableIds(), request.removeRouteTableIds()))),
                request);
    }

    /** The names of the service are not its endpoint's. */
    private static void checkDns(@Nullable DnsOptionsSpecification asked) {
        String records = asked == null ? null : asked.dnsRecordIpTypeAsString();
        if (records != null && !records.equals("service-defined")) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The DNS record IP type (" + records + ") is not supported for Gateway endpoints.");
        }
        if (asked != null && Boolean.TRUE.equals(asked.privateDnsOnlyForInboundResolverEndpoint())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "PrivateDnsOnlyForInboundResolverEndpoint is not supported for Gateway endpoints.");
        }
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
        for (String id : removed.stream().distinct().toList()) {
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
            boolean led = VpcEndpoints.leadingTo(call, table.id(), list)
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
}
