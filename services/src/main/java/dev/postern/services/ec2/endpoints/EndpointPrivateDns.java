package dev.postern.services.ec2.endpoints;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DnsOptionsSpecification;

/**
 * Private DNS: the service's own names lead to the endpoint, inside its VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-private-dns">Private
 *     DNS</a>
 */
record EndpointPrivateDns(Ec2Call call, Vpc vpc, Offer offer) {
    /**
     * Whether the names are for resolvers outside the VPC alone: so it is with a service that has gateway endpoints, if nobody says
     * otherwise.
     */
    boolean onlyInbound(Optional<DnsOptionsSpecification> asked, @Nullable Boolean enabled) {
        Boolean only = asked.map(DnsOptionsSpecification::privateDnsOnlyForInboundResolverEndpoint)
                .orElse(null);
        if (only != null && !offer.alsoGateway()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "PrivateDnsOnlyForInboundResolverEndpoint is not supported for the service " + offer.name() + ".");
        }
        boolean on = enabled == null ? offer.privateByDefault() : enabled;
        return on && offer.alsoGateway() && (only == null || only);
    }

    /** The names that are to lead to an endpoint; none where that is not asked for. */
    List<String> names(VpcEndpointId endpoint, @Nullable Boolean asked, boolean onlyInbound) {
        boolean enabled = asked == null ? offer.privateByDefault() : asked;
        if (!enabled) {
            return List.of();
        }
        offer.noPrivateDns().ifPresent(why -> {
            throw Ec2Error.ENDPOINT_PARAMETER.of(why);
        });
        if (!vpc.enableDnsSupport() || !vpc.enableDnsHostnames()) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
                            + vpc.id());
        }
        if (onlyInbound && gateways().noneMatch(gateway -> !gateway.isOver())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC "
                    + vpc.id() + " must have a Gateway endpoint for the service.");
        }
        for (String name : offer.privateNames()) {
            if (isTaken(endpoint, name)) {
                throw Ec2Error.ENDPOINT_PARAMETER.of(
                        "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                                + name + " in the VPC " + vpc.id());
            }
        }
        return offer.privateNames();
    }

    private Stream<VpcEndpoint> gateways() {
        return call.snapshot().by(Indexes.ENDPOINTS_BY_VPC, vpc.id()).values().stream()
                .filter(other -> other.reach() instanceof VpcEndpoint.Gateway
                        && other.serviceName().equals(offer.name()));
    }

    /** Whether another endpoint, or a private zone, has the name's domain in the VPC: a name and the wildcard below it share one. */
    private boolean isTaken(VpcEndpointId endpoint, String name) {
        String domain = EndpointService.PrivateName.domainOf(name);
        boolean other = call
                .snapshot()
                .by(Indexes.ENDPOINTS_BY_PRIVATE_DOMAIN, VpcEndpoint.domainKey(vpc.id(), domain))
                .values()
                .stream()
                .anyMatch(found -> !found.id().equals(endpoint) && !found.isOver());
        return other
                || DnsName.parse(domain)
                        .map(found ->
                                call.snapshot().by(Indexes.ZONES_BY_VPC_AND_NAME, HostedZone.placeKey(vpc.id(), found)))
                        .filter(zones -> !zones.isEmpty())
                        .isPresent();
    }
}
