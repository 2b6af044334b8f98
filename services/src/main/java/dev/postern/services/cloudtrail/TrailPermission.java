package dev.postern.services.cloudtrail;

import dev.postern.model.Snapshot;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.ResourcePolicy;
import java.util.List;
import java.util.Map;

/**
 * Whether the files of a trail may be put into a bucket: CloudTrail does that, and the bucket's policy admits it or not.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html">Amazon S3 bucket
 *     policy for CloudTrail</a>
 */
public final class TrailPermission {
    /** Who puts the files. */
    public static final String SERVICE = "cloudtrail.amazonaws.com";

    private static final String PUT = "s3:PutObject";
    private static final String READ_ACL = "s3:GetBucketAcl";

    private TrailPermission() {}

    /** Before it delivers anything, CloudTrail looks at the bucket. */
    static boolean admits(Authorizer authorizer, Snapshot snapshot, Bucket bucket, Trail trail) {
        String arn = "arn:aws:s3:::" + bucket.name();
        ResourcePolicy policy = new ResourcePolicy(bucket.owner(), bucket.policy());
        return authorizer
                        .supposeService(snapshot, SERVICE, READ_ACL, arn, policy, keys(trail, READ_ACL))
                        .allowed()
                && authorizer
                        .supposeService(
                                snapshot,
                                SERVICE,
                                PUT,
                                arn + "/" + trail.folder() + "CloudTrail/x",
                                policy,
                                keysOfFiles(trail))
                        .allowed();
    }

    /** What conditions of the bucket's policy may ask of the request that puts a file. */
    public static ConditionContext keysOfFiles(Trail trail) {
        return keys(trail, PUT);
    }

    private static ConditionContext keys(Trail trail, String action) {
        return ConditionContext.of(Map.of(
                "aws:SourceAccount", List.of(trail.scope().account().value()),
                "aws:SourceArn", List.of(trail.arn().toString()),
                "aws:SecureTransport", List.of("true"),
                "s3:x-amz-acl", action.equals(PUT) ? List.of("bucket-owner-full-control") : List.of()));
    }
}
