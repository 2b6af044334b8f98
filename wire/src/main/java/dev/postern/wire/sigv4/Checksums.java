package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.S3ProtocolError;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checksums of one body: which are computed, and what each must be. */
final class Checksums {
    private static final ChecksumAlgorithm[] ALGORITHMS = ChecksumAlgorithm.values();

    private final Map<ChecksumAlgorithm, ChecksumAlgorithm.Running> running = new EnumMap<>(ChecksumAlgorithm.class);
    private final Map<ChecksumAlgorithm, String> expected = new EnumMap<>(ChecksumAlgorithm.class);
    private final Map<ChecksumAlgorithm, String> verified = new EnumMap<>(ChecksumAlgorithm.class);
    private ChecksumAlgorithm.@Nullable Running md5;
    private String expectedMd5 = "";
    private final Headers.Builder trailers = Headers.builder();

    private Checksums() {}

    static Checksums of(HttpRequest request) {
        return of(request, List.of());
    }

    /** Those that the headers give, and those that trailers will. */
    static Checksums of(HttpRequest request, List<String> trailers) {
        Headers headers = request.headers();
        Checksums checksums = new Checksums();
        boolean ofObject = isOfObject(request);
        for (ChecksumAlgorithm algorithm : ALGORITHMS) {
            String value = ofObject ? null : headers.firstOrNull(algorithm.headerName());
            if (value != null) {
                checksums.expected.put(algorithm, value);
            }
            if (value != null || trailers.contains(algorithm.headerName())) {
                checksums.running.put(algorithm, algorithm.start());
            }
        }
        String contentMd5 = headers.firstOrNull("content-md5");
        if (contentMd5 != null) {
            checksums.md5 = new ChecksumAlgorithm.OfDigest(Hashes.digest("MD5"));
            checksums.expectedMd5 = contentMd5;
        }
        return checksums;
    }

    /** Whoever completes an upload sends the checksum of the object, not of the list of its parts. */
    private static boolean isOfObject(HttpRequest request) {
        return request.method().equals("POST")
                && request.queryString().find("uploadId").isPresent();
    }

    /** Whether there is nothing to compare. */
    boolean isEmpty() {
        return running.isEmpty() && md5 == null;
    }

    void update(byte[] bytes, int from, int length) {
        running.values().forEach(r -> r.update(bytes, from, length));
        if (md5 != null) {
            md5.update(bytes, from, length);
        }
    }

    /** What a trailer says. */
    void expect(String name, String value) {
        trailers.add(name, value);
        for (ChecksumAlgorithm algorithm : ALGORITHMS) {
            if (algorithm.headerName().equals(name)) {
                expected.put(algorithm, value);
            }
        }
    }

    /** Compares all, at the body's end. */
    void verify() {
        if (md5 != null && !md5.base64().equals(expectedMd5)) {
            throw new ApiException(
                    S3ProtocolError.BAD_DIGEST, "The Content-MD5 you specified did not match what we received.");
        }
        running.forEach((algorithm, computation) -> {
            String value = computation.base64();
            if (!Optional.of(value).equals(Optional.ofNullable(expected.get(algorithm)))) {
                throw new ApiException(
                        S3ProtocolError.BAD_DIGEST,
                        "The " + algorithm + " you specified did not match the calculated checksum.");
            }
            verified.put(algorithm, value);
        });
    }

    Headers trailers() {
        return trailers.build();
    }

    Map<ChecksumAlgorithm, String> verified() {
        return Collections.unmodifiableMap(verified);
    }
}
