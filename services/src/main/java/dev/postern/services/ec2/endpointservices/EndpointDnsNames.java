package dev.postern.services.ec2.endpointservices;

import dev.postern.model.ec2.EndpointNames;
import dev.postern.model.ec2.VpcEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.ec2.model.DnsEntry;

/** The names of interface endpoints, with the hosted zones that they are in. */
public final class EndpointDnsNames {
    /** The zones that AWS keeps the names of endpoints in; other Regions' ids are computed from the name. */
    private static final Map<String, String> ZONES = Map.of(
            "us-east-1", "Z7HUB22UULQXV",
            "us-east-2", "ZC8PG0KIFKBRI",
            "us-west-2", "Z1YSA3EXCYUU9Z");

    private EndpointDnsNames() {}

    /** The name for all zones, and those for each; none where it has no interfaces. */
    public static List<DnsEntry> own(VpcEndpoint endpoint) {
        String region = endpoint.serviceRegion().name();
        List<String> zones = endpoint.byInterfaces().stream()
                .flatMap(its -> its.seats().stream())
                .map(VpcEndpoint.Seat::zone)
                .sorted()
                .toList();
        return EndpointNames.of(endpoint).stream()
                .flatMap(names -> names.all(zones).stream())
                .map(name -> entry(name, ZONES.getOrDefault(region, zone(region))))
                .toList();
    }

    /** A name that the service has of its own. */
    public static DnsEntry named(VpcEndpoint endpoint, String name) {
        return entry(name, zone(endpoint.key() + name));
    }

    private static DnsEntry entry(String name, String zone) {
        return DnsEntry.builder().dnsName(name).hostedZoneId(zone).build();
    }

    /** Looks like one of Route 53's, and is the same each time. */
    private static String zone(String of) {
        return "Z"
                + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, 20)
                        .toUpperCase(Locale.ROOT);
    }
}
