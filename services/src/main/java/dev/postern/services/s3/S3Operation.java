package dev.postern.services.s3;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * S3's operations: how a request names them, and which action of IAM they are.
 *
 * <p>The name is the method, what the address names, and the query parameter that S3 calls the subresource.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">Actions of
 *     Amazon S3</a>
 */
enum S3Operation {
    LIST_BUCKETS(Level.SERVICE, "GET", "", "s3:ListAllMyBuckets"),

    CREATE_BUCKET(Level.BUCKET, "PUT", "", "s3:CreateBucket"),
    DELETE_BUCKET(Level.BUCKET, "DELETE", "", "s3:DeleteBucket"),
    HEAD_BUCKET(Level.BUCKET, "HEAD", "", "s3:ListBucket"),
    GET_BUCKET_LOCATION(Level.BUCKET, "GET", "location", "s3:GetBucketLocation"),
    LIST_OBJECTS(Level.BUCKET, "GET", "", "s3:ListBucket"),
    LIST_OBJECTS_V2(Level.BUCKET, "GET", "list-type", "s3:ListBucket"),
    LIST_OBJECT_VERSIONS(Level.BUCKET, "GET", "versions", "s3:ListBucketVersions"),
    LIST_MULTIPART_UPLOADS(Level.BUCKET, "GET", "uploads", "s3:ListBucketMultipartUploads"),
    DELETE_OBJECTS(Level.BUCKET, "POST", "delete", "s3:DeleteObject"),

    GET_BUCKET_POLICY(Level.BUCKET, "GET", "policy", "s3:GetBucketPolicy"),
    PUT_BUCKET_POLICY(Level.BUCKET, "PUT", "policy", "s3:PutBucketPolicy"),
    DELETE_BUCKET_POLICY(Level.BUCKET, "DELETE", "policy", "s3:DeleteBucketPolicy"),
    GET_BUCKET_POLICY_STATUS(Level.BUCKET, "GET", "policyStatus", "s3:GetBucketPolicyStatus"),
    GET_PUBLIC_ACCESS_BLOCK(Level.BUCKET, "GET", "publicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    PUT_PUBLIC_ACCESS_BLOCK(Level.BUCKET, "PUT", "publicAccessBlock", "s3:PutBucketPublicAccessBlock"),
    DELETE_PUBLIC_ACCESS_BLOCK(Level.BUCKET, "DELETE", "publicAccessBlock", "s3:PutBucketPublicAccessBlock"),

    GET_BUCKET_TAGGING(Level.BUCKET, "GET", "tagging", "s3:GetBucketTagging"),
    PUT_BUCKET_TAGGING(Level.BUCKET, "PUT", "tagging", "s3:PutBucketTagging"),
    DELETE_BUCKET_TAGGING(Level.BUCKET, "DELETE", "tagging", "s3:PutBucketTagging"),
    GET_BUCKET_ACL(Level.BUCKET, "GET", "acl", "s3:GetBucketAcl"),
    PUT_BUCKET_ACL(Level.BUCKET, "PUT", "acl", "s3:PutBucketAcl"),
    GET_BUCKET_VERSIONING(Level.BUCKET, "GET", "versioning", "s3:GetBucketVersioning"),
    PUT_BUCKET_VERSIONING(Level.BUCKET, "PUT", "versioning", "s3:PutBucketVersioning"),
    GET_BUCKET_CORS(Level.BUCKET, "GET", "cors", "s3:GetBucketCORS"),
    GET_BUCKET_WEBSITE(Level.BUCKET, "GET", "website", "s3:GetBucketWebsite"),
    GET_BUCKET_LIFECYCLE_CONFIGURATION(Level.BUCKET, "GET", "lifecycle", "s3:GetLifecycleConfiguration"),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION(Level.BUCKET, "PUT", "lifecycle", "s3:PutLifecycleConfiguration"),
    GET_BUCKET_REPLICATION(Level.BUCKET, "GET", "replication", "s3:GetReplicationConfiguration"),
    PUT_BUCKET_CORS(Level.BUCKET, "PUT", "cors", "s3:PutBucketCORS"),
    DELETE_BUCKET_CORS(Level.BUCKET, "DELETE", "cors", "s3:PutBucketCORS"),
    PUT_BUCKET_WEBSITE(Level.BUCKET, "PUT", "website", "s3:PutBucketWebsite"),
    DELETE_BUCKET_WEBSITE(Level.BUCKET, "DELETE", "website", "s3:DeleteBucketWebsite"),
    DELETE_BUCKET_LIFECYCLE(Level.BUCKET, "DELETE", "lifecycle", "s3:PutLifecycleConfiguration"),
    DELETE_BUCKET_REPLICATION(Level.BUCKET, "DELETE", "replication", "s3:PutReplicationConfiguration"),
    GET_BUCKET_ENCRYPTION(Level.BUCKET, "GET", "encryption", "s3:GetEncryptionConfiguration"),
    PUT_BUCKET_ENCRYPTION(Level.BUCKET, "PUT", "encryption", "s3:PutEncryptionConfiguration"),
    DELETE_BUCKET_ENCRYPTION(Level.BUCKET, "DELETE", "encryption", "s3:PutEncryptionConfiguration"),
    GET_OBJECT_LOCK_CONFIGURATION(Level.BUCKET, "GET", "object-lock", "s3:GetBucketObjectLockConfiguration"),
    PUT_OBJECT_LOCK_CONFIGURATION(Level.BUCKET, "PUT", "object-lock", "s3:PutBucketObjectLockConfiguration"),
    GET_BUCKET_REQUEST_PAYMENT(Level.BUCKET, "GET", "requestPayment", "s3:GetBucketRequestPayment"),
    GET_BUCKET_LOGGING(Level.BUCKET, "GET", "logging", "s3:GetBucketLogging"),
    GET_BUCKET_ACCELERATE_CONFIGURATION(Level.BUCKET, "GET", "accelerate", "s3:GetAccelerateConfiguration"),
    PUT_BUCKET_REQUEST_PAYMENT(Level.BUCKET, "PUT", "requestPayment", "s3:PutBucketRequestPayment"),
    PUT_BUCKET_LOGGING(Level.BUCKET, "PUT", "logging", "s3:PutBucketLogging"),
    PUT_BUCKET_ACCELERATE_CONFIGURATION(Level.BUCKET, "PUT", "accelerate", "s3:PutAccelerateConfiguration"),
    LIST_BUCKET_ANALYTICS_CONFIGURATIONS(Level.BUCKET, "GET", "analytics", "s3:GetAnalyticsConfiguration"),
    GET_BUCKET_ANALYTICS_CONFIGURATION(Level.BUCKET, "GET", "analytics id", "s3:GetAnalyticsConfiguration"),
    PUT_BUCKET_ANALYTICS_CONFIGURATION(Level.BUCKET, "PUT", "analytics", "s3:PutAnalyticsConfiguration"),
    DELETE_BUCKET_ANALYTICS_CONFIGURATION(Level.BUCKET, "DELETE", "analytics", "s3:PutAnalyticsConfiguration"),
    LIST_BUCKET_METRICS_CONFIGURATIONS(Level.BUCKET, "GET", "metrics", "s3:GetMetricsConfiguration"),
    GET_BUCKET_METRICS_CONFIGURATION(Level.BUCKET, "GET", "metrics id", "s3:GetMetricsConfiguration"),
    PUT_BUCKET_METRICS_CONFIGURATION(Level.BUCKET, "PUT", "metrics", "s3:PutMetricsConfiguration"),
    DELETE_BUCKET_METRICS_CONFIGURATION(Level.BUCKET, "DELETE", "metrics", "s3:PutMetricsConfiguration"),
    LIST_BUCKET_INVENTORY_CONFIGURATIONS(Level.BUCKET, "GET", "inventory", "s3:GetInventoryConfiguration"),
    GET_BUCKET_INVENTORY_CONFIGURATION(Level.BUCKET, "GET", "inventory id", "s3:GetInventoryConfiguration"),
    PUT_BUCKET_INVENTORY_CONFIGURATION(Level.BUCKET, "PUT", "inventory", "s3:PutInventoryConfiguration"),
    DELETE_BUCKET_INVENTORY_CONFIGURATION(Level.BUCKET, "DELETE", "inventory", "s3:PutInventoryConfiguration"),
    LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS(
            Level.BUCKET, "GET", "intelligent-tiering", "s3:GetIntelligentTieringConfiguration"),
    GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            Level.BUCKET, "GET", "intelligent-tiering id", "s3:GetIntelligentTieringConfiguration"),
    PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            Level.BUCKET, "PUT", "intelligent-tiering", "s3:PutIntelligentTieringConfiguration"),
    DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            Level.BUCKET, "DELETE", "intelligent-tiering", "s3:PutIntelligentTieringConfiguration"),
    GET_BUCKET_NOTIFICATION_CONFIGURATION(Level.BUCKET, "GET", "notification", "s3:GetBucketNotification"),
    PUT_BUCKET_NOTIFICATION_CONFIGURATION(Level.BUCKET, "PUT", "notification", "s3:PutBucketNotification"),
    GET_BUCKET_OWNERSHIP_CONTROLS(Level.BUCKET, "GET", "ownershipControls", "s3:GetBucketOwnershipControls"),
    DELETE_BUCKET_OWNERSHIP_CONTROLS(Level.BUCKET, "DELETE", "ownershipControls", "s3:PutBucketOwnershipControls"),
    PUT_BUCKET_OWNERSHIP_CONTROLS(Level.BUCKET, "PUT", "ownershipControls", "s3:PutBucketOwnershipControls"),

    GET_OBJECT(Level.OBJECT, "GET", "", "s3:GetObject"),
    HEAD_OBJECT(Level.OBJECT, "HEAD", "", "s3:GetObject"),
    PUT_OBJECT(Level.OBJECT, "PUT", "", "s3:PutObject"),
    COPY_OBJECT(Level.OBJECT, "PUT", "x-amz-copy-source", "s3:PutObject"),
    DELETE_OBJECT(Level.OBJECT, "DELETE", "", "s3:DeleteObject"),
    GET_OBJECT_ATTRIBUTES(Level.OBJECT, "GET", "attributes", "s3:GetObjectAttributes"),
    GET_OBJECT_ACL(Level.OBJECT, "GET", "acl", "s3:GetObjectAcl"),
    PUT_OBJECT_ACL(Level.OBJECT, "PUT", "acl", "s3:PutObjectAcl"),
    GET_OBJECT_TAGGING(Level.OBJECT, "GET", "tagging", "s3:GetObjectTagging"),
    PUT_OBJECT_TAGGING(Level.OBJECT, "PUT", "tagging", "s3:PutObjectTagging"),
    DELETE_OBJECT_TAGGING(Level.OBJECT, "DELETE", "tagging", "s3:DeleteObjectTagging"),
    GET_OBJECT_LEGAL_HOLD(Level.OBJECT, "GET", "legal-hold", "s3:GetObjectLegalHold"),
    GET_OBJECT_RETENTION(Level.OBJECT, "GET", "retention", "s3:GetObjectRetention"),
    PUT_OBJECT_LEGAL_HOLD(Level.OBJECT, "PUT", "legal-hold", "s3:PutObjectLegalHold"),
    PUT_OBJECT_RETENTION(Level.OBJECT, "PUT", "retention", "s3:PutObjectRetention"),
    RESTORE_OBJECT(Level.OBJECT, "POST", "restore", "s3:RestoreObject"),

    CREATE_MULTIPART_UPLOAD(Level.OBJECT, "POST", "uploads", "s3:PutObject"),
    UPLOAD_PART(Level.OBJECT, "PUT", "uploadId", "s3:PutObject"),
    UPLOAD_PART_COPY(Level.OBJECT, "PUT", "uploadId x-amz-copy-source", "s3:PutObject"),
    COMPLETE_MULTIPART_UPLOAD(Level.OBJECT, "POST", "uploadId", "s3:PutObject"),
    ABORT_MULTIPART_UPLOAD(Level.OBJECT, "DELETE", "uploadId", "s3:AbortMultipartUpload"),
    LIST_PARTS(Level.OBJECT, "GET", "uploadId", "s3:ListMultipartUploadParts");

    /** What the address names. */
    enum Level {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /** Subresources of operations that S3 has and this service does not. */
    private static final Set<String> NOT_SERVED = Set.of(
            "abac",
            "accelerate",
            "analytics",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "logging",
            "metadataConfiguration",
            "metadataInventoryTable",
            "metadataJournalTable",
            "metadataTable",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "renameObject",
            "replication",
            "requestPayment",
            "retention",
            "session",
            "torrent",
            "website");

    /** Those of what S3 has withdrawn: no method is allowed on them. */
    private static final Set<String> WITHDRAWN = Set.of("select");

    /** Behind the subresource of an operation on one of many that is named by its id; without an id all are asked for. */
    private static final String OF_ONE = " id";

    private static final Map<Level, Map<String, Map<String, S3Operation>>> BY_NAME = byName();

    /** All that a request can name beside the bucket or object itself. */
    private static final Set<String> SUBRESOURCES = Stream.of(values())
            .map(operation -> operation.subresource().split(" ", -1)[0])
            .filter(name -> !name.isEmpty() && !name.equals("list-type"))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> OF_BUCKETS_ALONE = SUBRESOURCES.stream()
            .filter(name -> Stream.of(values())
                    .noneMatch(one ->
                            one.level == Level.OBJECT && one.subresource().equals(name)))
            .collect(Collectors.toUnmodifiableSet());

    private final Level level;
    private final String method;
    private final String subresource;
    private final String action;

    S3Operation(Level level, String method, String subresource, String action) {
        this.level = level;
        this.method = method;
        this.subresource = subresource;
        this.action = action;
    }

    String method() {
        return method;
    }

    /** The query parameter that names the operation; empty if there is none, or it is a header that does. */
    String subresource() {
        return subresource.contains("x-amz-") ? "" : subresource.replace(OF_ONE, "");
    }

    /** As in {@code s3:GetObject}. */
    String action() {
        return action;
    }

    /** Whether a request can name the version that it is about. */
    boolean takesVersion() {
        return switch (this) {
            case GET_OBJECT_LEGAL_HOLD,
                    GET_OBJECT_RETENTION,
                    PUT_OBJECT_LEGAL_HOLD,
                    PUT_OBJECT_RETENTION,
                    RESTORE_OBJECT -> true;
            default -> !versionAction().equals(action);
        };
    }

    /** The action where the request names a version. */
    String versionAction() {
        return switch (this) {
            case GET_OBJECT, HEAD_OBJECT -> "s3:GetObjectVersion";
            case GET_OBJECT_ATTRIBUTES -> "s3:GetObjectVersionAttributes";
            case GET_OBJECT_ACL -> "s3:GetObjectVersionAcl";
            case PUT_OBJECT_ACL -> "s3:PutObjectVersionAcl";
            case GET_OBJECT_TAGGING -> "s3:GetObjectVersionTagging";
            case PUT_OBJECT_TAGGING -> "s3:PutObjectVersionTagging";
            case DELETE_OBJECT_TAGGING -> "s3:DeleteObjectVersionTagging";
            case DELETE_OBJECT -> "s3:DeleteObjectVersion";
            default -> action;
        };
    }

    Level level() {
        return level;
    }

    /** Whether the bucket must exist. */
    boolean needsBucket() {
        return level != Level.SERVICE && this != CREATE_BUCKET;
    }

    /** As AWS spells it: {@code GetObject}. */
    String wireName() {
        StringBuilder name = new StringBuilder();
        for (String word : name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }

    /**
     * The operation that a request names, if this service has it.
     *
     * @param copies whether a copy source is given in a header
     */
    static Optional<S3Operation> find(Level level, String method, Set<String> query, boolean copies) {
        Map<String, S3Operation> operations = of(level, method);
        String suffix = copies ? "x-amz-copy-source" : "";
        for (String name : query) {
            S3Operation one = query.contains("id") ? operations.get(name + OF_ONE) : null;
            if (one != null) {
                return Optional.of(one);
            }
            S3Operation copy = copies ? operations.get(name + " " + suffix) : null;
            S3Operation found = copy == null ? operations.get(name) : copy;
            if (found != null && !name.isEmpty()) {
                return Optional.of(found);
            }
        }
        if (query.stream().anyMatch(name -> SUBRESOURCES.contains(name) || WITHDRAWN.contains(name))) {
            return Optional.empty(); // whoever asks to delete a list must not lose the object
        }
        S3Operation copy = copies ? operations.get(suffix) : null;
        return Optional.ofNullable(copy == null ? operations.get("") : copy);
    }

    /** A subresource that a request names of an object, and that buckets alone have. */
    static Optional<String> notOfAKey(Level level, Set<String> query) {
        return level == Level.OBJECT
                ? query.stream().filter(OF_BUCKETS_ALONE::contains).findFirst()
                : Optional.empty();
    }

    /** Whether a request names an operation that S3 has and this service does not. */
    static boolean isNotServed(Level level, String method, Set<String> query) {
        return query.stream()
                .anyMatch(
                        name -> NOT_SERVED.contains(name) && !of(level, method).containsKey(name));
    }

    /** Those of a level that have a method, by what the query names. */
    private static Map<String, S3Operation> of(Level level, String method) {
        return BY_NAME.getOrDefault(level, Map.of()).getOrDefault(method, Map.of());
    }

    private static Map<Level, Map<String, Map<String, S3Operation>>> byName() {
        Map<Level, Map<String, Map<String, S3Operation>>> levels = new EnumMap<>(Level.class);
        for (S3Operation operation : values()) {
            levels.computeIfAbsent(operation.level, _ -> new HashMap<>())
                    .computeIfAbsent(operation.method, _ -> new HashMap<>())
                    .put(operation.subresource, operation);
        }
        return levels;
    }
}
