package dev.postern.model.ec2;

import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.net.PublicService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A service of AWS to which interface endpoints lead. It is the same for every account and cannot be changed, so it is computed and never
 * stored.
 *
 * @param service as signatures have it, {@code ec2}
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html">AWS services that integrate
 *     with AWS PrivateLink</a>
 */
public record AwsInterfaceService(String service, Region region) {
    private static final Set<String> REGIONAL =
            Set.of("s3", "ec2", "sts", "ssm", "elasticloadbalancing", "sns", "acm", "dynamodb");

    /** Its endpoints are reached by their own names alone. */
    private static final String WITHOUT_PRIVATE_NAME = "dynamodb";

    /** They have no Region, and are in this one alone. */
    private static final Set<String> GLOBAL = Set.of("iam", "route53");

    private static final Region OF_GLOBAL = Region.US_EAST_1;

    /**
     * To which endpoints can lead from other Regions.
     *
     * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html">Cross-region
     *     enabled AWS services</a>
     */
    private static final Set<String> CROSS_REGION = Set.of("s3", "iam", "route53", "kms", "ecs", "lambda", "firehose");

    /** Those of a Region to which endpoints can be made: as far as something answers there. */
    public static List<AwsInterfaceService> in(Snapshot snapshot, Region region) {
        return known(region)
                .filter(known -> AttachedService.answers(snapshot, known.service(), region))
                .toList();
    }

    private static Stream<AwsInterfaceService> known(Region region) {
        return PublicService.ALL.stream()
                .filter(known -> (REGIONAL.contains(known.name()) || known.attachable())
                        ? !known.names().isEmpty()
                        : GLOBAL.contains(known.name()) && region.equals(OF_GLOBAL))
                .map(known -> new AwsInterfaceService(known.name(), region));
    }

    /** The one with a name, as {@code com.amazonaws.us-east-1.ec2}, to which endpoints can be made. */
    public static Optional<AwsInterfaceService> offered(Snapshot snapshot, Region region, String serviceName) {
        return named(region, serviceName).filter(known -> AttachedService.answers(snapshot, known.service(), region));
    }

    /** The one with a name, whether or not something answers there now. */
    public static Optional<AwsInterfaceService> named(Region region, String serviceName) {
        return known(region)
                .filter(service -> service.name().equals(serviceName))
                .findFirst();
    }

    /** Where a service is that has no Region; empty for others. */
    static Optional<Region> regionOfGlobal(String service) {
        return Optional.of(OF_GLOBAL).filter(_ -> GLOBAL.contains(service));
    }

    /** Whether endpoints can lead to it from other Regions. */
    public boolean isCrossRegionEnabled() {
        return CROSS_REGION.contains(service);
    }

    /** The name that requests have. */
    public String name() {
        return isGlobal() ? "com.amazonaws." + service : "com.amazonaws." + region + "." + service;
    }

    /** The id of the service, which is another one than that of its gateway endpoints. */
    public String id() {
        return "vpce-svc-0"
                + UUID.nameUUIDFromBytes(("interface " + name()).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, 16);
    }

    /** What the names of its endpoints end with. */
    public String baseName() {
        return service + "." + region + ".vpce.amazonaws.com";
    }

    /**
     * The names that lead to an endpoint with private DNS: with a star before them where what is below is the service's, too, as of S3
     * the buckets, the access points and what controls those of an account. DynamoDB has none.
     */
    public List<String> privateNames() {
        if (service.equals(WITHOUT_PRIVATE_NAME)) {
            return List.of();
        }
        String name = isGlobal() ? service + ".amazonaws.com" : service + "." + region + ".amazonaws.com";
        return subdomains()
                ? List.of(
                        name,
                        "*." + name,
                        "*." + service + "-accesspoint." + region + ".amazonaws.com",
                        "*." + service + "-control." + region + ".amazonaws.com")
                : List.of(name);
    }

    /** Whether what is before one of its names, as a bucket, belongs to it too. */
    public boolean subdomains() {
        return PublicService.find(service).filter(PublicService::subdomains).isPresent();
    }

    private boolean isGlobal() {
        return GLOBAL.contains(service);
    }
}
