package dev.postern.services.s3;

import dev.postern.wire.sigv4.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.Checksum;

/** A checksum in the SDK's types, which have a member for each algorithm. */
final class Checksums {
    private Checksums() {}

    static Checksum of(dev.postern.storage.objects.Checksum checksum) {
        Checksum.Builder builder = Checksum.builder().checksumType(checksum.type());
        switch (ChecksumAlgorithm.valueOf(checksum.algorithm())) {
            case CRC32 -> builder.checksumCRC32(checksum.value());
            case CRC32C -> builder.checksumCRC32C(checksum.value());
            case CRC64NVME -> builder.checksumCRC64NVME(checksum.value());
            case SHA1 -> builder.checksumSHA1(checksum.value());
            case SHA256 -> builder.checksumSHA256(checksum.value());
        }
        return builder.build();
    }
}
