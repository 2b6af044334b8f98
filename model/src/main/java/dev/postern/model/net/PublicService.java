package dev.postern.model.net;

import dev.postern.model.Region;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A service with public addresses: where it answers, and by which names. Addresses, DNS, certificates and endpoints all
 * read {@link #ALL}; by what a service is served is the wiring's.
 *
 * @param name as signatures have it, {@code ec2-instance-connect}
 * @param ownBlock which of a Region's blocks is its own, and its prefix list's
 * @param regional its place among the services that share a Region's block of addresses
 * @param global its place among those that have no Region
 * @param names its names in a Region
 * @param globalNames its names without a Region
 * @param subdomains whether what is before a name, as a bucket, belongs to it too
 * @param gatewayEndpoint whether gateway endpoints lead to it
 * @param attachable whether it is another server, and answers only where one is attached
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/rande.html">Service endpoints</a>
 */
public record PublicService(
        String name,
        Optional<Integer> ownBlock,
        Optional<Integer> regional,
        Optional<Integer> global,
        List<HostName> names,
        List<String> globalNames,
        boolean subdomains,
        boolean gatewayEndpoint,
        boolean attachable) {
    /** Places are parts of the address plan, which data directories know: they never change. */
    public static final List<PublicService> ALL = List.of(
            new PublicService(
                    "s3",
                    Optional.of(0),
                    Optional.empty(),
                    Optional.empty(),
                    s3(),
                    List.of("s3.amazonaws.com"),
                    true,
                    true,
                    false),
            new PublicService(
                    "dynamodb",
                    Optional.of(1),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(everywhere("dynamodb.REGION")),
                    List.of(),
                    false,
                    true,
                    false),
            regional("ec2", 0, everywhere("ec2.REGION"), only(Region.US_EAST_1, "ec2")),
            regional("sts", 1, everywhere("sts.REGION")).global(1, "sts.amazonaws.com"),
            regional("ec2-instance-connect", 2, everywhere("ec2-instance-connect.REGION")),
            regional("ssm", 3, everywhere("ssm.REGION")),
            attachable("logs", 4),
            regional("elasticloadbalancing", 5, everywhere("elasticloadbalancing.REGION")),
            regional("acm", 7, everywhere("acm.REGION")),
            regional("sns", 6, everywhere("sns.REGION")),
            attachable("sqs", 8),
            attachable("kms", 9),
            attachable("secretsmanager", 10),
            attachable("events", 11),
            attachable("kinesis", 12),
            attachable("states", 13),
            attachable("firehose", 14),
            attachable("cloudformation", 15),
            attachable("application-autoscaling", 16),
            attachable("athena", 17),
            attachable("autoscaling", 18),
            attachable("codebuild", 19),
            attachable("ecs", 20),
            attachable("elasticache", 21),
            attachable("glue", 22),
            attachable("rds", 23),
            attachable("redshift", 24),
            attachable("servicediscovery", 25),
            regional("cloudtrail", 26, everywhere("cloudtrail.REGION")),
            regional("access-analyzer", 27, everywhere("access-analyzer.REGION")),
            worldwide("iam", 0, "iam.amazonaws.com", "iam.us-east-1.amazonaws.com"),
            worldwide("route53", 2, "route53.amazonaws.com"),
            worldwide("organizations", 3, "organizations.us-east-1.amazonaws.com"));

    /** Served here where no other server is attached for it. */
    private static final String EITHER = "kms";

    public PublicService {
        names = List.copyOf(names);
        globalNames = List.copyOf(globalNames);
    }

    /** Whether it is served here, at least where no other server is attached for it. */
    public boolean served() {
        return !attachable || name.equals(EITHER);
    }

    /**
     * A name that some Regions have.
     *
     * @param pattern before {@code .amazonaws.com}, with REGION for the Region's name
     */
    public record HostName(String pattern, Predicate<Region> in) {
        String of(Region region) {
            return pattern.replace("REGION", region.name()) + ".amazonaws.com";
        }
    }

    /** A service by the name that signatures have. */
    public static Optional<PublicService> find(String name) {
        return ALL.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** Whether each Region has a service of its own. */
    public static boolean isRegional(String name) {
        return find(name).filter(service -> !service.names().isEmpty()).isPresent();
    }

    /** Its names in a Region, in lower case. */
    public List<String> namesIn(Region region) {
        return names.stream()
                .filter(name -> name.in().test(region))
                .map(name -> name.of(region))
                .toList();
    }

    private static PublicService regional(String name, int place, HostName... names) {
        return new PublicService(
                name,
                Optional.empty(),
                Optional.of(place),
                Optional.empty(),
                List.of(names),
                List.of(),
                false,
                false,
                false);
    }

    private static PublicService attachable(String name, int place) {
        return new PublicService(
                name,
                Optional.empty(),
                Optional.of(place),
                Optional.empty(),
                List.of(everywhere(name + ".REGION")),
                List.of(),
                false,
                false,
                true);
    }

    private PublicService global(int place, String... hosts) {
        return new PublicService(
                name,
                ownBlock,
                regional,
                Optional.of(place),
                names,
                List.of(hosts),
                subdomains,
                gatewayEndpoint,
                attachable);
    }

    /** A service that has no Region. */
    private static PublicService worldwide(String name, int place, String... hosts) {
        return new PublicService(
                        name,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        false,
                        false,
                        false)
                .global(place, hosts);
    }

    private static HostName everywhere(String pattern) {
        return new HostName(pattern, region -> true);
    }

    private static HostName only(Region region, String pattern) {
        return new HostName(pattern, region::equals);
    }

    /**
     * The names of S3 in a Region.
     *
     * @see <a href="https://docs.aws.amazon.com/general/latest/gr/s3.html">Amazon S3 endpoints</a>
     */
    private static List<HostName> s3() {
        Predicate<Region> american =
                region -> region.name().startsWith("us-") || region.name().startsWith("ca-");
        return List.of(
                everywhere("s3.REGION"),
                everywhere("s3.dualstack.REGION"),
                everywhere("s3-REGION"),
                new HostName("s3-fips.REGION", american),
                new HostName("s3-fips.dualstack.REGION", american),
                everywhere("s3-accesspoint.REGION"),
                everywhere("s3-accesspoint.dualstack.REGION"),
                everywhere("s3-control.REGION"),
                everywhere("s3-control.dualstack.REGION"),
                only(Region.US_EAST_1, "s3-external-1"));
    }
}
