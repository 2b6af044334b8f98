package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.services.ec2.endpoints.EndpointInterfaces.Chosen;
import dev.postern.services.ec2.endpoints.VpcEndpoints.Made;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;

/**
 * Endpoints of Gateway Load Balancers: one interface, in one subnet, to which routes that users make lead packets of others.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html">Access an inspection system using
 *     a Gateway Load Balancer endpoint</a>
 */
final class GatewayLoadBalancerEndpoints {
    private static final String SUFFIX = " type VPC Endpoints.";

    private GatewayLoadBalancerEndpoints() {}

    static Made make(Ec2Call call, Vpc vpc, Offer offer, CreateVpcEndpointRequest request) {
        refuse(!request.routeTableIds().isEmpty(), "Route table IDs", "Gateway");
        refuse(!request.securityGroupIds().isEmpty(), "Security group IDs", "Interface");
        refuse(Boolean.TRUE.equals(request.privateDnsEnabled()), "Private DNS names", "Interface");
        refuse(request.dnsOptions() != null, "DNS options", "Interface and Gateway");
        refuse(request.policyDocument() != null, "Policy documents", "Interface and Gateway");
        refuse(!request.subnetConfigurations().isEmpty(), "Subnet configurations", "Interface");
        InterfaceEndpoints.checkCount(call, vpc);
        VpcEndpoint.AddressType type = EndpointAddresses.of(
                        offer, request.ipAddressTypeAsString(), Optional.empty(), Optional.empty())
                .type();
        if (request.subnetIds().size() != 1) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Exactly one subnet ID must be specified for GatewayLoadBalancer" + SUFFIX);
        }
        Subnet subnet = Noun.SUBNET.require(call, request.subnetIds().getFirst());
        offer.check(vpc, subnet, type);
        VpcEndpointId id = new VpcEndpointId(call.newId(VpcEndpointId.PREFIX));
        NetworkInterface eni = new EndpointInterfaces(call, id, vpc.id(), offer.name(), type, List.of(), false)
                .in(subnet, Chosen.NOTHING)
                .orElseThrow(() -> Ec2Error.NO_FREE_ADDRESSES.of(subnet.id()));
        VpcEndpoint endpoint = new VpcEndpoint(
                call.scope(),
                id,
                vpc.id(),
                offer.name(),
                offer.begins(),
                call.now(),
                Optional.empty(),
                new VpcEndpoint.GatewayLoadBalancer(
                        new VpcEndpoint.Seat(subnet.id(), subnet.availabilityZone(), eni.id()), type),
                call.now(),
                TagRules.of(request.tagSpecifications(), "vpc-endpoint"));
        return new Made(endpoint, Change.builder().put(eni).put(endpoint).build());
    }

    /** What such an endpoint is stays so: only its tags change. */
    static void refuseChanges(ModifyVpcEndpointRequest request) {
        refuse(
                !request.addRouteTableIds().isEmpty()
                        || !request.removeRouteTableIds().isEmpty(),
                "Route table IDs",
                "Gateway");
        refuse(
                !request.addSecurityGroupIds().isEmpty()
                        || !request.removeSecurityGroupIds().isEmpty(),
                "Security group IDs",
                "Interface");
        refuse(Boolean.TRUE.equals(request.privateDnsEnabled()), "Private DNS names", "Interface");
        refuse(request.dnsOptions() != null, "DNS options", "Interface and Gateway");
        refuse(
                request.policyDocument() != null || Boolean.TRUE.equals(request.resetPolicy()),
                "Policy documents",
                "Interface and Gateway");
        refuse(!request.subnetConfigurations().isEmpty(), "Subnet configurations", "Interface");
        boolean moved =
                !request.addSubnetIds().isEmpty() || !request.removeSubnetIds().isEmpty();
        if (moved || request.ipAddressType() != null) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The subnet and the IP address type of a Gateway Load Balancer endpoint cannot be changed.");
        }
    }

    private static void refuse(boolean given, String what, String types) {
        if (given) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(what + " are only supported for " + types + SUFFIX);
        }
    }

    /** Why an endpoint cannot be deleted: routes lead to it. */
    static Optional<ApiException> refusal(Ec2Call call, VpcEndpoint endpoint) {
        Route.Target target = new Route.ViaEndpoint(endpoint.id());
        boolean routed = call.snapshot().by(Indexes.ROUTE_TABLES_BY_VPC, endpoint.vpcId()).values().stream()
                .flatMap(table -> table.routes().stream())
                .anyMatch(route -> route.target().equals(target));
        return routed
                ? Optional.of(
                        Ec2Error.ENDPOINT_PARAMETER.of("Endpoint must be removed from route table before deletion"))
                : Optional.empty();
    }
}
