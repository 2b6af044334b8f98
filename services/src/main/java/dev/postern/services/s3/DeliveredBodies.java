package dev.postern.services.s3;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.KeyPolicies;
import dev.postern.services.authorization.KeyUse;
import dev.postern.services.keyring.KeyException;
import dev.postern.services.keyring.Keyring;
import dev.postern.storage.objects.ObjectStore;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How what a service delivers is encrypted: as its bucket says. A key of KMS must let the service in by its own policy; that which AWS
 * keeps for S3 lets no service in.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html">Required key policy for use with
 *     SSE-KMS</a>
 */
final class DeliveredBodies {
    private final ObjectStore store;
    private final Authorizer authorizer;
    private final Ids ids;

    DeliveredBodies(ObjectStore store, Authorizer authorizer, Ids ids) {
        this.store = store;
        this.authorizer = authorizer;
        this.ids = ids;
    }

    /**
     * How an object is encrypted; empty where the bucket's key may not be used.
     *
     * @param service that delivers it
     * @param keys what is known of that for which it acts
     */
    Optional<Encryption.Chosen> choose(
            Snapshot snapshot, String service, Bucket bucket, String key, ConditionContext keys) {
        Optional<BucketEncryption> asked = BucketEncryption.of(bucket);
        if (asked.isEmpty()) {
            return Optional.of(Encryption.Chosen.PLAIN);
        }
        if (!asked.get().kms()) {
            return Optional.of(Encryption.Chosen.byStore(store, ids));
        }
        return asked.get()
                .keyId()
                .flatMap(named -> usable(snapshot, named, bucket))
                .flatMap(kmsKey -> byKms(snapshot, service, kmsKey, asked.get().bucketKey(), bucket, key, keys));
    }

    private static Optional<KmsKey> usable(Snapshot snapshot, String named, Bucket bucket) {
        try {
            return Optional.of(Keyring.ofDataKeys(
                    Keyring.find(snapshot, named, new Scope(bucket.owner(), bucket.region())), DataKeys.GENERATE));
        } catch (KeyException e) {
            return Optional.empty();
        }
    }

    private Optional<Encryption.Chosen> byKms(
            Snapshot snapshot,
            String service,
            KmsKey kmsKey,
            boolean bucketKey,
            Bucket bucket,
            String key,
            ConditionContext keys) {
        SortedMap<String, String> context =
                new TreeMap<>(Map.of(Encryption.ARN, DataKeys.boundTo(bucket, key, bucketKey)));
        KeyUse use = DataKeys.use(kmsKey, DataKeys.GENERATE, context);
        boolean allowed = authorizer
                .supposeService(
                        snapshot,
                        service,
                        "kms:" + use.action(),
                        kmsKey.arn().toString(),
                        KeyPolicies.of(snapshot, kmsKey),
                        use.askedByService(snapshot, keys))
                .allowed();
        if (!allowed) {
            return Optional.empty();
        }
        return Optional.of(Encryption.Chosen.byKms(kmsKey, DataKeys.fresh(ids, kmsKey, context), bucketKey, context));
    }
}
