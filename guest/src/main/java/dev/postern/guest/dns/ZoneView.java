package dev.postern.guest.dns;

import dev.postern.model.Indexes;
import dev.postern.model.net.Family;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Alias;
import dev.postern.model.route53.RecordSet.BalancerAlias;
import dev.postern.model.route53.RecordSet.Values;
import dev.postern.model.route53.RecordSet.Weighted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The records of one hosted zone in a snapshot, found in constant time, and nothing is made when the snapshot is another one. RFC 1034,
 * RFC 4592 (wildcards).
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html">Choosing a routing policy</a>
 */
public record ZoneView(BalancerNames balancers, HostedZone zone) {
    private static final long BALANCER_TTL_SECONDS = 60;
    private static final int ALIASES_MAX = 16;
    private static final int MULTIVALUE_MAX = 8;

    /**
     * What the zone knows of a name in it.
     *
     * @param name the name that was asked for
     * @param salt by which one of several is chosen: the id of the query, which who asks makes up
     */
    Step step(Name asked, DnsName name, int type, int salt) {
        Collection<RecordSet> exact = at(name);
        boolean exists = !exact.isEmpty() || hasBelow(name);
        DnsName owner = exists ? name : closest(name).wildcard();
        Collection<RecordSet> there = exists ? exact : at(owner);
        List<Record> records = new ArrayList<>();
        for (String wanted : types(there, type)) {
            records.addAll(records(asked, owner, wanted, salt, 0));
        }
        return records.isEmpty() ? new Step.Nothing(exists || !there.isEmpty(), authority()) : new Step.Found(records);
    }

    /** The types of the sets that answer a question: where a name is an alias of another (CNAME), that is the answer. */
    private static List<String> types(Collection<RecordSet> there, int type) {
        Predicate<String> answers = set -> type == Type.ANY || set.equals(Type.string(type)) || set.equals("CNAME");
        return there.stream().map(RecordSet::type).distinct().filter(answers).toList();
    }

    Collection<RecordSet> at(DnsName name) {
        return balancers
                .snapshot()
                .by(Indexes.RECORDS_BY_NAME, RecordSet.nameKey(zone.id(), name))
                .values();
    }

    private boolean hasBelow(DnsName name) {
        return !balancers
                .snapshot()
                .by(Indexes.RECORDS_BELOW, RecordSet.nameKey(zone.id(), name))
                .isEmpty();
    }

    /** The nearest name above that exists, which the zone's own does. */
    private DnsName closest(DnsName name) {
        return name.upTo(zone.name()).stream()
                .filter(above -> hasBelow(above) || !at(above).isEmpty())
                .findFirst()
                .orElse(zone.name());
    }

    private List<Record> records(Name asked, DnsName owner, String type, int salt, int aliases) {
        List<Record> records = new ArrayList<>();
        for (RecordSet set : chosen(owner, type, salt)) {
            switch (set.content()) {
                case Values(long ttl, List<String> values) ->
                    values.forEach(value -> record(asked, type, ttl, value).ifPresent(records::add));
                case Alias(DnsName target, boolean _) -> {
                    if (aliases < ALIASES_MAX) {
                        records.addAll(records(asked, target, type, salt, aliases + 1));
                    }
                }
                case BalancerAlias(String _, DnsName target, boolean _) ->
                    balancers.addresses(target.spoken()).stream()
                            .filter(ip -> type.equals(ip.family() == Family.IPV4 ? "A" : "AAAA"))
                            .flatMap(ip -> record(asked, type, BALANCER_TTL_SECONDS, ip.toString()).stream())
                            .forEach(records::add);
            }
        }
        if (aliases == 0 && !records.isEmpty()) { // turned once: what an alias adds is turned with the rest
            Collections.rotate(records, Math.floorMod(salt, records.size()));
        }
        return records;
    }

    /** The only set, up to eight of those that answer together, or the one on which the lot falls. */
    private List<RecordSet> chosen(DnsName owner, String type, int salt) {
        List<RecordSet> sets = well(owner, type);
        long weights = sets.stream().mapToLong(ZoneView::weight).sum();
        boolean weighted = sets.stream()
                .anyMatch(set ->
                        set.choice().filter(c -> c.policy() instanceof Weighted).isPresent());
        if (!weighted) {
            List<RecordSet> mixed = new ArrayList<>(sets);
            Collections.rotate(mixed, sets.size() > MULTIVALUE_MAX ? salt % sets.size() : 0);
            return mixed.stream().limit(MULTIVALUE_MAX).toList();
        }
        if (weights == 0) { // then all are as good
            return List.of(sets.get(salt % sets.size()));
        }
        long lot = salt % weights;
        for (RecordSet set : sets) {
            lot -= weight(set);
            if (lot < 0) {
                return List.of(set);
            }
        }
        throw new IllegalStateException("the lot is below the sum of all weights");
    }

    /** The sets of a name and type that are well, or all if none is. */
    private List<RecordSet> well(DnsName owner, String type) {
        List<RecordSet> all =
                at(owner).stream().filter(set -> set.type().equals(type)).toList();
        Map<DnsName, Boolean> known = new HashMap<>();
        List<RecordSet> well = all.size() < 2
                ? all
                : all.stream().filter(set -> isWell(set, known, 0)).toList();
        return well.isEmpty() ? all : well;
    }

    /**
     * Whether a set is one to be led to: what asks for nobody's health is.
     *
     * @param known of which names it was found already: many sets may lead to one, or in a ring
     */
    private boolean isWell(RecordSet set, Map<DnsName, Boolean> known, int aliases) {
        return switch (set.content()) {
            case Values _ -> true;
            case Alias(DnsName target, boolean evaluates) -> {
                if (!evaluates || aliases >= ALIASES_MAX) {
                    yield true;
                }
                if (!known.containsKey(target)) {
                    known.put(target, false);
                    known.put(
                            target,
                            at(target).stream()
                                    .filter(other -> other.type().equals(set.type()))
                                    .anyMatch(other -> isWell(other, known, aliases + 1)));
                }
                yield known.getOrDefault(target, false);
            }
            case BalancerAlias(String _, DnsName target, boolean evaluates) ->
                !evaluates || balancers.isWell(target.spoken());
        };
    }

    private static long weight(RecordSet set) {
        return set.choice()
                .filter(choice -> choice.policy() instanceof Weighted)
                .map(choice -> (long) ((Weighted) choice.policy()).weight())
                .orElse(0L);
    }

    /** The zone's start of authority, with the time for which a "no" may be remembered. */
    private SOARecord authority() {
        return at(zone.name()).stream()
                .filter(set -> set.type().equals("SOA"))
                .flatMap(set -> records(DnsNames.name(zone.name()), set.name(), "SOA", 0, 0).stream())
                .map(SOARecord.class::cast)
                .map(soa -> new SOARecord(
                        soa.getName(),
                        DClass.IN,
                        Math.min(soa.getTTL(), soa.getMinimum()),
                        soa.getHost(),
                        soa.getAdmin(),
                        soa.getSerial(),
                        soa.getRefresh(),
                        soa.getRetry(),
                        soa.getExpire(),
                        soa.getMinimum()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no zone is without a start of authority: " + zone.id()));
    }

    /** Values were looked at when they were written; what dnsjava of another version would not read is passed over. */
    private static Optional<Record> record(Name asked, String type, long ttl, String value) {
        try {
            return Optional.of(
                    Record.fromString(asked, Type.value(type), DClass.IN, ttl, Values.inMasterForm(value), Name.root));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
