package dev.postern.wire.sigv4;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The checksums that S3 verifies.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking object
 *     integrity</a>
 */
public enum ChecksumAlgorithm {
    CRC32,
    CRC32C,
    CRC64NVME,
    SHA1,
    SHA256;

    /** The header or trailer with the value in base64, as {@code x-amz-checksum-crc32}. */
    public String headerName() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** A running computation. */
    public interface Running {
        void update(byte[] bytes, int from, int length);

        /** The value in base64, as in headers; ends the computation. */
        String base64();
    }

    public Running start() {
        return switch (this) {
            case CRC32 -> new OfChecksum(new CRC32(), 4);
            case CRC32C -> new OfChecksum(new CRC32C(), 4);
            case CRC64NVME -> new OfChecksum(new Crc64Nvme(), 8);
            case SHA1 -> new OfDigest(Hashes.digest("SHA-1"));
            case SHA256 -> new OfDigest(Hashes.sha256());
        };
    }

    private record OfChecksum(Checksum checksum, int bytes) implements Running {
        @Override
        public void update(byte[] content, int from, int length) {
            checksum.update(content, from, length);
        }

        @Override
        public String base64() {
            ByteBuffer value = ByteBuffer.allocate(8).putLong(checksum.getValue());
            byte[] last = new byte[bytes];
            value.get(8 - bytes, last);
            return Base64.getEncoder().encodeToString(last);
        }
    }

    record OfDigest(MessageDigest digest) implements Running {
        @Override
        public void update(byte[] content, int from, int length) {
            digest.update(content, from, length);
        }

        @Override
        public String base64() {
            return Base64.getEncoder().encodeToString(digest.digest());
        }
    }
}
