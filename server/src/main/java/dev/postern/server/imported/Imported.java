package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.EntityKinds;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.iam.Account;
import dev.postern.model.s3.Bucket;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.ImportMistake;
import dev.postern.server.imported.records.Records;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of files: the cloud's state, and all that is not in it as it was there.
 *
 * @param change what makes an empty cloud this one; accounts are not in it
 * @param accounts whose it is, in the order of their numbers
 * @param counts how many entities of which kind
 * @param findings in the order of the files
 */
public record Imported(
        Change change, NavigableSet<AccountId> accounts, SortedMap<String, Integer> counts, List<Finding> findings) {
    public Imported {
        accounts = Collections.unmodifiableNavigableSet(new TreeSet<>(accounts));
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        findings = List.copyOf(findings);
    }

    /**
     * What files and their choices mean.
     *
     * @param account of whom what does not say it is
     * @param region where what does not say it is
     * @throws ImportMistake if they cannot be
     */
    static Imported of(Records records, Optional<AccountId> account, Optional<Region> region) {
        Renumbering renumbering = new Renumbering(records);
        Takeover to = new Takeover(records, new Places(records, account, region), renumbering);
        PrefixLists.take(to);
        Networks.take(to);
        Filters.take(to);
        Identities.take(to);
        Interfaces.take(to);
        Doors.take(to);
        LoadBalancers.take(to);
        EndpointServices.take(to);
        Routing.take(to);
        Endpoints.take(to);
        Instances.take(to);
        Instances.release(to);
        Buckets.take(to);
        NavigableSet<AccountId> accounts = new TreeSet<>();
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (Entity entity : to.entities()) {
            if (!entity.scope().equals(Scope.GLOBAL)) {
                accounts.add(entity.scope().account());
            } else if (entity instanceof Bucket bucket) {
                accounts.add(bucket.owner());
            }
            counts.merge(EntityKinds.nameOf(entity.getClass()), 1, Integer::sum);
        }
        if (accounts.isEmpty()) {
            throw new ImportMistake("nothing in the files can be taken over");
        }
        return new Imported(to.change(), accounts, counts, to.findings());
    }

    /** The accounts, as they are stored. */
    public Change accountEntities() {
        Change.Builder change = Change.builder();
        accounts.forEach(id -> change.put(new Account(id, Instant.EPOCH)));
        return change.build();
    }
}
