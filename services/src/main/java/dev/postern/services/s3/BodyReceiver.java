package dev.postern.services.s3;

import dev.postern.storage.objects.BodyKey;
import dev.postern.storage.objects.Checksum;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Staged;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import dev.postern.wire.sigv4.S3Body;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Takes the body of an object or part from the client into the store, and checks that it is the one that was meant. */
final class BodyReceiver {
    private static final long BODY_BYTES_MAX = 5L << 30;

    private final ObjectStore store;

    BodyReceiver(ObjectStore store) {
        this.store = store;
    }

    /**
     * A body that arrived whole.
     *
     * @param staged closed with this
     * @param etag its MD5 in hexadecimal
     * @param checksum of the algorithm that is wanted
     * @param brought the one that came with the request, and was right
     */
    record Received(Staged staged, String etag, Checksum checksum, Optional<Checksum> brought)
            implements AutoCloseable {
        @Override
        public void close() {
            staged.close();
        }
    }

    /**
     * Reads a request's body to its end. Close the result.
     *
     * @param algorithm for the checksum, where the request brings none; else the request's
     * @param key with which it is kept, if it is encrypted
     */
    Received receive(HttpRequest request, ChecksumAlgorithm algorithm, Optional<BodyKey> key) throws IOException {
        return read(request, ChecksumRules.announcement(request).orElse(algorithm), key);
    }

    /**
     * Reads a request's body to its end. Close the result.
     *
     * @param wanted of which algorithm a checksum is wanted, whatever the request brings
     * @param key with which it is kept, if it is encrypted
     */
    Received receiveWith(HttpRequest request, ChecksumAlgorithm wanted, Optional<BodyKey> key) throws IOException {
        return read(request, wanted, key);
    }

    private Received read(HttpRequest request, ChecksumAlgorithm wanted, Optional<BodyKey> key) throws IOException {
        long announced = request.body().length();
        if (announced < 0) {
            throw S3Error.MISSING_CONTENT_LENGTH.with();
        }
        if (announced > BODY_BYTES_MAX) {
            throw S3Error.ENTITY_TOO_LARGE.with(
                    "ProposedSize", Long.toString(announced), "MaxSizeAllowed", Long.toString(BODY_BYTES_MAX));
        }
        ChecksumRules.requireWellFormedMd5(request);
        Optional<ChecksumAlgorithm> brought = ChecksumRules.announcement(request);
        // What the client sent along is computed and compared on the wire's side, while the body is read.
        boolean verified = brought.equals(Optional.of(wanted)) && request.body() instanceof S3Body;
        Digests digests = verified ? Digests.md5Only() : Digests.of(wanted);
        try (InputStream body = request.body().open()) {
            Staged staged = store.stage(digests.over(body), key);
            boolean accepted = false;
            try {
                if (staged.size() != announced) {
                    throw S3Error.INCOMPLETE_BODY.with();
                }
                Checksum checksum =
                        digests.checksum().or(() -> verified(request, brought)).orElseThrow();
                accepted = true;
                return new Received(staged, digests.etag(), checksum, verified(request, brought));
            } finally {
                if (!accepted) {
                    staged.close();
                }
            }
        } catch (EOFException e) {
            throw S3Error.INCOMPLETE_BODY.with();
        }
    }

    private static Optional<Checksum> verified(HttpRequest request, Optional<ChecksumAlgorithm> algorithm) {
        return request.body() instanceof S3Body body
                ? algorithm.flatMap(a -> Optional.ofNullable(body.checksums().get(a))
                        .map(value -> new Checksum(a.name(), Checksum.FULL_OBJECT, value)))
                : Optional.empty();
    }
}
