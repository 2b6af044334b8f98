package dev.postern.services.s3;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.Decision;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.ResourcePolicy;
import dev.postern.storage.objects.NewObject;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Staged;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Objects that an AWS service puts into somebody's bucket by itself, as it delivers logs: the bucket's policy alone decides whether it
 * may, and the key of KMS, if the bucket encrypts with one.
 */
public final class ServiceWrites {
    private final Supplier<Snapshot> newest;
    private final ObjectStore store;
    private final Authorizer authorizer;
    private final Ids ids;
    private final DeliveredBodies bodies;

    public ServiceWrites(Supplier<Snapshot> newest, ObjectStore store, Authorizer authorizer, Ids ids) {
        this.newest = newest;
        this.store = store;
        this.authorizer = authorizer;
        this.ids = ids;
        this.bodies = new DeliveredBodies(store, authorizer, ids);
    }

    /** Why an object is not put. */
    public enum Refusal {
        NO_SUCH_BUCKET,
        ACCESS_DENIED
    }

    /**
     * Puts an object, in place of any that has its key.
     *
     * @param service as {@code delivery.logs.amazonaws.com}
     * @param headers with which it is read, as {@code content-type}
     * @param keys what is known of that for which it acts, as {@code aws:sourcearn}, and of the request, as {@code s3:x-amz-acl}
     * @return empty once it is stored
     */
    public Optional<Refusal> put(
            String service,
            String bucketName,
            String key,
            Map<String, String> headers,
            byte[] body,
            ConditionContext keys,
            Instant now)
            throws IOException {
        Snapshot snapshot = newest.get();
        Optional<Bucket> bucket = snapshot.find(Bucket.class, Scope.GLOBAL, bucketName);
        if (bucket.isEmpty()) {
            return Optional.of(Refusal.NO_SUCH_BUCKET);
        }
        Decision decision = authorizer.supposeService(
                snapshot,
                service,
                "s3:PutObject",
                "arn:aws:s3:::" + bucketName + "/" + key,
                policy(bucket.get(), service),
                keys);
        if (!decision.allowed()) {
            return Optional.of(Refusal.ACCESS_DENIED);
        }
        Optional<Encryption.Chosen> chosen = bodies.choose(snapshot, service, bucket.get(), key, keys);
        if (chosen.isEmpty()) {
            return Optional.of(Refusal.ACCESS_DENIED);
        }
        try {
            store(bucket.get(), key, headers, body, chosen.get(), now);
            return Optional.empty();
        } catch (ObjectStore.BucketDroppedException e) {
            return Optional.of(Refusal.NO_SUCH_BUCKET);
        } catch (ObjectStore.LockedException e) {
            return Optional.of(Refusal.ACCESS_DENIED);
        }
    }

    /** Access logs are let in by a bucket's list as well, where it has one. */
    private static ResourcePolicy policy(Bucket bucket, String service) {
        if (!service.equals(AccessLogTarget.SERVICE) || !Ownership.of(bucket).usesLists()) {
            return new ResourcePolicy(bucket.owner(), bucket.policy());
        }
        return new ResourcePolicy(
                bucket.owner(),
                bucket.policy(),
                Optional.of(new ResourcePolicy.Lists(true, AccessLists.ofLogDelivery(bucket))));
    }

    private void store(
            Bucket bucket, String key, Map<String, String> headers, byte[] body, Encryption.Chosen chosen, Instant now)
            throws IOException {
        ObjectHead head = new ObjectHead(
                new TreeMap<>(headers),
                new TreeMap<>(),
                ObjectHead.PLAIN.storageClass(),
                new TreeMap<>(),
                Optional.empty(),
                chosen.sealing(),
                BucketLock.ofNew(bucket, now),
                Optional.empty());
        Digests digests = Digests.of(ChecksumAlgorithm.CRC64NVME);
        try (InputStream content = digests.over(new ByteArrayInputStream(body));
                Staged staged = store.stage(content, chosen.key())) {
            store.put(
                    bucket.bucketId(),
                    new NewObject(key, chosen.etag(ids, digests.etag()), now, head, digests.checksum(), List.of()),
                    staged,
                    bucket.versioning(),
                    ObjectStore.Precondition.NONE);
        }
    }
}
