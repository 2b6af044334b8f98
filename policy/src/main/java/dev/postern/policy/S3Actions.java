package dev.postern.policy;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * S3's actions by the type of resource that they act on. S3 refuses a bucket policy whose actions fit none of its
 * resources.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">Actions,
 *     resources, and condition keys for Amazon S3</a>
 */
final class S3Actions {
    private static final Set<String> ON_OBJECTS = names("""
            AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
            DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold
            GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl
            GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging
            GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner
            PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl
            PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject
            UpdateObjectEncryption""");

    private static final Set<String> ON_BUCKETS = names("""
            CreateBucket CreateBucketMetadataTableConfiguration CreateSession DeleteBucket
            DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
            GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
            GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
            GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock
            GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
            GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
            GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket
            ListBucketMultipartUploads ListBucketVersions PutAccelerateConfiguration PutAnalyticsConfiguration
            PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
            PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy
            PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning
            PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration
            PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration
            UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration""");

    /** Actions on the account: a bucket policy may name them only together with others. */
    private static final Set<String> ELSEWHERE = names("ListAllMyBuckets GetAccountPublicAccessBlock");

    private S3Actions() {}

    /** Whether a pattern can match any action that exists. */
    static boolean isKnown(String action) {
        Glob pattern = Glob.ofLowerCase(action);
        return matchesAny(pattern, ON_OBJECTS) || matchesAny(pattern, ON_BUCKETS) || matchesAny(pattern, ELSEWHERE);
    }

    /** Refuses a statement in which an action fits none of the resources. */
    static void checkApply(PolicyKind kind, List<String> actions, Statement.ResourceClause clause)
            throws MalformedPolicyException {
        if (clause.negated()) {
            return;
        }
        boolean objects = clause.resources().stream().anyMatch(S3Actions::mayBeObject);
        boolean buckets = clause.resources().stream().anyMatch(S3Actions::mayBeBucket);
        for (String action : actions) {
            Glob pattern = Glob.ofLowerCase(action);
            boolean fits = (objects && matchesAny(pattern, ON_OBJECTS)) || (buckets && matchesAny(pattern, ON_BUCKETS));
            if (!fits) {
                throw kind.error(Violation.ACTION_WITHOUT_RESOURCE, action);
            }
        }
    }

    private static boolean mayBeObject(String resource) {
        return resource.equals("*") || resource.indexOf('/') >= 0 || resource.indexOf('*') >= 0;
    }

    private static boolean mayBeBucket(String resource) {
        return resource.indexOf('/') < 0;
    }

    private static boolean matchesAny(Glob pattern, Set<String> actions) {
        return actions.stream().anyMatch(pattern::matches);
    }

    private static Set<String> names(String text) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : text.split("\\s+", -1)) {
            names.add("s3:" + name.toLowerCase(Locale.ROOT));
        }
        return Collections.unmodifiableSet(names);
    }
}
