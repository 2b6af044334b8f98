package dev.postern.services.ec2.endpoints;

import dev.postern.model.Region;
import dev.postern.model.ec2.AvailabilityZone;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Regions of the services to which endpoints lead: a consumer names one where it is not his own.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region">Cross-Region
 *     access</a>
 */
final class ServiceRegions {
    /** Zones from which nothing leads to another Region. */
    private static final Set<String> WITHOUT = Set.of("use1-az3", "usw1-az2", "apne1-az3", "apne2-az2", "apne2-az4");

    private ServiceRegions() {}

    /** The one that a request means. */
    static Region asked(Ec2Call call, @Nullable String name) {
        return name == null ? call.region() : Region.find(name).orElseThrow(() -> Ec2Error.REGION.of(name));
    }

    /** The same of several, in their order. */
    static List<Region> asked(Ec2Call call, List<String> names) {
        return names.isEmpty()
                ? List.of(call.region())
                : names.stream().map(name -> asked(call, name)).distinct().toList();
    }

    /** The zones of a consumer's Region from which endpoints can lead to services of another one. */
    static List<String> crossRegionZones(Region region) {
        return AvailabilityZone.of(region).stream()
                .map(AvailabilityZone::id)
                .filter(id -> !WITHOUT.contains(id))
                .toList();
    }
}
