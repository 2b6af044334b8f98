package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.PolicyLayers;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Permission;

/**
 * What access control lists say to an action, where a bucket uses them: the bucket's to what is done with the bucket, the object's
 * to what is done with the object, whose owner may be another account than the bucket's.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping">
 *     Mapping of ACL permissions and access policy permissions</a>
 */
final class ListedAccess {
    private static final Map<String, Permission> OF_BUCKETS = Map.of(
            "s3:ListBucket", Permission.READ,
            "s3:ListBucketVersions", Permission.READ,
            "s3:ListBucketMultipartUploads", Permission.READ,
            "s3:PutObject", Permission.WRITE,
            "s3:DeleteObject", Permission.WRITE,
            "s3:GetBucketAcl", Permission.READ_ACP,
            "s3:PutBucketAcl", Permission.WRITE_ACP);

    private static final Map<String, Permission> OF_OBJECTS = Map.of(
            "s3:GetObject", Permission.READ,
            "s3:GetObjectVersion", Permission.READ,
            "s3:GetObjectAcl", Permission.READ_ACP,
            "s3:GetObjectVersionAcl", Permission.READ_ACP,
            "s3:PutObjectAcl", Permission.WRITE_ACP,
            "s3:PutObjectVersionAcl", Permission.WRITE_ACP);

    private final ObjectStore store;

    ListedAccess(ObjectStore store) {
        this.store = store;
    }

    /**
     * The owner of what an action is on, with what its policy and its list say.
     *
     * @param key empty for the bucket
     * @param meant the version that the action is on, each of which has its own list
     * @param document the bucket's policy, as far as it counts
     */
    ResourcePolicy policy(
            Snapshot snapshot,
            Caller caller,
            String action,
            Bucket bucket,
            String key,
            Supplier<Optional<StoredObject>> meant,
            Optional<String> document) {
        if (!Ownership.of(bucket).usesLists()) {
            return new ResourcePolicy(bucket.owner(), document);
        }
        Permission onObject = OF_OBJECTS.get(action);
        if (onObject != null) {
            return meant.get()
                    .map(found -> ofObject(snapshot, caller, onObject, bucket, found, document))
                    .orElseGet(() -> new ResourcePolicy(bucket.owner(), document));
        }
        Permission onBucket = OF_BUCKETS.get(action);
        Optional<PolicyLayers.Grant> grant = onBucket == null
                ? Optional.empty()
                : grant(AccessLists.of(bucket), bucket, "bucket " + bucket.name(), onBucket, caller)
                        .filter(_ -> onBucket != Permission.WRITE || !isOfOthers(bucket, key, caller));
        return new ResourcePolicy(bucket.owner(), document, Optional.of(new ResourcePolicy.Lists(true, grant)));
    }

    private ResourcePolicy ofObject(
            Snapshot snapshot,
            Caller caller,
            Permission permission,
            Bucket bucket,
            StoredObject object,
            Optional<String> document) {
        AccessControlPolicy list = AccessLists.of(bucket, object);
        AccountId owner = AccessLists.accountOf(snapshot, list.owner().id());
        return new ResourcePolicy(
                owner,
                document,
                Optional.of(new ResourcePolicy.Lists(
                        owner.equals(bucket.owner()),
                        grant(list, bucket, "object " + object.key(), permission, caller))));
    }

    /**
     * Who may give away what is theirs once it is written: the bucket's policy can only forbid it to strangers.
     *
     * @param document the bucket's policy
     */
    static ResourcePolicy ofNewObject(Caller caller, Bucket bucket, Optional<String> document) {
        AccountId owner = caller.accountId().orElse(bucket.owner());
        return new ResourcePolicy(
                owner, document, Optional.of(new ResourcePolicy.Lists(owner.equals(bucket.owner()), Optional.empty())));
    }

    /** A permission to write into a bucket is none to replace or delete what others have written. */
    private boolean isOfOthers(Bucket bucket, String key, Caller caller) {
        return store.find(bucket.bucketId(), key)
                .filter(object -> !AccessLists.of(bucket, object).owner().id().equals(AccessLists.idOf(caller)))
                .isPresent();
    }

    private static Optional<PolicyLayers.Grant> grant(
            AccessControlPolicy list, Bucket bucket, String named, Permission permission, Caller caller) {
        return AccessLists.grant(
                list,
                named,
                Set.of(permission, Permission.FULL_CONTROL),
                caller,
                bucket.effectiveBlock().ignorePublicAcls());
    }
}
