package dev.postern.model.s3;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import java.util.Optional;

/**
 * What keeps all buckets and access points of an account from becoming public by mistake, whatever their own settings say.
 *
 * @param scope the account's, which is in no Region
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html">Configuring block
 *     public access settings for your account</a>
 */
public record AccountAccessBlock(Scope scope, Bucket.PublicAccessBlock block) implements S3Resource {
    private static final String ONLY = "block";

    @Override
    public String key() {
        return ONLY;
    }

    /** That of the account to which a scope belongs. */
    public static Optional<AccountAccessBlock> find(Snapshot snapshot, Scope scope) {
        return snapshot.find(AccountAccessBlock.class, Scope.ofAccount(scope.account()), ONLY);
    }

    /** The settings of the account to which a scope belongs; all off where it has none. */
    public static Bucket.PublicAccessBlock of(Snapshot snapshot, Scope scope) {
        return find(snapshot, scope).map(AccountAccessBlock::block).orElse(Bucket.PublicAccessBlock.NONE);
    }

    /** A bucket with the settings that are in force for it: what itself or its account says. */
    public static Bucket over(Snapshot snapshot, Bucket bucket) {
        Bucket.PublicAccessBlock account = of(snapshot, Scope.ofAccount(bucket.owner()));
        return account.equals(Bucket.PublicAccessBlock.NONE)
                ? bucket
                : bucket.withPublicAccessBlock(
                        Optional.of(bucket.effectiveBlock().and(account)));
    }
}
