package dev.postern.services.s3;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.request.Connection;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.AccountAccessBlock;
import dev.postern.model.s3.Bucket;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What holds for a request because it comes through an access point.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html">Access point
 *     compatibility</a>
 */
final class PointAccess {
    private static final Set<S3Operation> SUPPORTED = EnumSet.of(
            S3Operation.ABORT_MULTIPART_UPLOAD,
            S3Operation.COMPLETE_MULTIPART_UPLOAD,
            S3Operation.COPY_OBJECT,
            S3Operation.CREATE_MULTIPART_UPLOAD,
            S3Operation.DELETE_OBJECT,
            S3Operation.DELETE_OBJECTS,
            S3Operation.DELETE_OBJECT_TAGGING,
            S3Operation.GET_BUCKET_ACL,
            S3Operation.GET_BUCKET_CORS,
            S3Operation.GET_BUCKET_LOCATION,
            S3Operation.GET_BUCKET_NOTIFICATION_CONFIGURATION,
            S3Operation.GET_BUCKET_POLICY,
            S3Operation.GET_OBJECT,
            S3Operation.GET_OBJECT_ACL,
            S3Operation.GET_OBJECT_ATTRIBUTES,
            S3Operation.GET_OBJECT_LEGAL_HOLD,
            S3Operation.GET_OBJECT_RETENTION,
            S3Operation.GET_OBJECT_TAGGING,
            S3Operation.HEAD_BUCKET,
            S3Operation.HEAD_OBJECT,
            S3Operation.LIST_MULTIPART_UPLOADS,
            S3Operation.LIST_OBJECTS,
            S3Operation.LIST_OBJECTS_V2,
            S3Operation.LIST_OBJECT_VERSIONS,
            S3Operation.LIST_PARTS,
            S3Operation.PUT_OBJECT,
            S3Operation.PUT_OBJECT_ACL,
            S3Operation.PUT_OBJECT_LEGAL_HOLD,
            S3Operation.PUT_OBJECT_RETENTION,
            S3Operation.PUT_OBJECT_TAGGING,
            S3Operation.RESTORE_OBJECT,
            S3Operation.UPLOAD_PART,
            S3Operation.UPLOAD_PART_COPY);

    private PointAccess() {}

    /** Refuses what access points do not do. */
    static void requireSupported(S3Call call) {
        if (call.point().isPresent() && !SUPPORTED.contains(call.operation())) {
            throw S3Error.METHOD_NOT_ALLOWED.with("Method", call.request().method(), "ResourceType", "ACCESSPOINT");
        }
    }

    /** Condition keys by which a bucket's policy leaves to access points who may. */
    static Map<String, List<String>> keys(AccessPoint point) {
        return Map.of(
                "s3:DataAccessPointArn", List.of(point.arn().toString()),
                "s3:DataAccessPointAccount", List.of(point.scope().account().value()),
                "s3:AccessPointNetworkOrigin", List.of(point.networkOrigin()));
    }

    /** A bucket with the strictest that itself, its account and the access point say of public access. */
    static Bucket inForce(S3Call call, Bucket bucket) {
        Bucket ofAccount = AccountAccessBlock.over(call.snapshot(), bucket);
        return call.point()
                .map(point -> ofAccount.withPublicAccessBlock(
                        Optional.of(ofAccount.effectiveBlock().and(block(call, point)))))
                .orElse(ofAccount);
    }

    private static Bucket.PublicAccessBlock block(S3Call call, AccessPoint point) {
        return point.publicAccessBlock().and(AccountAccessBlock.of(call.snapshot(), point.scope()));
    }

    /** What keeps a request from the access point, whatever its policy says. */
    static Optional<Barrier> barrier(S3Call call, AccessPoint point, PublicPolicy publicPolicy) {
        Optional<VpcId> other =
                point.vpc().filter(vpc -> !comesFrom(vpc, call.context().connection()));
        if (other.isPresent()) {
            return Optional.of(new Barrier.OtherNetwork(point, other.get()));
        }
        boolean stranger = !call.context()
                .caller()
                .accountId()
                .equals(Optional.of(point.scope().account()));
        boolean restricted = stranger && block(call, point).restrictPublicBuckets() && isPublic(point, publicPolicy);
        return restricted ? Optional.of(new Barrier.PublicPoint(point)) : Optional.empty();
    }

    private static boolean comesFrom(VpcId vpc, Connection connection) {
        return connection instanceof Connection.ThroughEndpoint through
                && through.vpc().equals(vpc);
    }

    /** One that only a VPC reaches is never public. */
    static boolean isPublic(AccessPoint point, PublicPolicy publicPolicy) {
        return point.vpc().isEmpty()
                && point.policy().filter(publicPolicy::isPublic).isPresent();
    }
}
