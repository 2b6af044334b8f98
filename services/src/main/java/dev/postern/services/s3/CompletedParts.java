package dev.postern.services.s3;

import dev.postern.storage.objects.Checksum;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.Upload;
import dev.postern.storage.objects.UploadedPart;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** What the parts of an upload come to as one object: which of them, their ETag and their checksum. */
final class CompletedParts {
    private static final long PART_BYTES_MIN = 5L << 20;

    private CompletedParts() {}

    /** The object that parts make. */
    record Summary(long size, String etag, Optional<Checksum> checksum, List<StoredObject.Part> parts) {}

    /** The uploaded parts that a client names, which must be as the client says and in order. */
    static List<UploadedPart> choose(List<CompletedPart> named, List<UploadedPart> uploaded, Upload upload) {
        Map<Integer, UploadedPart> byNumber = new TreeMap<>();
        uploaded.forEach(part -> byNumber.put(part.number(), part));
        List<UploadedPart> chosen = new ArrayList<>();
        int last = 0;
        for (CompletedPart name : named) {
            if (name.partNumber() == null || name.eTag() == null) {
                throw S3Error.MALFORMED_XML.with();
            }
            if (name.partNumber() <= last) {
                throw S3Error.INVALID_PART_ORDER.with("UploadId", upload.uploadId());
            }
            last = name.partNumber();
            requireWellFormed(name);
            requireChecksum(name, upload);
            UploadedPart part = byNumber.get(name.partNumber());
            String etag = Conditions.unquoted(name.eTag());
            if (part == null || !part.etag().equals(etag) || !checksumFits(name, part)) {
                throw S3Error.INVALID_PART.with(
                        "UploadId",
                        upload.uploadId(),
                        "PartNumber",
                        name.partNumber().toString(),
                        "ETag",
                        etag);
            }
            chosen.add(part);
        }
        for (UploadedPart part : chosen.subList(0, chosen.size() - 1)) {
            if (part.size() < PART_BYTES_MIN) {
                throw S3Error.ENTITY_TOO_SMALL.with(
                        "ProposedSize",
                        Long.toString(part.size()),
                        "MinSizeAllowed",
                        Long.toString(PART_BYTES_MIN),
                        "PartNumber",
                        Integer.toString(part.number()),
                        "ETag",
                        part.etag());
            }
        }
        return chosen;
    }

    /** A part has one checksum, and that is one. */
    private static void requireWellFormed(CompletedPart named) {
        StringBuilder all = new StringBuilder();
        int count = 0;
        boolean wellFormed = true;
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String value = expected(named, algorithm);
            if (value != null) {
                count++;
                wellFormed &= ChecksumRules.isWellFormed(algorithm, value);
                all.append(algorithm).append(':').append(value).append(';');
            }
        }
        if (count > 1 || !wellFormed) {
            throw S3Error.argument(
                    "Invalid Base64 or multiple checksums present in request", "Checksum", all.toString());
        }
    }

    /** A checksum of checksums is made from those that the client has seen: it must name them all. */
    private static void requireChecksum(CompletedPart named, Upload upload) {
        if (!upload.checksumType().equals(Optional.of(Checksum.COMPOSITE))) {
            return;
        }
        ChecksumAlgorithm algorithm =
                ChecksumAlgorithm.valueOf(upload.checksumAlgorithm().orElseThrow());
        if (expected(named, algorithm) != null) {
            return;
        }
        for (ChecksumAlgorithm other : ChecksumAlgorithm.values()) {
            if (expected(named, other) != null) {
                throw S3Error.BAD_DIGEST.said("The " + lowerCase(other) + " you specified for part "
                        + named.partNumber() + " did not match what we received.");
            }
        }
        throw S3Error.INVALID_REQUEST.said("The upload was created using a " + lowerCase(algorithm)
                + " checksum. The complete request must include the checksum for each part. It was missing for part "
                + named.partNumber() + " in the request.");
    }

    private static String lowerCase(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    private static boolean checksumFits(CompletedPart named, UploadedPart part) {
        if (part.checksum().isEmpty()) {
            return true;
        }
        String expected =
                expected(named, ChecksumAlgorithm.valueOf(part.checksum().get().algorithm()));
        return expected == null || expected.equals(part.checksum().get().value());
    }

    private static @Nullable String expected(CompletedPart named, ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> named.checksumCRC32();
            case CRC32C -> named.checksumCRC32C();
            case CRC64NVME -> named.checksumCRC64NVME();
            case SHA1 -> named.checksumSHA1();
            case SHA256 -> named.checksumSHA256();
        };
    }

    /** Whether an object was made of these parts. */
    static boolean make(List<CompletedPart> named, StoredObject object) {
        List<Integer> numbers = object.parts().stream()
                .map(part -> part.uploadedAs().orElse(part.number()))
                .toList();
        if (!named.stream().map(CompletedPart::partNumber).toList().equals(numbers)) {
            return false;
        }
        List<String> etags = named.stream()
                .map(part -> part.eTag() == null ? "" : Conditions.unquoted(part.eTag()))
                .toList();
        return etags.stream().allMatch(etag -> etag.matches("[0-9a-f]{32}"))
                && etag(etags).equals(object.etag());
    }

    /** The MD5 of the parts' MD5s, and how many they are. */
    private static String etag(List<String> partEtags) {
        MessageDigest md5 = ChecksumRules.digest("MD5");
        partEtags.forEach(etag -> md5.update(HexFormat.of().parseHex(etag)));
        return HexFormat.of().formatHex(md5.digest()) + "-" + partEtags.size();
    }

    static Summary summarize(List<UploadedPart> parts, Upload upload) {
        long size = 0;
        List<StoredObject.Part> stored = new ArrayList<>();
        int number = 1;
        for (UploadedPart part : parts) {
            size += part.size();
            Optional<Checksum> told =
                    part.checksum().filter(c -> upload.checksumAlgorithm().isPresent());
            Optional<String> sealedAs = upload.head().sealing().map(_ -> part.body());
            Optional<Integer> uploadedAs = part.number() == number ? Optional.empty() : Optional.of(part.number());
            stored.add(new StoredObject.Part(number++, part.size(), told, sealedAs, uploadedAs));
        }
        String etag = etag(parts.stream().map(UploadedPart::etag).toList());
        return new Summary(size, etag, checksum(parts, upload), stored);
    }

    /** Of the whole object where the algorithm allows and the client does not ask otherwise. */
    private static Optional<Checksum> checksum(List<UploadedPart> parts, Upload upload) {
        Optional<ChecksumAlgorithm> common = common(parts);
        if (common.isEmpty()) {
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = common.get();
        String type = upload.checksumType()
                .orElse(ChecksumRules.combines(algorithm) ? Checksum.FULL_OBJECT : Checksum.COMPOSITE);
        if (type.equals(Checksum.FULL_OBJECT)) {
            String value = value(parts.getFirst());
            for (UploadedPart part : parts.subList(1, parts.size())) {
                value = ChecksumRules.combine(algorithm, value, value(part), part.size());
            }
            return Optional.of(new Checksum(algorithm.name(), type, value));
        }
        return Optional.of(
                composite(algorithm, parts.stream().map(CompletedParts::value).toList()));
    }

    /** What the checksums that a client names come to, if they are to be a checksum of checksums and can be one. */
    static Optional<Checksum> composite(List<CompletedPart> named, Upload upload) {
        if (!upload.checksumType().equals(Optional.of(Checksum.COMPOSITE))) {
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm =
                ChecksumAlgorithm.valueOf(upload.checksumAlgorithm().orElseThrow());
        List<String> values = named.stream()
                .map(part -> Objects.requireNonNullElse(expected(part, algorithm), ""))
                .toList();
        return values.stream().allMatch(value -> ChecksumRules.isWellFormed(algorithm, value))
                ? Optional.of(composite(algorithm, values))
                : Optional.empty();
    }

    private static Checksum composite(ChecksumAlgorithm algorithm, List<String> values) {
        ChecksumAlgorithm.Running running = algorithm.start();
        for (String value : values) {
            byte[] bytes = Base64.getDecoder().decode(value);
            running.update(bytes, 0, bytes.length);
        }
        return new Checksum(algorithm.name(), Checksum.COMPOSITE, running.base64() + "-" + values.size());
    }

    private static Optional<ChecksumAlgorithm> common(List<UploadedPart> parts) {
        List<String> names = parts.stream()
                .map(p -> p.checksum().map(Checksum::algorithm).orElse(""))
                .distinct()
                .toList();
        return names.size() == 1 ? ChecksumRules.find(names.getFirst()) : Optional.empty();
    }

    private static String value(UploadedPart part) {
        return part.checksum().orElseThrow().value();
    }

    /** A composite checksum without its number of parts, as it is among an object's attributes. */
    static Checksum withoutCount(Checksum checksum) {
        return new Checksum(checksum.algorithm(), checksum.type(), withoutCount(checksum.value()));
    }

    /** A composite checksum without its number of parts. */
    static String withoutCount(String value) {
        int dash = value.indexOf('-');
        return dash < 0 ? value : value.substring(0, dash);
    }
}
