package dev.postern.services.ec2.endpoints;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.net.Family;
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
 * @param zoneIds where it is
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

    /** That of somebody's endpoint service. */
    static Offer of(Snapshot snapshot, EndpointService service) {
        Optional<String> none = Optional.of(
                        service.privateName().isEmpty()
                                ? noName(service.serviceName())
                                : "Private DNS can't be enabled because the service " + service.serviceName()
                                        + " has not verified the private DNS name.")
                .filter(_ -> service.provenName().isEmpty());
        List<Family> families = service.terms().families();
        return new Offer(
                service.serviceName(),
                Services.endpointType(service),
                Services.zones(snapshot, service).stream()
                        .map(AvailabilityZone::id)
                        .toList(),
                Stream.of(VpcEndpoint.AddressType.values())
                        .filter(type -> Stream.of(Family.values())
                                .allMatch(family -> !type.has(family) || families.contains(family)))
                        .toList(),
                service.provenName().stream().toList(),
                false,
                none,
                false,
                false,
                Services.first(service));
    }

    private static String noName(String service) {
        return "Private DNS can't be enabled because the service " + service + " does not provide a private DNS name.";
    }

    /** That of a service of AWS. */
    static Offer of(AwsInterfaceService service) {
        boolean alsoGateway =
                AwsPrefixList.named(service.region(), service.name()).isPresent();
        return new Offer(
                service.name(),
                "Interface",
                AvailabilityZone.of(service.region()).stream()
                        .map(AvailabilityZone::id)
                        .toList(),
                List.of(VpcEndpoint.AddressType.values()),
                service.privateNames(),
                !alsoGateway,
                service.privateNames().isEmpty() ? Optional.of(noName(service.name())) : Optional.empty(),
                true,
                alsoGateway,
                VpcEndpoint.State.PENDING);
    }
}
