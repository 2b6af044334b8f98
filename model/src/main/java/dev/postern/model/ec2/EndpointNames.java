package dev.postern.model.ec2;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The DNS names that an interface endpoint has of its own: one for all its zones, and one for each.
 *
 * @param first before the base, {@code vpce-0123-abcd}
 * @param base what the names of a service's endpoints end with, {@code ec2.us-east-1.vpce.amazonaws.com}
 * @param below whether names below them belong to them, too, as those of S3's buckets
 * @param zoned whether each zone has one: not where the service is in another Region
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames">DNS
 *     hostnames of interface endpoints</a>
 */
public record EndpointNames(String first, String base, boolean below, boolean zoned) {
    /** How many characters tell an endpoint's names from those of another one. */
    public static final int LABEL_LENGTH = 8;

    private static final String DOMAIN = ".vpce.amazonaws.com";
    private static final Pattern FORM = Pattern.compile(
            "(?:.+\\.)?(vpce-[0-9a-f]{17})-[0-9a-z]{8}(?:-([a-z0-9-]+))?\\.[a-z0-9-]+\\.[a-z0-9-]+\\.vpce\\.amazonaws\\.com");

    /**
     * An endpoint that a name may be of, and of which of its zones if of one alone.
     *
     * @param name as it was asked for
     */
    public record Claim(String name, VpcEndpointId endpoint, Optional<String> zone) {}

    /** Those of an endpoint; empty if it has no interfaces. */
    public static Optional<EndpointNames> of(VpcEndpoint endpoint) {
        return endpoint.byInterfaces().map(found -> {
            Optional<AwsInterfaceService> aws =
                    AwsInterfaceService.named(endpoint.serviceRegion(), endpoint.serviceName());
            String service =
                    endpoint.serviceName().substring(endpoint.serviceName().lastIndexOf('.') + 1);
            return new EndpointNames(
                    endpoint.id() + "-" + found.label(),
                    aws.map(AwsInterfaceService::baseName)
                            .orElseGet(() -> service + "." + endpoint.serviceRegion() + DOMAIN),
                    aws.filter(AwsInterfaceService::subdomains).isPresent(),
                    !endpoint.isCrossRegion());
        });
    }

    /** What a name, in lower case, says of itself; empty for names of another form. */
    public static Optional<Claim> claim(String name) {
        if (!name.endsWith(DOMAIN)) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(name);
        return form.matches()
                ? Optional.of(new Claim(name, new VpcEndpointId(form.group(1)), Optional.ofNullable(form.group(2))))
                : Optional.empty();
    }

    /** Whether a name that claims to be one of these is. */
    public boolean has(Claim claim) {
        String own = claim.zone().map(this::zonal).orElseGet(this::regional);
        return (zoned || claim.zone().isEmpty())
                && (claim.name().equals(own) || (below && claim.name().endsWith("." + own)));
    }

    public String regional() {
        return first + "." + base;
    }

    /** The name for one zone, {@code us-east-1a}. */
    public String zonal(String zone) {
        return first + "-" + zone + "." + base;
    }

    /** As EC2 lists them: for all zones, then for each. */
    public List<String> all(List<String> zones) {
        String any = below ? "*." : "";
        return Stream.concat(
                        Stream.of(regional()), zones.stream().filter(_ -> zoned).map(this::zonal))
                .map(name -> any + name)
                .toList();
    }
}
