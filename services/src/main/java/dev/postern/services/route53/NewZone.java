package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.request.Ids;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Everybody;
import dev.postern.model.route53.HostedZone.Vpcs;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Values;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What every zone begins with: who answers for it, and how long a "no" may be remembered.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html">NS and SOA records that Route 53 creates</a>
 */
final class NewZone {
    /** How many sets of records it has. */
    static final long RECORD_SETS = 2;

    private static final long NS_SECONDS = 172_800;
    private static final long SOA_SECONDS = 900;
    private static final int SERVERS_EACH = 512;

    /** All private zones have these. */
    private static final List<String> PRIVATE_SERVERS =
            List.of("ns-0.awsdns-00.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-00.org", "ns-1536.awsdns-00.co.uk");

    private static final List<String> DOMAINS = List.of("com", "net", "org", "co.uk");

    private NewZone() {}

    /** Four servers, of the four domains that AWS has them in. */
    static List<String> nameServers(Ids ids) {
        return DOMAINS.stream()
                .map(domain -> {
                    int number = Integer.parseInt(ids.hex(4), 16) % SERVERS_EACH;
                    return String.format(
                            Locale.ROOT,
                            "ns-%d.awsdns-%02d.%s",
                            DOMAINS.indexOf(domain) * SERVERS_EACH + number,
                            number / 8,
                            domain);
                })
                .toList();
    }

    static Change.Builder made(Change.Builder change, HostedZone zone) {
        List<String> servers = switch (zone.audience()) {
            case Everybody(List<String> own) -> own;
            case Vpcs _ -> PRIVATE_SERVERS;
        };
        String soa = servers.getFirst() + ". awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";
        List<String> dotted = servers.stream().map(server -> server + ".").toList();
        return change.put(zone)
                .put(set(zone, "NS", new Values(NS_SECONDS, dotted)))
                .put(set(zone, "SOA", new Values(SOA_SECONDS, List.of(soa))));
    }

    private static RecordSet set(HostedZone zone, String type, Values values) {
        return new RecordSet(zone.scope(), zone.id(), zone.name(), type, Optional.empty(), values);
    }
}
