package dev.postern.services.s3;

import dev.postern.wire.codec.UnservedMembers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Headers that ask for what no bucket here has, or that do not fit each other or the bucket. In combinations that mean
 * nothing on AWS the answer is AWS's; what would mean something there is refused by the header's name.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html">Protecting data with server-side
 *     encryption</a>
 */
final class ServedHeaders {

    /** With two layers of keys. */
    private static final String DOUBLE = "aws:kms:dsse";

    private static final Map<String, Set<String>> UNSERVED = UnservedMembers.headers("s3");

    private ServedHeaders() {}

    /** Refuses headers that nothing here honours. */
    static void requireKnown(S3Call call) {
        call.request().headers().forEach((name, value) -> {
            Set<String> taken = UNSERVED.get(name);
            if (taken != null && !taken.contains(value.strip().toLowerCase(Locale.ROOT))) {
                throw S3Error.NOT_IMPLEMENTED.with("Header", name);
            }
        });
    }

    /** Refuses what the bucket does not have; asked once the caller may do what they ask for. */
    static void require(S3Call call) {
        switch (call.operation()) {
            case PUT_OBJECT, COPY_OBJECT, CREATE_MULTIPART_UPLOAD -> requireEncryption(call);
            case GET_OBJECT,
                    HEAD_OBJECT,
                    GET_OBJECT_ATTRIBUTES,
                    UPLOAD_PART,
                    UPLOAD_PART_COPY,
                    COMPLETE_MULTIPART_UPLOAD,
                    LIST_PARTS -> requireNoEncryption(call);
            default -> {}
        }
        LockHeaders.require(call);
    }

    private static void requireEncryption(S3Call call) {
        Optional<String> asked = call.header(Encryption.METHOD);
        if (asked.isPresent() && CustomerKey.OF_OBJECT.isMentioned(call)) {
            throw S3Error.argument(
                    "Server Side Encryption with Customer provided key is incompatible with the encryption method"
                            + " specified",
                    Encryption.METHOD,
                    asked.get());
        }
        String encryption = asked.orElse("AES256");
        if (encryption.equals(DOUBLE)) {
            throw S3Error.NOT_IMPLEMENTED.with("Header", Encryption.METHOD);
        }
        boolean kms = encryption.equals(BucketEncryption.KMS);
        if (!kms && !encryption.equals("AES256")) {
            throw S3Error.argument("The encryption method specified is not supported", Encryption.METHOD, encryption);
        }
        for (String name : List.of(Encryption.KEY_ID, Encryption.CONTEXT)) {
            if (!kms && call.header(name).isPresent()) {
                throw S3Error.argument(
                        "Server Side Encryption with AWS KMS managed key requires HTTP header " + Encryption.METHOD
                                + " : aws:kms",
                        Encryption.METHOD,
                        asked.orElse("null"));
            }
        }
        String bucketKey = call.header(Encryption.BUCKET_KEY).orElse("false");
        if (!bucketKey.equalsIgnoreCase("false") && !bucketKey.equalsIgnoreCase("true")) {
            throw S3Error.argument(
                    "The value specified in the " + Encryption.BUCKET_KEY + " header is not valid",
                    Encryption.BUCKET_KEY,
                    bucketKey);
        }
    }

    /** How an object is encrypted is said when it is begun, and at no other time. */
    private static void requireNoEncryption(S3Call call) {
        call.header(Encryption.METHOD).ifPresent(asked -> {
            throw S3Error.argument(
                    Encryption.METHOD + " header is not supported for this operation.", Encryption.METHOD, asked);
        });
    }
}
