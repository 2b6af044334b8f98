package dev.postern.server.imported;

import dev.postern.model.Tags;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.PolicyKind;
import java.util.Optional;

/** Buckets, without what is in them, and their policies. */
final class Buckets {
    private final Takeover to;

    private Buckets(Takeover to) {
        this.to = to;
    }

    static void take(Takeover to) {
        Buckets buckets = new Buckets(to);
        to.each(Kind.BUCKETS, buckets::bucket);
        to.records().bucketPolicies().forEach((name, item) -> {
            if (to.find(Bucket.class, name).isEmpty()) {
                item.note("Policy", "the bucket is in no list (list-buckets); it is here, as it has a policy");
                buckets.put(item, name, policy(to, item));
            }
        });
    }

    private static Optional<String> policy(Takeover to, Item item) {
        return Policies.checked(to, item, "Policy", PolicyKind.BUCKET);
    }

    private void bucket(Item item) {
        Item policy = to.records().bucketPolicies().get(item.id());
        item.skip("Name", "BucketRegion", "BucketArn");
        put(item, item.id(), policy == null ? Optional.empty() : policy(to, policy));
    }

    private void put(Item item, String name, Optional<String> policy) {
        item.note(
                "",
                "what is in the bucket, its public access block and its other settings are in none of the files:"
                        + " it is empty, and blocks nothing");
        to.put(new Bucket(
                name,
                Takeover.digest("bucket " + name),
                to.account(item),
                to.region(item),
                item.time("CreationDate"),
                policy,
                Optional.empty(),
                Tags.NONE,
                Optional.empty(),
                Optional.of("BucketOwnerEnforced")));
    }
}
