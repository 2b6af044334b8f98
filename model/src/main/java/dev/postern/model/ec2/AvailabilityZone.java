package dev.postern.model.ec2;

import dev.postern.model.Region;
import java.util.List;
import java.util.Optional;

/**
 * An Availability Zone of a Region. On AWS the letter that an account sees for a zone id differs; here it does not.
 *
 * @param name as {@code us-east-1a}
 * @param id as {@code use1-az1}
 * @see <a href="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html">AWS
 *     Availability Zones</a>
 */
public record AvailabilityZone(Region region, String name, String id) {
    /** The zones of a Region, in the order of their letters. */
    public static List<AvailabilityZone> of(Region region) {
        String letters = switch (region.name()) {
            case "us-east-1" -> "abcdef";
            case "us-west-2", "ap-northeast-2" -> "abcd";
            case "us-west-1" -> "ab";
            case "ap-northeast-1" -> "acd";
            case "ca-central-1" -> "abd";
            default -> "abc";
        };
        return letters.chars()
                .mapToObj(letter -> new AvailabilityZone(
                        region, region.name() + (char) letter, code(region) + "-az" + (letter - 'a' + 1)))
                .toList();
    }

    public static Optional<AvailabilityZone> named(Region region, String name) {
        return of(region).stream().filter(zone -> zone.name.equals(name)).findFirst();
    }

    public static Optional<AvailabilityZone> withId(Region region, String id) {
        return of(region).stream().filter(zone -> zone.id.equals(id)).findFirst();
    }

    /** The Region's part of zone ids: {@code use1} for {@code us-east-1}, {@code apse2} for {@code ap-southeast-2}. */
    private static String code(Region region) {
        String[] parts = region.name().split("-", -1);
        String direction = switch (parts[1]) {
            case "southeast" -> "se";
            case "northeast" -> "ne";
            default -> parts[1].substring(0, 1);
        };
        return parts[0] + direction + parts[2];
    }
}
