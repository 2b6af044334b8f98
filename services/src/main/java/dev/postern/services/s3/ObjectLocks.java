package dev.postern.services.s3;

import dev.postern.model.s3.Versioning;
import dev.postern.storage.Cloud;
import dev.postern.storage.objects.Deletion;
import dev.postern.storage.objects.ObjectLock;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHold;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Locks of objects, and of buckets that let them be locked.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Locking objects with Object Lock</a>
 */
final class ObjectLocks {
    /** The permission that is asked of whoever bypasses a retention, where there is one to be bypassed. */
    private static final String BYPASS = "s3:BypassGovernanceRetention";

    private final Cloud cloud;
    private final ObjectStore store;
    private final Access access;
    private final ObjectVersions versions;

    ObjectLocks(Cloud cloud, ObjectStore store, Access access, ObjectVersions versions) {
        this.cloud = cloud;
        this.store = store;
        this.access = access;
        this.versions = versions;
    }

    HttpResponse answer(S3Call call) {
        return switch (call.operation()) {
            case GET_OBJECT_LOCK_CONFIGURATION ->
                RestXml.answer(call.bucket()
                        .configuration(BucketLock.NAME)
                        .orElseThrow(() -> S3Error.OBJECT_LOCK_NOT_FOUND.with("BucketName", call.bucketName())));
            case PUT_OBJECT_LOCK_CONFIGURATION -> configure(call);
            case GET_OBJECT_RETENTION -> retention(call);
            case PUT_OBJECT_RETENTION -> putRetention(call);
            case GET_OBJECT_LEGAL_HOLD -> hold(call);
            case PUT_OBJECT_LEGAL_HOLD -> putHold(call);
            default -> throw new IllegalStateException(call.operation() + " is about no lock");
        };
    }

    /** That a version is locked. */
    static ApiException isLocked() {
        return S3Error.ACCESS_DENIED.said("Access Denied because object protected by object lock.");
    }

    private HttpResponse configure(S3Call call) {
        String document = BucketLock.checked(
                decode(call, PutObjectLockConfigurationRequest.builder()).objectLockConfiguration());
        BucketPolicies.change(cloud, call, bucket -> {
            if (bucket.versioning() != Versioning.ENABLED) {
                throw S3Error.INVALID_BUCKET_STATE.said(
                        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
            }
            return bucket.withConfiguration(BucketLock.NAME, Optional.of(document));
        });
        return HttpResponse.empty(200, Headers.NONE);
    }

    /** Refuses a document without anything that proves that it came as it was sent. */
    static void requireIntegrity(S3Call call) {
        if (!ChecksumRules.provesIntegrity(call.request())) {
            throw S3Error.INVALID_REQUEST.said(
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
    }

    private static <T> T decode(S3Call call, SdkBuilder<?, T> builder) {
        requireIntegrity(call);
        byte[] body = call.smallBody();
        if (body.length == 0) {
            throw S3Error.MALFORMED_XML.with();
        }
        return call.decodeBody(builder, body);
    }

    private static void requireEnabled(S3Call call) {
        if (!BucketLock.isEnabled(call.bucket())) {
            throw S3Error.INVALID_REQUEST.said("Bucket is missing Object Lock Configuration");
        }
    }

    private ObjectLock lock(S3Call call) {
        requireEnabled(call);
        return versions.require(call).head().lock().orElse(ObjectLock.NONE);
    }

    private static ApiException none(S3Call call) {
        return S3Error.NO_SUCH_OBJECT_LOCK.with("Key", call.key());
    }

    private HttpResponse retention(S3Call call) {
        ObjectLock.Retention retention = lock(call).retention().orElseThrow(() -> none(call));
        return RestXml.encode(
                200,
                GetObjectRetentionResponse.builder()
                        .retention(one -> one.mode(retention.mode().name()).retainUntilDate(retention.until()))
                        .build());
    }

    private HttpResponse hold(S3Call call) {
        boolean held = lock(call).hold().orElseThrow(() -> none(call));
        return RestXml.encode(
                200,
                GetObjectLegalHoldResponse.builder()
                        .legalHold(
                                one -> one.status(held ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF))
                        .build());
    }

    private HttpResponse putHold(S3Call call) {
        ObjectLockLegalHold asked;
        try {
            asked = decode(call, PutObjectLegalHoldRequest.builder()).legalHold();
            if (asked == null
                    || asked.status() == null
                    || asked.status() == ObjectLockLegalHoldStatus.UNKNOWN_TO_SDK_VERSION) {
                throw S3Error.MALFORMED_XML.with();
            }
        } catch (ApiException malformed) {
            access.require(call); // what is wrong with a lock is nothing to tell who may set none
            throw malformed;
        }
        boolean held = asked.status() == ObjectLockLegalHoldStatus.ON;
        access.requireOnObject(
                call,
                call.action(),
                call.bucket(),
                call.key(),
                Map.of("s3:object-lock-legal-hold", List.of(asked.statusAsString())));
        requireEnabled(call);
        return change(call, lock -> lock.withHold(held));
    }

    private HttpResponse putRetention(S3Call call) {
        Optional<ObjectLock.Retention> asked;
        try {
            asked = retention(decode(call, PutObjectRetentionRequest.builder()).retention());
        } catch (ApiException malformed) {
            access.require(call);
            throw malformed;
        }
        access.requireOnObject(call, call.action(), call.bucket(), call.key(), keys(call, asked));
        requireEnabled(call);
        asked.ifPresent(one -> LockHeaders.requireFuture(call, one.until(), "RetainUntilDate"));
        boolean bypassing = mayBypass(call, call.key(), ObjectVersions.asked(call));
        return change(call, lock -> changed(lock, asked, call.context().now(), bypassing));
    }

    /** What is asked for; empty to keep the version no longer. */
    private static Optional<ObjectLock.Retention> retention(ObjectLockRetention asked) {
        if ((asked.mode() == null) != (asked.retainUntilDate() == null)) {
            throw S3Error.MALFORMED_XML.with();
        }
        return Optional.ofNullable(asked.retainUntilDate())
                .map(until -> ObjectLock.Retention.until(BucketLock.mode(asked.mode()), until));
    }

    private static SortedMap<String, List<String>> keys(S3Call call, Optional<ObjectLock.Retention> asked) {
        SortedMap<String, List<String>> keys = new TreeMap<>();
        asked.ifPresent(one -> {
            keys.putAll(LockHeaders.untilKeys(call, one.until()));
            keys.put("s3:object-lock-mode", List.of(one.mode().name()));
        });
        return keys;
    }

    /** A retention may always become longer; all else is up to its mode, while it is in force. */
    private static ObjectLock changed(
            ObjectLock lock, Optional<ObjectLock.Retention> asked, Instant now, boolean bypassing) {
        Optional<ObjectLock.Retention> old = lock.retention().filter(one -> one.isInForce(now));
        boolean prolongs = old.isEmpty()
                || asked.filter(one -> one.mode() == old.get().mode())
                        .filter(one -> one.untilMillis() >= old.get().untilMillis())
                        .isPresent();
        if (!prolongs && !(bypassing && old.get().mode() == ObjectLock.Mode.GOVERNANCE)) {
            throw isLocked();
        }
        return lock.withRetention(asked);
    }

    private HttpResponse change(S3Call call, UnaryOperator<ObjectLock> change) {
        StoredObject changed = store.updateHead(
                        call.bucket().bucketId(),
                        call.key(),
                        ObjectVersions.asked(call),
                        head -> head.withLock(change.apply(head.lock().orElse(ObjectLock.NONE))))
                .orElseGet(() -> versions.require(call));
        return HttpResponse.empty(
                200,
                ObjectVersions.told(call.bucket(), changed)
                        .map(id -> Headers.of(ObjectVersions.HEADER, id))
                        .orElse(Headers.NONE));
    }

    /** Whether the caller says that they bypass a retention, and may. */
    private boolean mayBypass(S3Call call, String key, Optional<String> versionId) {
        Map<String, List<String>> keys =
                versionId.map(id -> Map.of(Access.VERSION_ID, List.of(id))).orElse(Map.of());
        return LockHeaders.bypasses(call)
                && access.refusalOnObject(call, BYPASS, call.bucket(), key, keys)
                        .isEmpty();
    }

    /** The error for a request that policies allow and a lock does not. */
    Optional<ApiException> suppose(S3Call call) {
        boolean takesAway = call.operation() == S3Operation.DELETE_OBJECT
                && ObjectVersions.asked(call).isPresent();
        return takesAway
                        && versions.find(call).orElse(null) instanceof StoredObject object
                        && object.head().isLocked(call.context().now(), false)
                ? Optional.of(isLocked())
                : Optional.empty();
    }

    /** The deletion as it may be tried again, if a lock kept the version that the caller may bypass. */
    Optional<Deletion> again(S3Call call, Deletion.Outcome outcome) {
        return outcome.kept()
                .flatMap(ObjectLock::retention)
                .filter(retention -> retention.mode() == ObjectLock.Mode.GOVERNANCE)
                .filter(_ -> mayBypass(call, outcome.key(), outcome.versionId()))
                .map(_ -> new Deletion(outcome.key(), outcome.versionId()).bypass());
    }
}
