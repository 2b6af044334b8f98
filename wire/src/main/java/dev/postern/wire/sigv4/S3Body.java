package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.S3ProtocolError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body of a request to S3, freed of its chunks, that verifies itself while it is read.
 *
 * <p>The last bytes come out only after all checks of the whole: a hash that is wrong is an {@link ApiException} from
 * {@code read}. Whoever stores the bytes must not acknowledge them before the stream's end.
 */
public final class S3Body implements HttpRequest.Body {
    private final HttpRequest.Body raw;
    private final long length;
    private final Checksums checksums;
    private final Optional<String> sha256;
    private final Optional<ChunkReader.Form> chunks;

    S3Body(
            HttpRequest.Body raw,
            long length,
            Checksums checksums,
            Optional<String> sha256,
            Optional<ChunkReader.Form> chunks) {
        this.raw = raw;
        this.length = length;
        this.checksums = checksums;
        this.sha256 = sha256;
        this.chunks = chunks;
    }

    /** The request with a body that is compared with its hash; an empty one is compared now, as nobody may read it. */
    static HttpRequest hashed(HttpRequest request, String sha256) {
        if (request.body().length() != 0) {
            return request.withBody(new S3Body(
                    request.body(),
                    request.body().length(),
                    Checksums.of(request),
                    Optional.of(sha256),
                    Optional.empty()));
        }
        if (!sha256.equals(Hashes.EMPTY_SHA256)) {
            throw wrongHash(sha256, Hashes.EMPTY_SHA256);
        }
        return summed(request);
    }

    /** The request with a body that is compared with the checksums that came with it, if any did. */
    private static HttpRequest summed(HttpRequest request) {
        Checksums checksums = Checksums.of(request);
        if (request.body().length() == 0 && checksums.isEmpty()) {
            return request;
        }
        return request.withBody(
                new S3Body(request.body(), request.body().length(), checksums, Optional.empty(), Optional.empty()));
    }

    /** A request whose body is not signed, as an anonymous one's; its checksums count nevertheless, also those behind chunks. */
    public static HttpRequest unsigned(HttpRequest request) {
        if (PayloadForm.UNSIGNED_CHUNKS.equals(request.headers().firstOrNull("x-amz-content-sha256"))) {
            return PayloadForm.unchunked(request, Optional.empty(), true);
        }
        return summed(request);
    }

    @Override
    public long length() {
        return length;
    }

    /** The checksums that came with the body and were right, in base64; complete when the stream has ended. */
    public Map<ChecksumAlgorithm, String> checksums() {
        return checksums.verified();
    }

    @Override
    public Headers trailers() {
        return checksums.trailers();
    }

    @Override
    public InputStream open() {
        InputStream in = raw.open();
        return new Verifying(chunks.isPresent() ? new ChunkReader(in, chunks.get(), length, checksums) : in);
    }

    private static ApiException wrongHash(String claimed, String computed) {
        Map<String, String> details = new java.util.LinkedHashMap<>();
        details.put("ClientComputedContentSHA256", claimed);
        details.put("S3ComputedContentSHA256", computed);
        return new ApiException(
                SignatureError.CONTENT_SHA256_MISMATCH,
                "The provided 'x-amz-content-sha256' header does not match what was computed.",
                details);
    }

    private final class Verifying extends InputStream {
        private final InputStream in;
        private final @Nullable MessageDigest digest = sha256.isPresent() ? Hashes.sha256() : null;
        private long count;
        private boolean done;

        Verifying(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] buffer, int from, int size) throws IOException {
            if (size == 0) {
                return 0;
            }
            int n = in.read(buffer, from, size);
            if (n > 0) {
                count += n;
                checksums.update(buffer, from, n);
                if (digest != null) {
                    digest.update(buffer, from, n);
                }
            }
            if (!done && (n < 0 || count == length)) {
                done = true;
                finish();
            }
            return n;
        }

        private void finish() throws IOException {
            if (length >= 0 && count < length) {
                throw new EOFException(count + " of " + length + " bytes");
            }
            if (chunks.isPresent() && in.read() >= 0) { // the last chunk, and the trailers
                throw new ApiException(S3ProtocolError.INCOMPLETE_BODY, "The request body terminated unexpectedly");
            }
            if (digest != null) {
                String computed = Hashes.hex(digest.digest());
                if (!computed.equals(sha256.orElseThrow())) {
                    throw wrongHash(sha256.orElseThrow(), computed);
                }
            }
            checksums.verify();
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
