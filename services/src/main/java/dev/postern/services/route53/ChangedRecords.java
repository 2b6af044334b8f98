package dev.postern.services.route53;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.elbv2.HostedZones;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.model.route53.RecordSet;
import dev.postern.model.route53.RecordSet.Alias;
import dev.postern.model.route53.RecordSet.BalancerAlias;
import dev.postern.model.route53.RecordSet.Choice;
import dev.postern.model.route53.RecordSet.Content;
import dev.postern.model.route53.RecordSet.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.route53.model.ChangeAction;

/**
 * The records of a zone while a batch of changes is made to them: all, or none. Only the names that change are looked at.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html">
 *     ChangeResourceRecordSets</a>
 */
final class ChangedRecords {
    private final Snapshot snapshot;
    private final HostedZone zone;
    private final Map<String, Optional<RecordSet>> changed = new TreeMap<>();
    private final Map<String, Set<ChangeAction>> actions = new HashMap<>();
    private final List<RecordSet> written = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    ChangedRecords(Snapshot snapshot, HostedZone zone) {
        this.snapshot = snapshot;
        this.zone = zone;
    }

    void apply(ChangeAction action, RecordSet set) {
        boolean again = !actions.computeIfAbsent(set.key(), _ -> EnumSet.noneOf(ChangeAction.class))
                .add(action);
        if (again || changed.getOrDefault(set.key(), Optional.empty()).isPresent()) {
            problems.add("The request contains an invalid set of changes for a resource record set '" + set.type() + " "
                    + set.name() + "'");
            return;
        }
        if (!set.name().isWithin(zone.name())) {
            problems.add("RRSet with DNS name " + set.name() + " is not permitted in zone " + zone.name());
            return;
        }
        Optional<RecordSet> before = find(set.key());
        if (action == ChangeAction.DELETE) {
            delete(set, before);
            return;
        }
        if (action == ChangeAction.CREATE && before.isPresent()) {
            problems.add("Tried to create resource record set " + called(set) + " but it already exists");
            return;
        }
        if (set.content() instanceof Values values) {
            RecordValues.problem(set.type(), values.values()).ifPresent(problems::add);
        }
        changed.put(set.key(), Optional.of(set));
        written.add(set);
    }

    private void delete(RecordSet set, Optional<RecordSet> before) {
        if (before.isEmpty()) {
            problems.add("Tried to delete resource record set " + called(set) + " but it was not found");
        } else if (!isSame(set, before.get())) {
            problems.add("Tried to delete resource record set " + called(set)
                    + " but the values provided do not match the current values");
        } else {
            changed.put(set.key(), Optional.empty());
        }
    }

    /** The order of values does not matter. */
    private static boolean isSame(RecordSet one, RecordSet other) {
        return one.choice().equals(other.choice()) && isSame(one.content(), other.content());
    }

    private static boolean isSame(Content one, Content other) {
        if (one instanceof Values values && other instanceof Values others) {
            return values.ttl() == others.ttl() && Set.copyOf(values.values()).equals(Set.copyOf(others.values()));
        }
        return one.equals(other);
    }

    private Optional<RecordSet> find(String key) {
        return changed.getOrDefault(key, snapshot.find(RecordSet.class, zone.scope(), key));
    }

    /** The sets of a name as they are after the changes. */
    private List<RecordSet> at(DnsName name) {
        Map<String, RecordSet> sets = new TreeMap<>();
        snapshot.by(Indexes.RECORDS_BY_NAME, RecordSet.nameKey(zone.id(), name))
                .values()
                .forEach(set -> sets.put(set.key(), set));
        changed.forEach((key, set) -> {
            set.filter(s -> s.name().equals(name)).ifPresent(s -> sets.put(key, s));
            if (set.isEmpty()) {
                sets.remove(key);
            }
        });
        return List.copyOf(sets.values());
    }

    /**
     * What the batch changes.
     *
     * @throws dev.postern.wire.ApiException {@code InvalidChangeBatch} with all that is wrong with it
     */
    Change.Builder addTo(Change.Builder change) {
        if (problems.isEmpty()) {
            written.forEach(this::requirePlace);
            requireApex();
        }
        if (snapshot.by(Indexes.RECORDS_BY_ZONE, zone.id()).size() + growth() > Limits.RECORDS_OF_A_ZONE) {
            problems.add("Number of records limit of " + Limits.RECORDS_OF_A_ZONE + " in a hosted zone exceeded.");
        }
        if (!problems.isEmpty()) {
            throw Route53Error.INVALID_CHANGE_BATCH.of("[" + String.join(", ", problems) + "]");
        }
        changed.forEach((key, set) -> set.ifPresentOrElse(
                change::put,
                () -> snapshot.find(RecordSet.class, zone.scope(), key).ifPresent(change::remove)));
        return change;
    }

    /** How many sets there are more after the changes than before: fewer than none where more are deleted than made. */
    private int growth() {
        int growth = 0;
        for (Map.Entry<String, Optional<RecordSet>> one : changed.entrySet()) {
            boolean was =
                    snapshot.find(RecordSet.class, zone.scope(), one.getKey()).isPresent();
            growth += (one.getValue().isPresent() ? 1 : 0) - (was ? 1 : 0);
        }
        return growth;
    }

    private void requirePlace(RecordSet set) {
        List<RecordSet> there = at(set.name());
        String where = " with DNS name " + set.name() + " is not permitted ";
        if (set.type().equals("CNAME")) {
            if (set.name().equals(zone.name())) {
                problems.add("RRSet of type CNAME" + where + "at apex in zone " + zone.name());
            } else if (there.stream().anyMatch(other -> !other.type().equals("CNAME"))) {
                problems.add("RRSet of type CNAME" + where
                        + "as it conflicts with other records with the same DNS name in" + " zone " + zone.name());
            }
        } else if (there.stream().anyMatch(other -> other.type().equals("CNAME"))) {
            problems.add("RRSet of type " + set.type() + where
                    + "because a conflicting RRSet of type CNAME with the same DNS name already exists in zone "
                    + zone.name());
        }
        if (set.type().equals("SOA") && !set.name().equals(zone.name())) {
            problems.add("RRSet of type SOA" + where + "below the apex in zone " + zone.name());
        }
        requireChoice(
                set,
                there.stream().filter(other -> other.type().equals(set.type())).toList());
        switch (set.content()) {
            case Values _ -> {}
            case Alias alias -> requireTarget(set, alias);
            case BalancerAlias alias -> requireTarget(set, alias);
        }
    }

    /** The sets of one name and type are chosen in one way. */
    private void requireChoice(RecordSet set, List<RecordSet> ofType) {
        String about = "RRSet with DNS name " + set.name() + ", type " + set.type();
        Optional<Choice> choice = set.choice();
        if (choice.isEmpty()) {
            if (ofType.size() > 1) {
                problems.add(about + " cannot be created as other RRSets exist with the same name and type.");
            }
            return;
        }
        String which = about + ", SetIdentifier " + choice.get().setId();
        Class<?> policy = choice.get().policy().getClass();
        Predicate<RecordSet> same = other ->
                other.choice().filter(o -> o.policy().getClass() == policy).isPresent();
        if (!ofType.stream().allMatch(same)) {
            problems.add(which
                    + (policy == RecordSet.Weighted.class
                            ? " cannot be created as a non-weighted set exists with the same name and type."
                            : " cannot be created because a non multivalue answer rrset exists with the same name and"
                                    + " type."));
        }
        if (ofType.size() > Limits.SETS_OF_A_NAME) {
            problems.add(which + " cannot be created: there are at most " + Limits.SETS_OF_A_NAME
                    + " with the same name and type.");
        }
        if (policy == RecordSet.Multivalue.class
                && (!(set.content() instanceof Values) || List.of("CNAME", "NS").contains(set.type()))) {
            problems.add(which + " cannot be created: a multivalue answer is no alias, CNAME or NS.");
        }
    }

    private void requireTarget(RecordSet set, Alias alias) {
        String about = targeting(set, alias.target(), zone.id());
        if (!alias.target().isWithin(zone.name())) {
            problems.add(about + "the alias target name does not lie within the target zone");
        } else if (List.of("NS", "SOA").contains(set.type())
                || alias.target().equals(set.name())
                || at(alias.target()).stream().noneMatch(target -> target.type().equals(set.type()))) {
            problems.add(about + "that target was not found");
        }
    }

    /** A balancer's name has addresses, and nothing else. */
    private void requireTarget(RecordSet set, BalancerAlias alias) {
        String about = targeting(set, alias.target(), alias.hostedZone());
        String host = alias.target().spoken();
        String domain = HostedZones.domain(alias.hostedZone()).orElseThrow();
        if (!host.endsWith("." + domain)) {
            problems.add(about + "the alias target name does not lie within the target zone");
        } else if (!List.of("A", "AAAA").contains(set.type())
                || snapshot.by(Indexes.LOAD_BALANCERS_BY_HOST, host).isEmpty()) {
            problems.add(about + "that target was not found");
        }
    }

    private static String targeting(RecordSet set, DnsName target, String zone) {
        return "Tried to create an alias that targets " + target + ", type " + set.type() + " in zone " + zone
                + ", but ";
    }

    private void requireApex() {
        List<String> types = at(zone.name()).stream().map(RecordSet::type).toList();
        if (Collections.frequency(types, "SOA") != 1) {
            problems.add("A HostedZone must contain exactly one SOA record.");
        }
        if (!types.contains("NS")) {
            problems.add("A HostedZone must contain at least one NS record for the zone itself.");
        }
    }

    private static String called(RecordSet set) {
        return "[name='" + set.name() + "', type='" + set.type() + "'"
                + set.choice()
                        .map(choice -> ", set-identifier='" + choice.setId() + "'")
                        .orElse("")
                + "]";
    }
}
