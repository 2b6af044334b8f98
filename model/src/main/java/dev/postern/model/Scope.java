package dev.postern.model;

import java.util.Comparator;

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

    @Override
    public int compareTo(Scope other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return account + "/" + region;
    }
}
