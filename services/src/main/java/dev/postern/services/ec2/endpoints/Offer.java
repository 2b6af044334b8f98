package dev.postern.services.ec2.endpoints;

import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.AwsPrefixList;
import dev.postern.model.ec2.VpcEndpoint;
import java.util.List;
import java.util.Optional;

/**
 * What a service offers to whoever makes an interface endpoint to it.
 *
 * @param name as {@code com.amazonaws.us-east-1.ec2}
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

    /** That of a service of AWS. */
    static Offer of(AwsInterfaceService service) {
        boolean alsoGateway =
                AwsPrefixList.named(service.region(), service.name()).isPresent();
        return new Offer(
                service.name(),
                AvailabilityZone.of(service.region()).stream()
                        .map(AvailabilityZone::id)
                        .toList(),
                List.of(VpcEndpoint.AddressType.values()),
                service.privateNames(),
                !alsoGateway,
                Optional.empty(),
                true,
                alsoGateway,
                VpcEndpoint.State.PENDING);
    }
}
