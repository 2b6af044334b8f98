package dev.postern.server.imported;

import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.policy.PolicyKind;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.MadeIds;
import java.util.Optional;

/** Buckets, without what is in them, their policies, and what blocks public access to them. */
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
        to.records().publicAccessBlocks().forEach((name, item) -> {
            if (to.find(Bucket.class, name).isEmpty()) {
                item.gone("the bucket " + name + ", after which the file is called, is in none of the files");
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
        Item block = to.records().publicAccessBlocks().get(name);
        item.note(
                "",
                block == null
                        ? "what is in the bucket, its public access block and its other settings are in none of the files:"
                                + " it is empty, and blocks nothing"
                        : "what is in the bucket, and its other settings, are in none of the files: it is empty");
        to.put(Bucket.of(
                        name,
                        MadeIds.digest("bucket " + name),
                        to.account(item),
                        to.region(item),
                        item.time("CreationDate"),
                        policy,
                        Optional.ofNullable(block)
                                .flatMap(one -> one.part("PublicAccessBlockConfiguration"))
                                .map(Buckets::block),
                        item.tags("Tags"),
                        Optional.of("BucketOwnerEnforced"))
                .withVersioning(item.text("Versioning").isPresent() ? Versioning.ENABLED : Versioning.NEVER));
    }

    private static Bucket.PublicAccessBlock block(Item item) {
        return new Bucket.PublicAccessBlock(
                item.flag("BlockPublicAcls", false),
                item.flag("IgnorePublicAcls", false),
                item.flag("BlockPublicPolicy", false),
                item.flag("RestrictPublicBuckets", false));
    }
}
