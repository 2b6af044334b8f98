package dev.postern.model.route53;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.net.Ip;
import dev.postern.model.route53.HostedZone.Everybody;
import dev.postern.model.route53.RecordSet.Values;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records of a name in the public DNS, which are those of the public hosted zone to which it is delegated: the first zone of the
 * topmost name, and from there on where NS records lead.
 */
public final class PublicRecords {
    private PublicRecords() {}

    /** What its TXT records say. */
    public static Stream<String> texts(Snapshot snapshot, DnsName name) {
        return at(snapshot, name, "TXT")
                .map(value -> value.replaceAll("\"\\s+\"", "").replace("\"", ""));
    }

    /** The IPv4 addresses that its A records name; none of those that an alias leads to. */
    public static Stream<Ip> addresses(Snapshot snapshot, DnsName name) {
        return at(snapshot, name, "A").flatMap(value -> Ip.find(value).stream());
    }

    private static Stream<String> at(Snapshot snapshot, DnsName name, String type) {
        return zone(snapshot, name).stream().flatMap(zone -> values(snapshot, zone, name, type));
    }

    private static Optional<HostedZone> zone(Snapshot snapshot, DnsName name) {
        Optional<HostedZone> zone = Optional.empty();
        for (DnsName above : name.andAbove().reversed()) {
            Stream<HostedZone> candidates = snapshot.by(Indexes.PUBLIC_ZONES_BY_NAME, above).values().stream();
            if (zone.isEmpty()) {
                zone = candidates.min(
                        Comparator.comparing(HostedZone::createdAt).thenComparing(HostedZone::id));
                continue;
            }
            List<String> servers = values(snapshot, zone.get(), above, "NS")
                    .map(server -> server.replaceFirst("\\.$", ""))
                    .toList();
            if (!servers.isEmpty()) {
                zone = candidates
                        .filter(candidate -> candidate.audience() instanceof Everybody(List<String> own)
                                && own.stream().anyMatch(servers::contains))
                        .findFirst();
                if (zone.isEmpty()) {
                    return zone;
                }
            }
        }
        return zone;
    }

    private static Stream<String> values(Snapshot snapshot, HostedZone zone, DnsName name, String type) {
        return snapshot.by(Indexes.RECORDS_BY_NAME, RecordSet.nameKey(zone.id(), name)).values().stream()
                .filter(set -> set.type().equals(type))
                .map(RecordSet::content)
                .filter(Values.class::isInstance)
                .flatMap(values -> ((Values) values).values().stream());
    }
}
