package dev.postern.services.s3;

import dev.postern.storage.objects.BodyKey;
import dev.postern.wire.ApiException;
import java.util.Base64;
import java.util.Optional;

/**
 * The three headers in which a customer sends a key for an object, and the rules that they keep among each other.
 *
 * @param algorithm the header's name
 * @param key the header's name
 * @param digest the header's name
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html">Server-side
 *     encryption with customer-provided keys</a>
 */
record CustomerKey(String algorithm, String key, String digest) {
    static final CustomerKey OF_OBJECT = new CustomerKey(
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-server-side-encryption-customer-key",
            "x-amz-server-side-encryption-customer-key-MD5");
    static final CustomerKey OF_SOURCE = new CustomerKey(
            "x-amz-copy-source-server-side-encryption-customer-algorithm",
            "x-amz-copy-source-server-side-encryption-customer-key",
            "x-amz-copy-source-server-side-encryption-customer-key-MD5");

    private static final int KEY_BYTES = 32;

    /** S3 names this header in its errors about all of them. */
    private static final String ARGUMENT = "x-amz-server-side-encryption";

    /** Whether a request has any of the headers. */
    boolean isMentioned(S3Call call) {
        return call.header(algorithm).isPresent()
                || call.header(key).isPresent()
                || call.header(digest).isPresent();
    }

    /** The key that a request has, as it must be; one that has parts of it, or a wrong one, is refused. */
    Optional<BodyKey> given(S3Call call) {
        if (!isMentioned(call)) {
            return Optional.empty();
        }
        SecureConnections.require(call, "Customer provided keys");
        String name = call.header(algorithm).orElseThrow(() -> missing("a valid encryption algorithm"));
        String text = call.header(key).orElseThrow(() -> missing("an appropriate secret key"));
        if (!name.equals("AES256")) {
            throw S3Error.INVALID_ENCRYPTION_ALGORITHM.with("ArgumentName", ARGUMENT, "ArgumentValue", name);
        }
        String md5 = call.header(digest).orElseThrow(() -> missing("the client calculated MD5 of the secret key"));
        Optional<byte[]> bytes = decoded(text).filter(b -> b.length == KEY_BYTES);
        if (bytes.isEmpty()) {
            throw S3Error.argument("The secret key was invalid for the specified algorithm.", ARGUMENT, "null");
        }
        if (!md5.equals(
                Base64.getEncoder().encodeToString(ChecksumRules.digest("MD5").digest(bytes.get())))) {
            throw S3Error.argument(
                    "The calculated MD5 hash of the key did not match the hash that was provided.", ARGUMENT, "null");
        }
        return bytes.map(BodyKey::new);
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ApiException missing(String what) {
        return S3Error.argument(
                "Requests specifying Server Side Encryption with Customer provided keys must provide " + what + ".",
                ARGUMENT,
                "null");
    }
}
