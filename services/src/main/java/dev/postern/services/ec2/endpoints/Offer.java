package dev.postern.services.ec2.endpoints;

import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.net.Family;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.endpointservices.Services;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a service offers to whoever makes an endpoint to it that is a network interface.
 *
 * @param name as {@code com.amazonaws.us-east-1.ec2}
 * @param type of the endpoints, as EC2 writes it
 * @param zoneIds the consumer's zones in which endpoints to it can be
 * @param addressTypes by which addresses it can be reached
 * @param privateNames the names that private DNS leads to an endpoint
 * @param privateByDefault whether private DNS is enabled where a request does not say
 * @param noPrivateDns why private DNS cannot be enabled, if it cannot
 * @param policies whether what comes through an endpoint is judged by its policy
 * @param alsoGateway whether gateway endpoints lead to it, too
 * @param begins the state of a new endpoint
 */
record Offer(
        String name,
        String type,
        List<String> zoneIds,
        List<VpcEndpoint.AddressType> addressTypes,
        List<String> privateNames,
        boolean privateByDefault,
        Optional<String> noPrivateDns,
        boolean policies,
        boolean alsoGateway,
        VpcEndpoint.State begins) {
    Offer {
        zoneIds = List.copyOf(zoneIds);
        addressTypes = List.copyOf(addressTypes);
        privateNames = List.copyOf(privateNames);
    }

    /** Refuses a subnet in which an endpoint of a VPC cannot have an interface with addresses of a type. */
    void check(Vpc vpc, Subnet subnet, VpcEndpoint.AddressType type) {
        if (!subnet.vpcId().equals(vpc.id())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "The subnet '" + subnet.id() + "' does not belong to the VPC '" + vpc.id() + "'.");
        }
        if (!zoneIds.contains(subnet.availabilityZoneId())) {
            throw Ec2Error.ENDPOINT_PARAMETER.of("The VPC endpoint service " + name
                    + " does not support the availability zone of the subnet: " + subnet.id() + ".");
        }
        EndpointAddresses.check(subnet, type);
    }

    /** That of the service of a name in a Region to endpoints in the caller's; empty where there is none for him. */
    static Optional<Offer> find(Ec2Call call, Region in, String name) {
        return AwsInterfaceService.offered(call.snapshot(), in, name)
                .filter(service -> in.equals(call.region()) || service.isCrossRegionEnabled())
                .map(service -> of(service, call.region()))
                .or(() -> Services.named(call.snapshot(), name)
                        .filter(service -> service.scope().region().equals(in))
                        .filter(service -> Services.isOffered(call, service))
                        .map(service -> of(call.snapshot(), service, call.region())));
    }

    /** That of the service behind an endpoint, whether or not others are offered it. */
    static Optional<Offer> behind(Snapshot snapshot, VpcEndpoint endpoint) {
        Region consumer = endpoint.scope().region();
        return AwsInterfaceService.named(endpoint.serviceRegion(), endpoint.serviceName())
                .map(service -> of(service, consumer))
                .or(() -> Services.named(snapshot, endpoint.serviceName())
                        .map(service -> of(snapshot, service, consumer)));
    }

    /** That of somebody's endpoint service. */
    private static Offer of(Snapshot snapshot, EndpointService service, Region consumer) {
        Optional<String> none = Optional.of(
                        service.privateName().isEmpty()
                                ? noName(service.serviceName())
                                : "Private DNS can't be enabled because the service " + service.serviceName()
                                        + " has not verified the private DNS name.")
                .filter(_ -> service.provenName().isEmpty());
        return new Offer(
                service.serviceName(),
                Services.endpointType(service),
                consumer.equals(service.scope().region())
                        ? Services.zones(snapshot, service).stream()
                                .map(AvailabilityZone::id)
                                .toList()
                        : ServiceRegions.crossRegionZones(consumer),
                addressTypes(service),
                service.provenName().stream().toList(),
                false,
                none,
                false,
                false,
                Services.first(service));
    }

    /** By which addresses endpoints can reach somebody's service. */
    static List<VpcEndpoint.AddressType> addressTypes(EndpointService service) {
        List<Family> families = service.terms().families();
        return Stream.of(VpcEndpoint.AddressType.values())
                .filter(type ->
                        Stream.of(Family.values()).allMatch(family -> !type.has(family) || families.contains(family)))
                .toList();
    }

    private static String noName(String service) {
        return "Private DNS can't be enabled because the service " + service + " does not provide a private DNS name.";
    }

    /** That of a service of AWS. */
    private static Offer of(AwsInterfaceService service, Region consumer) {
        boolean alsoGateway = AwsPrefixList.named(consumer, service.name()).isPresent();
        return new Offer(
                service.name(),
                "Interface",
                consumer.equals(service.region())
                        ? AvailabilityZone.of(consumer).stream()
                                .map(AvailabilityZone::id)
                                .toList()
                        : ServiceRegions.crossRegionZones(consumer),
                List.of(VpcEndpoint.AddressType.values()),
                service.privateNames(),
                !alsoGateway,
                service.privateNames().isEmpty() ? Optional.of(noName(service.name())) : Optional.empty(),
                true,
                alsoGateway,
                VpcEndpoint.State.PENDING);
    }
}
