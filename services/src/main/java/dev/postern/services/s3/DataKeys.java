package dev.postern.services.s3;

import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.Decision;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.KeyUse;
import dev.postern.services.keyring.Ciphertext;
import dev.postern.services.keyring.KeyException;
import dev.postern.services.keyring.KeyName;
import dev.postern.services.keyring.Keyring;
import dev.postern.services.keyring.Materials;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.storage.objects.BodyKey;
import dev.postern.storage.objects.Sealing;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The data keys of objects that are encrypted by keys of KMS: asked for by S3, for its caller, who needs the permission.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html">Using server-side encryption with AWS KMS
 *     keys</a>
 */
final class DataKeys {
    private static final String MANAGED = KeyAlias.RESERVED + "s3";
    static final String GENERATE = "GenerateDataKey";
    private static final String DECRYPT = "Decrypt";

    private final Cloud cloud;
    private final Authorizer authorizer;

    DataKeys(Cloud cloud, Authorizer authorizer) {
        this.cloud = cloud;
        this.authorizer = authorizer;
    }

    /**
     * A new data key.
     *
     * @param bits for the body
     * @param held the same, as KMS encrypted it, in Base64
     */
    record Fresh(BodyKey bits, String held) {}

    /** The key that a request or a bucket names; without a name, the one that AWS keeps for S3 in the caller's account. */
    KmsKey find(S3Call call, Optional<String> named) {
        requireSigned(call);
        return named.isEmpty()
                ? managed(call, own(call))
                : told(() -> Keyring.find(call.snapshot(), named.get(), own(call)));
    }

    /** What keys say of themselves, in S3's errors. */
    private static KmsKey told(Supplier<KmsKey> key) {
        try {
            return key.get();
        } catch (KeyException e) {
            S3Error error = switch (e.kind()) {
                case INVALID_ARN, NOT_FOUND -> S3Error.KMS_NOT_FOUND;
                case DISABLED -> S3Error.KMS_DISABLED;
                case INVALID_USAGE -> S3Error.KMS_INVALID_KEY_USAGE;
                case INVALID_STATE -> S3Error.KMS_INVALID_STATE;
            };
            throw error.said(e.text());
        }
    }

    private static void requireSigned(S3Call call) {
        if (call.anonymous() || call.signedByV2()) {
            throw S3Error.argument(
                    "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
                    "Authorization",
                    "null");
        }
        SecureConnections.require(call, "AWS KMS managed keys");
    }

    private KmsKey managed(S3Call call, Scope scope) {
        return new KeyName(scope, MANAGED)
                .in(call.snapshot())
                .orElseGet(() -> cloud.commit(snapshot -> {
                    Optional<KmsKey> there = new KeyName(scope, MANAGED).in(snapshot);
                    KmsKey key = there.orElseGet(() -> newManaged(call, scope));
                    return new Outcome<>(there.isPresent() ? Change.NONE : with(key), key);
                }));
    }

    private static Change with(KmsKey key) {
        return Change.builder()
                .put(key)
                .put(new KeyAlias(key.scope(), MANAGED, key.id(), key.createdAt(), key.createdAt()))
                .build();
    }

    private static KmsKey newManaged(S3Call call, Scope scope) {
        var now = call.context().now().truncatedTo(ChronoUnit.MILLIS);
        return new KmsKey(
                scope,
                call.context().ids().uuid(),
                KmsKey.Keeper.AWS,
                "Default key that protects my S3 objects when no other key is defined",
                new KmsKey.Enabled(),
                KmsKey.Rotation.NONE,
                List.of(Materials.fresh(call.context().ids(), now, KeyMaterial.Cause.CREATION)),
                Optional.empty(),
                managedPolicy(scope),
                now,
                Tags.NONE);
    }

    /** Whoever may use S3 may use it, by S3 alone. */
    private static String managedPolicy(Scope scope) {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "auto-s3-2",
                  "Statement" : [ {
                    "Sid" : "Allow access through S3 for all principals in the account that are authorized to use S3",
                    "Effect" : "Allow",
                    "Principal" : { "AWS" : "*" },
                    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
                    "Resource" : "*",
                    "Condition" : { "StringEquals" : {
                      "kms:CallerAccount" : "%1$s", "kms:ViaService" : "s3.%2$s.amazonaws.com" } }
                  }, {
                    "Sid" : "Allow direct access to key metadata to the account",
                    "Effect" : "Allow",
                    "Principal" : { "AWS" : "arn:aws:iam::%1$s:root" },
                    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
                    "Resource" : "*"
                  } ]
                }""".formatted(scope.account(), scope.region());
    }

    /** A new data key, for the caller. */
    Fresh generate(S3Call call, KmsKey key, Map<String, String> context) {
        require(decide(call, key, GENERATE, context));
        told(() -> Keyring.ofDataKeys(key, GENERATE));
        return fresh(call.context().ids(), key, context);
    }

    /** A new data key of a key that may be used. */
    static Fresh fresh(Ids ids, KmsKey key, Map<String, String> context) {
        byte[] bits = Materials.random(ids, BodyKey.BYTES);
        byte[] held = Ciphertext.encrypt(key, bits, context, ids.hex(Ciphertext.NONCE_DIGITS));
        return new Fresh(new BodyKey(bits), Base64.getEncoder().encodeToString(held));
    }

    /** The data key of a body, for the caller. */
    BodyKey decrypt(S3Call call, Sealing sealing) {
        requireSigned(call);
        KmsKey key = told(() -> keyOf(call, sealing));
        require(decide(call, key, DECRYPT, sealing.context()));
        told(() -> Keyring.usable(key));
        return Ciphertext.parse(Base64.getDecoder().decode(sealing.held()))
                .flatMap(ciphertext -> ciphertext.decrypt(key, sealing.context()))
                .map(BodyKey::new)
                .orElseThrow(() -> new IllegalStateException("the data key of a body is not its key's"));
    }

    private static KmsKey keyOf(S3Call call, Sealing sealing) {
        return Keyring.find(
                call.snapshot(), KeyName.parse(sealing.key(), own(call)).orElseThrow());
    }

    /** Where keys are that are named without an account: a key that is aliased belongs to who asks, not to the bucket's owner. */
    private static Scope own(S3Call call) {
        return new Scope(call.context().account(), call.bucket().region());
    }

    /** What is decided on the decryption of a body, were it asked for. */
    Decision supposeDecrypt(S3Call call, Sealing sealing) {
        return decide(call, told(() -> keyOf(call, sealing)), DECRYPT, sealing.context());
    }

    /** What is decided on a new data key, were it asked for; empty where that would make the key that AWS keeps. */
    Optional<Decision> supposeGenerate(S3Call call, Optional<String> named, Map<String, String> context) {
        boolean made = named.isPresent()
                || new KeyName(own(call), MANAGED).in(call.snapshot()).isPresent();
        return made ? Optional.of(decide(call, find(call, named), GENERATE, context)) : Optional.empty();
    }

    private Decision decide(S3Call call, KmsKey key, String action, Map<String, String> context) {
        return authorizer.decideUse(call.snapshot(), call.context(), use(key, action, context));
    }

    /** The use of a key that S3 asks for. */
    static KeyUse use(KmsKey key, String action, Map<String, String> context) {
        return new KeyUse("s3." + key.scope().region() + ".amazonaws.com", key, action, context);
    }

    private static void require(Decision decision) {
        if (!decision.allowed()) {
            throw S3Error.ACCESS_DENIED.said(decision.deniedText());
        }
    }

    /** What S3 binds to a data key: the object, or with a bucket key the bucket. */
    static String boundTo(Bucket bucket, String key, boolean bucketKey) {
        Arn arn = new Arn("aws", "s3", "", "", bucketKey ? bucket.name() : bucket.name() + "/" + key);
        return arn.toString();
    }
}
