package dev.postern.services.s3;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What S3 asks of checksums.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking object
 *     integrity</a>
 */
final class ChecksumRules {
    private static final long CRC32_POLYNOMIAL = 0xEDB88320L;
    private static final long CRC32C_POLYNOMIAL = 0x82F63B78L;
    private static final long CRC64NVME_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final String PREFIX = "x-amz-checksum-";
    private static final Set<String> NOT_CHECKSUMS =
            Set.of("x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type");

    private ChecksumRules() {}

    static Optional<ChecksumAlgorithm> find(String name) {
        return Arrays.stream(ChecksumAlgorithm.values())
                .filter(a -> a.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /** The checksum that a request brings along, in a header or behind its body. */
    static Optional<ChecksumAlgorithm> announcement(HttpRequest request) {
        Optional<ChecksumAlgorithm> found = Optional.empty();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = request.headers().first(algorithm.headerName());
            if (value.isEmpty() && !trails(request, algorithm)) {
                continue;
            }
            if (value.isPresent() && !isWellFormed(algorithm, value.get())) {
                throw invalid(algorithm.headerName());
            }
            if (found.isPresent()) {
                throw S3Error.INVALID_REQUEST.said(
                        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            }
            found = Optional.of(algorithm);
        }
        requireKnown(request);
        requireAgreement(request, found);
        return found;
    }

    /** Whether something comes with a request's body that proves that it came as it was sent. */
    static boolean provesIntegrity(HttpRequest request) {
        return request.headers().first("content-md5").isPresent()
                || announcement(request).isPresent();
    }

    private static void requireKnown(HttpRequest request) {
        List<String> names = new ArrayList<>();
        request.headers().names().forEach(names::add);
        for (String trailers : request.headers().all("x-amz-trailer")) {
            for (String trailer : trailers.split(",", -1)) {
                names.add(trailer.strip().toLowerCase(Locale.ROOT));
            }
        }
        for (String name : names) {
            boolean known = !name.startsWith(PREFIX)
                    || NOT_CHECKSUMS.contains(name)
                    || find(name.substring(PREFIX.length())).isPresent();
            if (!known) {
                throw S3Error.INVALID_REQUEST.said(
                        "The algorithm type you specified in x-amz-checksum- header is invalid.");
            }
        }
    }

    /** What the SDK says that it sends must be what it sends. */
    private static void requireAgreement(HttpRequest request, Optional<ChecksumAlgorithm> found) {
        Optional<String> named = request.headers().first("x-amz-sdk-checksum-algorithm");
        if (named.isEmpty()) {
            return;
        }
        ChecksumAlgorithm algorithm = find(named.get()).orElseThrow(ChecksumRules::unsupported);
        if (found.isEmpty()) {
            throw S3Error.INVALID_REQUEST.said("x-amz-sdk-checksum-algorithm specified, but no corresponding"
                    + " x-amz-checksum-* or x-amz-trailer headers were found.");
        }
        if (found.get() != algorithm) {
            throw invalid("x-amz-sdk-checksum-algorithm");
        }
    }

    static ApiException unsupported() {
        return S3Error.INVALID_REQUEST.said(
                "Checksum algorithm provided is unsupported. Please try again with any of the"
                        + " valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }

    private static boolean trails(HttpRequest request, ChecksumAlgorithm algorithm) {
        return request.headers().all("x-amz-trailer").stream()
                .flatMap(names -> Arrays.stream(names.split(",", -1)))
                .anyMatch(name -> name.strip().equalsIgnoreCase(algorithm.headerName()));
    }

    /** Refuses a Content-MD5 that cannot be one; whether it is the right one shows at the body's end. */
    static void requireWellFormedMd5(HttpRequest request) {
        Optional<String> md5 = request.headers().first("content-md5");
        if (md5.isPresent()
                && decoded(md5.get()).filter(bytes -> bytes.length == 16).isEmpty()) {
            throw S3Error.INVALID_DIGEST.with("Content-MD5", md5.get());
        }
    }

    /** Whether the checksum of a whole can be computed from those of its parts. */
    static boolean combines(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32, CRC32C, CRC64NVME -> true;
            case SHA1, SHA256 -> false;
        };
    }

    /** Whether a text can be a checksum: of the right length, and without bits that stand for nothing. */
    static boolean isWellFormed(ChecksumAlgorithm algorithm, String base64) {
        int length = switch (algorithm) {
            case CRC32, CRC32C -> 4;
            case CRC64NVME -> 8;
            case SHA1 -> 20;
            case SHA256 -> 32;
        };
        return decoded(base64)
                .filter(bytes -> bytes.length == length)
                .filter(bytes -> Base64.getEncoder().encodeToString(bytes).equals(base64))
                .isPresent();
    }

    static ApiException invalid(String header) {
        return S3Error.INVALID_REQUEST.said("Value for " + header + " header is invalid.");
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The checksum of two texts one behind the other, from the checksums of both. */
    static String combine(ChecksumAlgorithm algorithm, String first, String second, long secondLength) {
        return switch (algorithm) {
            case CRC32 -> combine(new CrcCombination(CRC32_POLYNOMIAL, 32), first, second, secondLength);
            case CRC32C -> combine(new CrcCombination(CRC32C_POLYNOMIAL, 32), first, second, secondLength);
            case CRC64NVME -> combine(new CrcCombination(CRC64NVME_POLYNOMIAL, 64), first, second, secondLength);
            case SHA1, SHA256 -> throw new IllegalStateException(algorithm + " does not combine");
        };
    }

    private static String combine(CrcCombination crc, String first, String second, long secondLength) {
        long value = crc.combine(number(first), number(second), secondLength);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        int length = crc.width() / Byte.SIZE;
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, Long.BYTES - length, Long.BYTES));
    }

    private static long number(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        return ByteBuffer.allocate(Long.BYTES)
                .put(new byte[Long.BYTES - bytes.length])
                .put(bytes)
                .getLong(0);
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
