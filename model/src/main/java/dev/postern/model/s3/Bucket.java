package dev.postern.model.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bucket. Names are unique in the whole cloud, so buckets exist in {@link Scope#GLOBAL}.
 *
 * @param bucketId never used again: a bucket of the same name made later has another one, and so other objects
 * @param policy the bucket policy, if any
 * @param publicAccessBlock the bucket's settings, if any; a new bucket has them
 * @param ownershipControls what its ownership controls say, if there are any; a new bucket has {@code BucketOwnerEnforced}
 * @param configurations what else was configured, as the XML of S3's API, by the query parameter that names it: {@code cors}, {@code
 *     lifecycle}; where a bucket can have several by its id as well, {@code metrics/ID}
 * @param versioning whether it keeps old versions of its objects; a new bucket never did
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
        Optional<String> ownershipControls,
        SortedMap<String, String> configurations,
        Versioning versioning)
        implements S3Resource {
    public Bucket {
        configurations = Collections.unmodifiableSortedMap(new TreeMap<>(configurations));
    }

    /** A bucket of which nothing else was configured. */
    public static Bucket of(
            String name,
            String bucketId,
            AccountId owner,
            Region region,
            Instant createdAt,
            Optional<String> policy,
            Optional<PublicAccessBlock> publicAccessBlock,
            Tags tags,
            Optional<String> ownershipControls) {
        return new Bucket(
                name,
                bucketId,
                owner,
                region,
                createdAt,
                policy,
                publicAccessBlock,
                tags,
                ownershipControls,
                Collections.emptySortedMap(),
                Versioning.NEVER);
    }

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

        /** Where both hold: the stricter of each. */
        public PublicAccessBlock and(PublicAccessBlock other) {
            return new PublicAccessBlock(
                    blockPublicAcls || other.blockPublicAcls,
                    ignorePublicAcls || other.ignorePublicAcls,
                    blockPublicPolicy || other.blockPublicPolicy,
                    restrictPublicBuckets || other.restrictPublicBuckets);
        }
    }

    /** The settings that are in force: none is the same as all off. */
    public PublicAccessBlock effectiveBlock() {
        return publicAccessBlock.orElse(PublicAccessBlock.NONE);
    }

    public Bucket withPolicy(Optional<String> newPolicy) {
        return with(newPolicy, publicAccessBlock, tags, ownershipControls, configurations, versioning);
    }

    public Bucket withPublicAccessBlock(Optional<PublicAccessBlock> block) {
        return with(policy, block, tags, ownershipControls, configurations, versioning);
    }

    public Bucket withTags(Tags newTags) {
        return with(policy, publicAccessBlock, newTags, ownershipControls, configurations, versioning);
    }

    public Bucket withOwnershipControls(Optional<String> controls) {
        return with(policy, publicAccessBlock, tags, controls, configurations, versioning);
    }

    /** What is configured by a name. */
    public Optional<String> configuration(String configurationName) {
        return Optional.ofNullable(configurations.get(configurationName));
    }

    /** With another configuration of a name, or without one. */
    public Bucket withConfiguration(String configurationName, Optional<String> document) {
        TreeMap<String, String> changed = new TreeMap<>(configurations);
        changed.remove(configurationName);
        document.ifPresent(text -> changed.put(configurationName, text));
        return with(policy, publicAccessBlock, tags, ownershipControls, changed, versioning);
    }

    public Bucket withVersioning(Versioning newVersioning) {
        return with(policy, publicAccessBlock, tags, ownershipControls, configurations, newVersioning);
    }

    private Bucket with(
            Optional<String> newPolicy,
            Optional<PublicAccessBlock> block,
            Tags newTags,
            Optional<String> controls,
            SortedMap<String, String> newConfigurations,
            Versioning newVersioning) {
        return new Bucket(
                name,
                bucketId,
                owner,
                region,
                createdAt,
                newPolicy,
                block,
                newTags,
                controls,
                newConfigurations,
                newVersioning);
    }
}
