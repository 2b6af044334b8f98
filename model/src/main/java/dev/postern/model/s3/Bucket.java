package dev.postern.model.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Optional;

/**
 * A bucket. Names are unique in the whole cloud, so buckets exist in {@link Scope#GLOBAL}.
 *
 * @param bucketId never used again: a bucket of the same name made later has another one, and so other objects
 * @param policy the bucket policy, if any
 * @param publicAccessBlock the bucket's settings, if any; a new bucket has them
 * @param ownershipControls what its ownership controls say, if there are any; a new bucket has {@code BucketOwnerEnforced}
 * @param bucketKey whether its encryption is to use a bucket key, if anybody said; with SSE-S3 it changes nothing
 */
public record Bucket(
        String name,
        String bucketId,
        AccountId owner,
        Region region,
        Instant createdAt,
        Optional<String> policy,
        Optional<PublicAccessBlock> publicAccessBlock,
        Tags tags,
        Optional<Boolean> bucketKey,
        Optional<String> ownershipControls)
        implements S3Resource {
    @Override
    public String key() {
        return name;
    }

    @Override
    public Scope scope() {
        return Scope.GLOBAL;
    }

    /**
     * What keeps a bucket from becoming public by mistake; all on for a new bucket.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html">
     *     Blocking public access</a>
     */
    public record PublicAccessBlock(
            boolean blockPublicAcls,
            boolean ignorePublicAcls,
            boolean blockPublicPolicy,
            boolean restrictPublicBuckets) {
        public static final PublicAccessBlock ALL = new PublicAccessBlock(true, true, true, true);
        public static final PublicAccessBlock NONE = new PublicAccessBlock(false, false, false, false);
    }

    /** The settings that are in force: none is the same as all off. */
    public PublicAccessBlock effectiveBlock() {
        return publicAccessBlock.orElse(PublicAccessBlock.NONE);
    }

    public Bucket withBucketKey(Optional<Boolean> newBucketKey) {
        return with(policy, publicAccessBlock, tags, newBucketKey, ownershipControls);
    }

    public Bucket withPolicy(Optional<String> newPolicy) {
        return with(newPolicy, publicAccessBlock, tags, bucketKey, ownershipControls);
    }

    public Bucket withPublicAccessBlock(Optional<PublicAccessBlock> block) {
        return with(policy, block, tags, bucketKey, ownershipControls);
    }

    public Bucket withTags(Tags newTags) {
        return with(policy, publicAccessBlock, newTags, bucketKey, ownershipControls);
    }

    public Bucket withOwnershipControls(Optional<String> controls) {
        return with(policy, publicAccessBlock, tags, bucketKey, controls);
    }

    private Bucket with(
            Optional<String> newPolicy,
            Optional<PublicAccessBlock> block,
            Tags newTags,
            Optional<Boolean> newBucketKey,
            Optional<String> controls) {
        return new Bucket(name, bucketId, owner, region, createdAt, newPolicy, block, newTags, newBucketKey, controls);
    }
}
