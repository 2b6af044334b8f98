package dev.postern.model.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name of its own for a bucket, with a policy of its own for those who use it.
 *
 * @param bucket the name of the bucket, which cannot go while it has access points
 * @param bucketAccount whose the bucket is; another account's can have access points here, which give nobody anything by themselves
 * @param vpc the only VPC from which it is reached; empty for one that is open to the internet
 * @param publicAccessBlock what keeps it from becoming public by mistake; it cannot be changed
 * @param policy the access point's policy, if any
 * @param alias the name that can stand for it where a bucket's is wanted
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html">Managing access to shared datasets with
 *     access points</a>
 */
public record AccessPoint(
        Scope scope,
        String name,
        String bucket,
        AccountId bucketAccount,
        Optional<VpcId> vpc,
        Bucket.PublicAccessBlock publicAccessBlock,
        Optional<String> policy,
        String alias,
        Instant createdAt)
        implements S3Resource {
    private static final String RESOURCE = "accesspoint/";
    private static final Pattern LABEL = Pattern.compile("([a-z0-9-]+)-(\\d{12})");

    @Override
    public String key() {
        return name;
    }

    public Arn arn() {
        return Arn.of("s3", scope, RESOURCE + name);
    }

    /**
     * The ARN by which policies know an object behind it.
     *
     * @param key empty for the access point itself
     */
    public String resource(String key) {
        return key.isEmpty() ? arn().toString() : arn() + "/object/" + key;
    }

    /** As policies call it in {@code s3:AccessPointNetworkOrigin}. */
    public String networkOrigin() {
        return vpc.isPresent() ? "VPC" : "Internet";
    }

    public AccessPoint withPolicy(Optional<String> newPolicy) {
        return new AccessPoint(scope, name, bucket, bucketAccount, vpc, publicAccessBlock, newPolicy, alias, createdAt);
    }

    /** The one that has an alias. */
    public static Optional<AccessPoint> aliased(Snapshot snapshot, String alias) {
        return snapshot.by(Indexes.ACCESS_POINTS_BY_ALIAS, alias).values().stream()
                .findFirst();
    }

    /**
     * The one whose host name begins with a label.
     *
     * @param label {@code NAME-ACCOUNT}
     * @param region empty where the host does not say one
     */
    public static Optional<AccessPoint> labelled(Snapshot snapshot, String label, Optional<Region> region) {
        Matcher parts = LABEL.matcher(label);
        if (!parts.matches()) {
            return Optional.empty();
        }
        AccountId account = new AccountId(parts.group(2));
        return region.map(List::of).orElse(Region.ALL).stream()
                .flatMap(one -> find(snapshot, new Scope(account, one), parts.group(1)).stream())
                .findFirst();
    }

    /** The one to which an ARN leads, be it of itself or of an object behind it. */
    public static Optional<AccessPoint> at(Snapshot snapshot, Arn arn) {
        if (!arn.service().equals("s3") || !arn.resource().startsWith(RESOURCE) || !AccountId.isValid(arn.account())) {
            return Optional.empty();
        }
        String path = arn.resource().substring(RESOURCE.length());
        int slash = path.indexOf('/');
        String name = slash < 0 ? path : path.substring(0, slash);
        return Region.find(arn.region())
                .flatMap(region -> find(snapshot, new Scope(new AccountId(arn.account()), region), name));
    }

    private static Optional<AccessPoint> find(Snapshot snapshot, Scope scope, String name) {
        return snapshot.find(AccessPoint.class, scope, name);
    }
}
