package dev.postern.services.s3;

import dev.postern.model.request.Caller;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.policy.S3ConditionKeys;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.QueryString;
import dev.postern.wire.s3.FormUpload;
import dev.postern.wire.sigv4.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks whether a request is allowed, with the condition keys that S3 knows. */
final class Access {
    /** The condition key for the version that a request names. */
    static final String VERSION_ID = "s3:versionid";

    private static final Map<String, String> FROM_HEADERS = Map.ofEntries(
            Map.entry("referer", "aws:Referer"),
            Map.entry("x-amz-acl", "s3:x-amz-acl"),
            Map.entry("x-amz-content-sha256", "s3:x-amz-content-sha256"),
            Map.entry("x-amz-copy-source", "s3:x-amz-copy-source"),
            Map.entry("x-amz-grant-full-control", "s3:x-amz-grant-full-control"),
            Map.entry("x-amz-grant-read", "s3:x-amz-grant-read"),
            Map.entry("x-amz-grant-read-acp", "s3:x-amz-grant-read-acp"),
            Map.entry("x-amz-grant-write", "s3:x-amz-grant-write"),
            Map.entry("x-amz-grant-write-acp", "s3:x-amz-grant-write-acp"),
            Map.entry("x-amz-metadata-directive", "s3:x-amz-metadata-directive"),
            Map.entry("x-amz-server-side-encryption", "s3:x-amz-server-side-encryption"),
            Map.entry("x-amz-server-side-encryption-aws-kms-key-id", "s3:x-amz-server-side-encryption-aws-kms-key-id"),
            Map.entry("x-amz-storage-class", "s3:x-amz-storage-class"),
            Map.entry("x-amz-website-redirect-location", "s3:x-amz-website-redirect-location"),
            Map.entry("if-match", "s3:if-match"),
            Map.entry("if-none-match", "s3:if-none-match"),
            Map.entry("x-amz-object-ownership", "s3:x-amz-object-ownership"));
    private static final Map<String, String> FROM_QUERY = Map.of(
            "prefix", "s3:prefix",
            "delimiter", "s3:delimiter",
            "max-keys", "s3:max-keys",
            "versionId", VERSION_ID);

    private static final ServiceAuthorization S3 = ServiceAuthorization.of("s3");

    private static final String EXISTING_TAG = "s3:existingobjecttag/";

    /** What policies that allow listing all buckets name, if not everything. */
    private static final String ALL_BUCKETS = "arn:aws:s3:::*";

    private final Authorizer authorizer;
    private final ObjectStore store;
    private final PublicPolicy publicPolicy;
    private final ListedAccess lists;

    Access(Authorizer authorizer, ObjectStore store, PublicPolicy publicPolicy) {
        this.authorizer = authorizer;
        this.store = store;
        this.publicPolicy = publicPolicy;
        this.lists = new ListedAccess(store);
    }

    /** Refuses the call unless its own action is allowed on its own bucket or object. */
    void require(S3Call call) {
        Optional<ApiException> refusal = judge(call)
                .refusal()
                .or(() -> grants(call) ? judgeGranting(call).refusal() : Optional.empty());
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Whether the call grants an object that it makes to somebody, which needs a permission of its own. */
    private static boolean grants(S3Call call) {
        return switch (call.operation()) {
            case PUT_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD ->
                AskedAccess.isSaid(call) && Ownership.of(call.bucket()).usesLists();
            default -> false;
        };
    }

    private Judgement judgeGranting(S3Call call) {
        Bucket bucket = call.bucket();
        return decide(
                call,
                "s3:PutObjectAcl",
                call.objectArn(),
                Optional.of(bucket),
                Optional.of(ListedAccess.ofNewObject(call.context().caller(), bucket, bucket.policy())),
                keys(call, Optional.of(bucket)));
    }

    /** Refuses the call unless an action on no bucket that exists is allowed. */
    void require(S3Call call, String action, String resource, Map<String, List<String>> moreKeys) {
        Optional<ApiException> refusal =
                judge(call, action, resource, Optional.empty(), moreKeys).refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Refuses the call unless an action on an object is allowed. */
    void requireOnObject(S3Call call, String action, Bucket bucket, String key, Map<String, List<String>> moreKeys) {
        Optional<ApiException> refusal =
                judgeOnObject(call, action, bucket, key, moreKeys).refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** The error for an action on an object, if it is not allowed. */
    Optional<ApiException> refusalOnObject(
            S3Call call, String action, Bucket bucket, String key, Map<String, List<String>> moreKeys) {
        return judgeOnObject(call, action, bucket, key, moreKeys).refusal();
    }

    /**
     * What is decided on an action.
     *
     * @param decisions of the access point, if there is one, and then of the bucket: the last is that on which it depends
     * @param barrier what refuses it before the next one decides
     */
    record Judgement(List<Decision> decisions, Optional<Barrier> barrier) {
        Judgement {
            decisions = List.copyOf(decisions);
        }

        /** That of the access point, where another one is of the bucket. */
        Optional<Decision> atPoint() {
            return decisions.size() > (barrier.isPresent() ? 0 : 1)
                    ? Optional.of(decisions.getFirst())
                    : Optional.empty();
        }

        Optional<Decision> decision() {
            return barrier.isPresent() || decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.getLast());
        }

        Optional<ApiException> refusal() {
            return barrier.isPresent()
                    ? Optional.of(S3Error.ACCESS_DENIED.with())
                    : decision().filter(d -> !d.allowed()).map(d -> S3Error.ACCESS_DENIED.said(text(d)));
        }
    }

    /** The decision on a call's own action. */
    Judgement judge(S3Call call) {
        S3Operation operation = call.operation();
        return switch (operation.level()) {
            case SERVICE -> judge(call, operation.action(), ALL_BUCKETS, Optional.empty(), Map.of());
            case BUCKET -> {
                Optional<Bucket> bucket = operation.needsBucket() ? Optional.of(call.bucket()) : Optional.empty();
                yield judge(call, operation.action(), call.bucketArn(), bucket, Map.of());
            }
            case OBJECT -> judgeOnObject(call, call.action(), call.bucket(), call.key(), Map.of());
        };
    }

    /** The decision on whether the caller may know what is not in a bucket. */
    Judgement judgeListing(S3Call call, Bucket bucket) {
        return judge(call, "s3:ListBucket", "arn:aws:s3:::" + bucket.name(), Optional.of(bucket), Map.of());
    }

    /** One decision, with all that is known of the object and of the request. */
    private Judgement judgeOnObject(
            S3Call call, String action, Bucket bucket, String key, Map<String, List<String>> moreKeys) {
        SortedMap<String, List<String>> keys = new TreeMap<>(moreKeys);
        if (known(action).canHave(EXISTING_TAG)) {
            object(call, bucket, key, moreKeys)
                    .ifPresent(object -> object.head()
                            .tags()
                            .forEach((name, value) -> keys.put(EXISTING_TAG + name, List.of(value))));
        }
        return judge(call, action, "arn:aws:s3:::" + bucket.name() + "/" + key, Optional.of(bucket), keys);
    }

    /** The version that is asked for, else the object that the key has. */
    private Optional<StoredObject> object(S3Call call, Bucket bucket, String key, Map<String, List<String>> moreKeys) {
        Optional<String> version = Optional.ofNullable(moreKeys.get(VERSION_ID))
                .map(List::getFirst)
                .or(() -> ObjectVersions.asked(call));
        return version.isEmpty()
                ? store.find(bucket.bucketId(), key)
                : store.findVersion(bucket.bucketId(), key, version.get())
                        .flatMap(
                                found -> found instanceof StoredObject object ? Optional.of(object) : Optional.empty());
    }

    private Judgement judge(
            S3Call call, String action, String resource, Optional<Bucket> asked, Map<String, List<String>> moreKeys) {
        Caller caller = call.context().caller();
        Optional<Bucket> bucket = asked.map(found -> PointAccess.inForce(call, found));
        SortedMap<String, List<String>> keys = keys(call, bucket);
        keys.putAll(moreKeys);
        Optional<ResourcePolicy> policy = bucket.map(b -> lists.policy(
                call.snapshot(),
                caller,
                action,
                b,
                key(b, resource),
                () -> object(call, b, key(b, resource), moreKeys),
                mayAlwaysRepair(b, caller, action) ? Optional.empty() : b.policy()));
        return decide(call, action, resource, bucket, policy, keys);
    }

    private static String key(Bucket bucket, String resource) {
        int before = ("arn:aws:s3:::" + bucket.name() + "/").length();
        return resource.length() <= before ? "" : resource.substring(before);
    }

    private Judgement decide(
            S3Call call,
            String action,
            String resource,
            Optional<Bucket> bucket,
            Optional<ResourcePolicy> policy,
            SortedMap<String, List<String>> keys) {
        List<Decision> decisions = new ArrayList<>();
        if (bucket.isPresent() && call.point().isPresent()) {
            AccessPoint point = call.point().get();
            keys.putAll(PointAccess.keys(point));
            Optional<Barrier> barrier = PointAccess.barrier(call, point, publicPolicy);
            if (barrier.isPresent()) {
                return new Judgement(decisions, barrier);
            }
            decisions.add(authorizer.decide(
                    call.snapshot(),
                    call.context(),
                    action,
                    point.resource(key(bucket.get(), resource)),
                    Optional.of(new ResourcePolicy(point.scope().account(), point.policy())),
                    fitting(action, keys)));
            if (!decisions.getLast().allowed()) {
                return new Judgement(decisions, Optional.empty());
            }
        }
        if (bucket.isPresent() && isRestricted(bucket.get(), call.context().caller())) {
            return new Judgement(decisions, Optional.of(new Barrier.PublicBucket()));
        }
        decisions.add(
                authorizer.decide(call.snapshot(), call.context(), action, resource, policy, fitting(action, keys)));
        return new Judgement(decisions, Optional.empty());
    }

    /** The keys that requests for an action can have, whatever else this request brings. */
    private static ConditionContext fitting(String action, Map<String, List<String>> keys) {
        ServiceAuthorization.Action known = known(action);
        ConditionContext all = ConditionContext.of(keys);
        return key -> S3ConditionKeys.apply(known, key) ? all.values(key) : List.of();
    }

    private static ServiceAuthorization.Action known(String action) {
        return S3.action(action.substring(action.indexOf(':') + 1));
    }

    /** A refusal to list all buckets names no resource. */
    private static String text(Decision decision) {
        return Authorizer.deniedText(decision).replace(" on resource: \"" + ALL_BUCKETS + "\"", "");
    }

    /**
     * What a read of an object answers that is not there: only who may list the bucket is told so.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject, permissions</a>
     */
    ApiException noSuchKey(S3Call call, Bucket bucket, String key) {
        return judgeListing(call, bucket).refusal().orElseGet(() -> S3Error.NO_SUCH_KEY.with("Key", key));
    }

    /** With RestrictPublicBuckets, a public policy admits nobody but the owner's account. */
    private boolean isRestricted(Bucket bucket, Caller caller) {
        return bucket.policy().isPresent()
                && bucket.effectiveBlock().restrictPublicBuckets()
                && !caller.accountId().equals(Optional.of(bucket.owner()))
                && publicPolicy.isPublic(bucket.policy().get());
    }

    /** The root user of the bucket's account can always repair a policy that locks everybody out. */
    private static boolean mayAlwaysRepair(Bucket bucket, Caller caller, String action) {
        return caller instanceof Caller.Root root
                && root.account().equals(bucket.owner())
                && switch (action) {
                    case "s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy" -> true;
                    default -> false;
                };
    }

    private static SortedMap<String, List<String>> keys(S3Call call, Optional<Bucket> bucket) {
        SortedMap<String, List<String>> keys = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        bucket.ifPresent(b -> keys.put("s3:ResourceAccount", List.of(b.owner().value())));
        for (String name : call.request().headers().names()) {
            String key = FROM_HEADERS.get(name);
            if (key != null) {
                keys.put(key, call.request().headers().all(name));
            }
        }
        call.query().asMap().forEach((name, value) -> {
            String key = FROM_QUERY.get(name);
            if (key != null) {
                keys.put(key, List.of(value));
            }
        });
        keys.putAll(LockHeaders.keys(call));
        creation(call.operation())
                .ifPresent(creates -> keys.put("s3:ObjectCreationOperation", List.of(creates.toString())));
        call.header("x-amz-tagging")
                .filter(tagging -> call.operation().action().equals("s3:PutObject"))
                .ifPresent(tagging -> keys.putAll(ObjectWrites.requestedTags(new TreeMap<>(
                        S3Call.parameters(new QueryString(tagging)).asMap()))));
        if (!call.anonymous()) {
            boolean old = call.signedByV2();
            boolean presigned = old || call.query().find("X-Amz-Signature").isPresent();
            boolean form = call.request().body() instanceof FormUpload;
            keys.put("s3:authType", List.of(form ? "POST" : presigned ? "REST-QUERY-STRING" : "REST-HEADER"));
            keys.put("s3:signatureversion", List.of(old ? "AWS" : "AWS4-HMAC-SHA256"));
            signatureAge(call).ifPresent(age -> keys.put("s3:signatureAge", List.of(Long.toString(age.toMillis()))));
        }
        return keys;
    }

    /** Whether an operation of s3:PutObject makes an object, or only prepares one. */
    private static Optional<Boolean> creation(S3Operation operation) {
        return switch (operation) {
            case PUT_OBJECT, COPY_OBJECT, COMPLETE_MULTIPART_UPLOAD -> Optional.of(true);
            case CREATE_MULTIPART_UPLOAD, UPLOAD_PART, UPLOAD_PART_COPY -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** What version 2 signs says until when it is valid, and not since when. */
    private static Optional<Duration> signatureAge(S3Call call) {
        if (call.signedByV2()) {
            return Optional.empty();
        }
        Optional<String> date = call.request().body() instanceof FormUpload form
                ? form.field("x-amz-date")
                : call.header("x-amz-date").or(() -> call.query().find("X-Amz-Date"));
        return date.flatMap(Signature::parseTimestamp)
                .map(signed -> Duration.between(signed, call.context().now()));
    }
}
