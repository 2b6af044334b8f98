package dev.postern.storage.objects;

/**
 * A checksum of an object or of one of its parts.
 *
 * @param algorithm {@code CRC32}, {@code CRC32C}, {@code CRC64NVME}, {@code SHA1} or {@code SHA256}
 * @param type {@code FULL_OBJECT}, or {@code COMPOSITE}: the checksum of the parts' checksums
 * @param value base64; a composite one ends in a dash and the number of parts
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking object
 *     integrity</a>
 */
public record Checksum(String algorithm, String type, String value) {
    public static final String FULL_OBJECT = "FULL_OBJECT";
    public static final String COMPOSITE = "COMPOSITE";
}
