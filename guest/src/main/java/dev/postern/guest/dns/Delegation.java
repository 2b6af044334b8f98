package dev.postern.guest.dns;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.HostedZone.Everybody;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Values;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where the delegations of the internet lead for a name. There are no registrars here: of the public zones of a name the first is
 * the one to which it is delegated, where no zone above it is. Below that, NS records delegate as they do on AWS.
 */
public sealed interface Delegation {
    /** A public hosted zone answers. */
    record To(ZoneView zone) implements Delegation {}

    /**
     * Nobody does.
     *
     * @param by the zone whose NS records name servers of no zone here
     */
    record Lame(HostedZone by) implements Delegation {}

    /** As many look-ups as the name has labels. */
    static Optional<Delegation> of(BalancerNames balancers, DnsName name) {
        Snapshot snapshot = balancers.snapshot();
        Optional<HostedZone> zone = Optional.empty();
        for (DnsName above : name.andAbove().reversed()) {
            Collection<HostedZone> candidates =
                    snapshot.by(Indexes.PUBLIC_ZONES_BY_NAME, above).values();
            if (zone.isEmpty()) {
                zone = candidates.stream()
                        .min(Comparator.comparing(HostedZone::createdAt).thenComparing(HostedZone::id));
                continue;
            }
            List<String> servers = servers(new ZoneView(balancers, zone.get()), above);
            if (!servers.isEmpty()) {
                Optional<HostedZone> next = candidates.stream()
                        .filter(candidate -> isServedBy(candidate, servers))
                        .findFirst();
                if (next.isEmpty()) {
                    return Optional.of(new Lame(zone.get()));
                }
                zone = next;
            }
        }
        return zone.map(found -> new To(new ZoneView(balancers, found)));
    }

    private static List<String> servers(ZoneView zone, DnsName name) {
        return zone.at(name).stream()
                .filter(set -> set.type().equals("NS"))
                .map(RecordSet::content)
                .filter(Values.class::isInstance)
                .flatMap(values -> ((Values) values).values().stream())
                .map(server -> server.replaceFirst("\\.$", ""))
                .toList();
    }

    private static boolean isServedBy(HostedZone zone, List<String> servers) {
        return zone.audience() instanceof Everybody(List<String> own)
                && own.stream().anyMatch(servers::contains);
    }
}
