package dev.postern.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Where a resource lives: its account and Region. Account-wide resources (IAM) use the Region {@code aws-global};
 * resources whose key is unique in the whole cloud (buckets, access keys) use {@link #GLOBAL} and name their owner.
 *
 * @param account the owner
 * @param region the Region, or {@code aws-global}
 */
public record Scope(AccountId account, Region region) implements Comparable<Scope> {
    private static final Region AWS_GLOBAL = new Region("aws-global");
    private static final Comparator<Scope> ORDER =
            Comparator.comparing(Scope::account).thenComparing(Scope::region);

    public static final Scope GLOBAL = new Scope(new AccountId("000000000000"), new Region("aws-cloud"));

    /** The scope of an account's resources that belong to no Region. */
    public static Scope ofAccount(AccountId account) {
        return new Scope(account, AWS_GLOBAL);
    }

    // Those that records come with are made at run time, when they are first asked for: no start is without these.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Scope scope && account.equals(scope.account) && region.equals(scope.region);
    }

    @Override
    public int hashCode() {
        return 31 * account.hashCode() + region.hashCode();
    }

    @Override
    public int compareTo(Scope other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return account + "/" + region;
    }
}
