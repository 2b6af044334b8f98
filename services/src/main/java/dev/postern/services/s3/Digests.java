package dev.postern.services.s3;

import dev.postern.storage.objects.Checksum;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** What is computed over a body while it streams by: its MD5, which becomes the ETag, and a checksum. */
final class Digests {
    private final MessageDigest md5 = ChecksumRules.digest("MD5");
    private final Optional<ChecksumAlgorithm> algorithm;
    private final Optional<ChecksumAlgorithm.Running> running;

    private Digests(Optional<ChecksumAlgorithm> algorithm) {
        this.algorithm = algorithm;
        this.running = algorithm.map(ChecksumAlgorithm::start);
    }

    static Digests of(ChecksumAlgorithm algorithm) {
        return new Digests(Optional.of(algorithm));
    }

    static Digests md5Only() {
        return new Digests(Optional.empty());
    }

    /** The stream, with everything that is read from it going through these digests. */
    InputStream over(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                if (count > 0) {
                    md5.update(bytes, offset, count);
                    running.ifPresent(r -> r.update(bytes, offset, count));
                }
                return count;
            }
        };
    }

    /** The MD5 in hexadecimal; ends its computation. */
    String etag() {
        return HexFormat.of().formatHex(md5.digest());
    }

    /** The checksum, if there is one; ends its computation. */
    Optional<Checksum> checksum() {
        return algorithm.flatMap(a -> running.map(r -> new Checksum(a.name(), Checksum.FULL_OBJECT, r.base64())));
    }
}
