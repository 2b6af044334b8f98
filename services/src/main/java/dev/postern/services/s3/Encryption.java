package dev.postern.services.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Ids;
import dev.postern.policy.Decision;
import dev.postern.storage.objects.BodyKey;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Sealing;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.Upload;
import dev.postern.storage.objects.VersionEntry;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How bodies are encrypted: as a request or its bucket asks, and by which key they are read again. What nobody asks for is not encrypted
 * beyond the protection of the data directory, though every object is said to be, as on AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html">Protecting data with server-side
 *     encryption</a>
 */
final class Encryption {
    static final String METHOD = "x-amz-server-side-encryption";
    static final String KEY_ID = METHOD + "-aws-kms-key-id";
    static final String CONTEXT = METHOD + "-context";
    static final String BUCKET_KEY = METHOD + "-bucket-key-enabled";

    /** What S3 binds to a data key. */
    static final String ARN = "aws:s3:arn";

    private static final int SALT_DIGITS = 32;
    private static final int ETAG_DIGITS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore store;
    private final DataKeys dataKeys;

    Encryption(ObjectStore store, DataKeys dataKeys) {
        this.store = store;
        this.dataKeys = dataKeys;
    }

    /**
     * How a new body is encrypted.
     *
     * @param sealing empty for not at all
     * @param key with which
     */
    record Chosen(Optional<Sealing> sealing, Optional<BodyKey> key) {
        static final Chosen PLAIN = new Chosen(Optional.empty(), Optional.empty());

        /** By the store's own key. */
        static Chosen byStore(ObjectStore store, Ids ids) {
            BodyKey own = store.ownKey();
            return new Chosen(
                    Optional.of(Sealing.proved(Sealing.By.STORE, own, ids.hex(SALT_DIGITS))), Optional.of(own));
        }

        /** By a data key of a key of KMS. */
        static Chosen byKms(KmsKey key, DataKeys.Fresh fresh, boolean bucketKey, SortedMap<String, String> context) {
            Sealing sealing = new Sealing(Sealing.By.KMS, key.arn().toString(), fresh.held(), "", bucketKey, context);
            return new Chosen(Optional.of(sealing), Optional.of(fresh.bits()));
        }

        /** The MD5 of a body is its ETag, but of one that only its key's holder may know. */
        String etag(Ids ids, String md5) {
            return sealing.filter(one -> one.by() != Sealing.By.STORE).isPresent() ? ids.hex(ETAG_DIGITS) : md5;
        }

        ObjectHead in(ObjectHead head) {
            return head.withSealing(sealing);
        }
    }

    /** What a PUT, a copy or an upload's beginning asks for, else its bucket. */
    Chosen choose(S3Call call) {
        Optional<BodyKey> customers = CustomerKey.OF_OBJECT.given(call);
        if (customers.isPresent()) {
            return new Chosen(Optional.of(Sealing.proved(Sealing.By.CUSTOMER, customers.get(), salt(call))), customers);
        }
        Optional<BucketEncryption> byDefault = BucketEncryption.of(call.bucket());
        Optional<String> asked = call.header(METHOD);
        boolean kms = asked.map(BucketEncryption.KMS::equals)
                .orElse(byDefault.filter(BucketEncryption::kms).isPresent());
        if (kms) {
            return byKms(call, kmsKey(call, asked.isPresent(), byDefault), bucketKey(call, byDefault));
        }
        if (asked.isPresent() || byDefault.isPresent()) {
            return Chosen.byStore(store, call.context().ids());
        }
        return Chosen.PLAIN;
    }

    private KmsKey kmsKey(S3Call call, boolean asked, Optional<BucketEncryption> byDefault) {
        Optional<String> named =
                call.header(KEY_ID).or(() -> asked ? Optional.empty() : byDefault.flatMap(BucketEncryption::keyId));
        return dataKeys.find(call, named);
    }

    private static boolean bucketKey(S3Call call, Optional<BucketEncryption> byDefault) {
        return call.header(BUCKET_KEY)
                .map(value -> value.equalsIgnoreCase("true"))
                .orElse(byDefault.filter(BucketEncryption::bucketKey).isPresent());
    }

    private Chosen byKms(S3Call call, KmsKey key, boolean bucketKey) {
        SortedMap<String, String> context = context(call, bucketKey);
        return Chosen.byKms(key, dataKeys.generate(call, key, context), bucketKey, context);
    }

    /** The encryption context that a request gives, with what S3 adds. */
    private static SortedMap<String, String> context(S3Call call, boolean bucketKey) {
        TreeMap<String, String> context = new TreeMap<>();
        Optional<String> given = call.header(CONTEXT);
        if (given.isPresent()) {
            try {
                context.putAll(JSON.readValue(
                        Base64.getDecoder().decode(given.get()), new TypeReference<Map<String, String>>() {}));
            } catch (IllegalArgumentException | IOException e) {
                throw S3Error.argument(
                        "The header '" + CONTEXT + "' shall be Base64-encoded UTF-8 string holding JSON which"
                                + " represents a string-string map",
                        CONTEXT,
                        given.get());
            }
        }
        // S3 leaves one that the request gives.
        context.putIfAbsent(ARN, DataKeys.boundTo(call.bucket(), call.key(), bucketKey));
        return context;
    }

    private static String salt(S3Call call) {
        return call.context().ids().hex(SALT_DIGITS);
    }

    /** The key for a part of an upload, and the ETag that the part has. */
    Chosen part(S3Call call, Upload upload) {
        Optional<Sealing> sealing = upload.head().sealing();
        Optional<BodyKey> given = CustomerKey.OF_OBJECT.given(call);
        boolean customers =
                sealing.filter(one -> one.by() == Sealing.By.CUSTOMER).isPresent();
        if (!customers && given.isPresent()) {
            throw S3Error.INVALID_REQUEST.said(
                    "The multipart upload initiate did not request encryption. Please resend the"
                            + " request without sending encryption parameters.");
        }
        if (customers && given.isEmpty()) {
            throw S3Error.INVALID_REQUEST.said(
                    "The multipart upload initiate requested encryption. Subsequent part requests"
                            + " must include the appropriate encryption parameters.");
        }
        if (customers && !sealing.orElseThrow().isProvedBy(given.orElseThrow())) {
            throw S3Error.INVALID_REQUEST.said(
                    "The provided encryption parameters did not match the ones used originally.");
        }
        return new Chosen(sealing, customers ? given : sealing.map(one -> kept(call, one)));
    }

    /** The key with which an object is read; empty where it is not encrypted. */
    Optional<BodyKey> open(S3Call call, StoredObject object, CustomerKey headers) {
        requireRightKey(call, object, headers);
        return object.head()
                .sealing()
                .map(sealing -> sealing.by() == Sealing.By.CUSTOMER
                        ? headers.given(call).orElseThrow()
                        : kept(call, sealing));
    }

    /** Who asks for anything of an object with a customer's key must have it; for any other, none may be given. */
    void requireRightKey(S3Call call, StoredObject object, CustomerKey headers) {
        Optional<BodyKey> given = headers.given(call);
        Optional<Sealing> customers = object.head().sealing().filter(one -> one.by() == Sealing.By.CUSTOMER);
        if (customers.isEmpty() && given.isPresent()) {
            throw S3Error.INVALID_REQUEST.said("The encryption parameters are not applicable to this object.");
        }
        if (customers.isPresent() && given.isEmpty()) {
            throw S3Error.INVALID_REQUEST.said(
                    "The object was stored using a form of Server Side Encryption. The correct"
                            + " parameters must be provided to retrieve the object.");
        }
        if (customers.isPresent() && !customers.get().isProvedBy(given.orElseThrow())) {
            throw S3Error.ACCESS_DENIED.with();
        }
    }

    private BodyKey kept(S3Call call, Sealing sealing) {
        if (sealing.by() == Sealing.By.KMS) {
            return dataKeys.decrypt(call, sealing);
        }
        BodyKey own = store.ownKey();
        if (!sealing.isProvedBy(own)) {
            throw new IllegalStateException(
                    "the store's own key is another one than that with which a body was encrypted");
        }
        return own;
    }

    /** What KMS would decide on reading an object or writing one; empty where it is not asked. */
    Optional<Decision> suppose(S3Call call, Optional<VersionEntry> read) {
        if (read.orElse(null) instanceof StoredObject object) {
            return object.head()
                    .sealing()
                    .filter(one -> one.by() == Sealing.By.KMS)
                    .map(sealing -> dataKeys.supposeDecrypt(call, sealing));
        }
        return switch (call.operation()) {
            case PUT_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD ->
                BucketEncryption.of(call.bucket())
                        .filter(BucketEncryption::kms)
                        .flatMap(byDefault -> dataKeys.supposeGenerate(
                                call, byDefault.keyId(), context(call, byDefault.bucketKey())));
            default -> Optional.empty();
        };
    }

    /** The headers of an answer about an object. */
    static void tell(Headers.Builder headers, S3Call call, Optional<Sealing> sealing) {
        Sealing.By by = sealing.map(Sealing::by).orElse(Sealing.By.STORE);
        if (by == Sealing.By.CUSTOMER) {
            headers.add(CustomerKey.OF_OBJECT.algorithm(), "AES256");
            call.header(CustomerKey.OF_OBJECT.digest())
                    .ifPresent(digest -> headers.add(CustomerKey.OF_OBJECT.digest(), digest));
            return;
        }
        headers.add(METHOD, by == Sealing.By.KMS ? BucketEncryption.KMS : "AES256");
        sealing.filter(one -> !one.key().isEmpty()).ifPresent(one -> {
            headers.add(KEY_ID, one.key());
            if (one.bucketKey()) {
                headers.add(BUCKET_KEY, "true");
            }
        });
    }

    /** An answer that says it, too. */
    static HttpResponse telling(HttpResponse response, S3Call call, Optional<Sealing> sealing) {
        Headers.Builder headers = Headers.builder();
        response.headers().forEach(headers::add);
        tellNew(headers, call, sealing);
        return new HttpResponse(response.status(), headers.build(), response.payload());
    }

    /** The same with the encryption context, which only who begins an object is told. */
    static void tellNew(Headers.Builder headers, S3Call call, Optional<Sealing> sealing) {
        tell(headers, call, sealing);
        sealing.filter(one -> one.by() == Sealing.By.KMS)
                .filter(_ -> call.header(CONTEXT).isPresent())
                .ifPresent(one -> headers.add(CONTEXT, encoded(one.context())));
    }

    private static String encoded(Map<String, String> context) {
        try {
            return Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(context));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }
}
