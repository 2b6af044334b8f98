package dev.postern.services.s3;

import dev.postern.storage.objects.BodyKey;
import dev.postern.storage.objects.Checksum;
import dev.postern.storage.objects.OpenObject;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/**
 * Reading objects: GET and HEAD, whole or in part, on conditions.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject</a>
 */
final class ObjectReads {
    private final ObjectVersions versions;
    private final Access access;
    private final Encryption encryption;

    ObjectReads(ObjectVersions versions, Access access, Encryption encryption) {
        this.versions = versions;
        this.access = access;
        this.encryption = encryption;
    }

    HttpResponse read(S3Call call) throws IOException {
        boolean head = call.operation() == S3Operation.HEAD_OBJECT;
        if (head) {
            StoredObject object = versions.require(call);
            if (checksumAsked(call)) {
                encryption.open(
                        call, object, CustomerKey.OF_OBJECT); // who may not decrypt is not told the checksum either
            }
            encryption.requireRightKey(call, object, CustomerKey.OF_OBJECT);
            Selection selection = select(call, object);
            return selection.notModified()
                    ? notModified(object)
                    : new HttpResponse(
                            selection.status(),
                            selection.headers(),
                            new HttpResponse.HeadOnly(selection.range().length()));
        }
        OpenObject open = versions.open(call);
        boolean handedOver = false;
        try {
            ColdStorage.requireReadable(open.object(), call.context().now());
            Optional<BodyKey> key = encryption.open(call, open.object(), CustomerKey.OF_OBJECT);
            Selection selection = select(call, open.object());
            if (selection.notModified()) {
                return notModified(open.object());
            }
            handedOver = true;
            return new HttpResponse(selection.status(), selection.headers(), payload(open, selection.range(), key));
        } finally {
            if (!handedOver) {
                open.close();
            }
        }
    }

    /** The object of an operation that needs it to be there. */
    StoredObject requireObject(S3Call call) {
        return versions.require(call);
    }

    /** What of the object is to be answered, and how. */
    private record Selection(boolean notModified, int status, Headers headers, ByteRange range) {}

    private Selection select(S3Call call, StoredObject object) {
        Conditions conditions = Conditions.of(call, "");
        Conditions.Verdict verdict = conditions.judge(object);
        switch (verdict) {
            case HOLDS -> {}
            case FAILED_IF_NONE_MATCH, FAILED_IF_MODIFIED_SINCE -> {
                return new Selection(true, 304, Headers.NONE, new ByteRange(0, 0));
            }
            case FAILED_IF_MATCH, FAILED_IF_UNMODIFIED_SINCE -> throw Conditions.failed(verdict.header());
        }
        Optional<ByteRange> range = range(call, object);
        boolean whole = range.isEmpty();
        boolean checksumAsked = checksumAsked(call);
        Headers.Builder headers = ObjectHeaders.write(call, object);
        if (checksumAsked) {
            checksum(call, object, range).ifPresent(checksum -> ObjectHeaders.write(headers, checksum));
        }
        ObjectVersions.told(call.bucket(), object).ifPresent(id -> headers.add(ObjectVersions.HEADER, id));
        partsCount(call, object).ifPresent(count -> headers.add("x-amz-mp-parts-count", count));
        if (!object.head().tags().isEmpty()
                && access.refusalOnObject(call, tagging(call), call.bucket(), call.key(), Map.of())
                        .isEmpty()) {
            headers.add(
                    "x-amz-tagging-count", Integer.toString(object.head().tags().size()));
        }
        Lifecycle.tell(headers, call, object);
        LockHeaders.tell(headers, call, access, object.head().lock().orElse(null));
        range.ifPresent(r -> headers.add("content-range", r.contentRange(object.size())));
        return new Selection(false, whole ? 200 : 206, headers.build(), range.orElse(new ByteRange(0, object.size())));
    }

    private static boolean checksumAsked(S3Call call) {
        Optional<String> mode = call.header("x-amz-checksum-mode");
        if (mode.filter(m -> !m.equalsIgnoreCase("ENABLED")).isPresent()) {
            throw ChecksumRules.invalid("x-amz-checksum-mode");
        }
        return mode.isPresent();
    }

    /** The checksum that can be compared with what is answered: a part's own, where the object's is made of theirs; else that of all. */
    private static Optional<Checksum> checksum(S3Call call, StoredObject object, Optional<ByteRange> range) {
        Optional<Checksum> whole = object.checksum();
        boolean composite =
                whole.filter(c -> c.type().equals(Checksum.COMPOSITE)).isPresent();
        if (composite && call.query().find("partNumber").isPresent()) {
            return object.parts()
                    .get(MultipartUploads.partNumber(call) - 1)
                    .checksum()
                    .map(c -> new Checksum(c.algorithm(), Checksum.COMPOSITE, c.value()));
        }
        return whole.filter(_ -> range.map(ByteRange::length).orElse(object.size()) == object.size());
    }

    private static String tagging(S3Call call) {
        return call.query().find("versionId").isPresent() ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging";
    }

    private static Optional<ByteRange> range(S3Call call, StoredObject object) {
        Optional<String> header = call.header("range");
        Optional<String> part = call.query().find("partNumber");
        if (part.isEmpty()) {
            return header.flatMap(h -> ByteRange.parse(h, object.size()));
        }
        if (header.isPresent()) {
            throw S3Error.INVALID_REQUEST.said("Cannot specify both Range header and partNumber query parameter");
        }
        int number = MultipartUploads.partNumber(call);
        List<StoredObject.Part> parts = object.parts();
        if (parts.isEmpty()) {
            if (number != 1) {
                throw S3Error.INVALID_PART_NUMBER.with("PartNumberRequested", part.get(), "ActualPartCount", "1");
            }
            return object.size() == 0 ? Optional.empty() : Optional.of(new ByteRange(0, object.size()));
        }
        if (number > parts.size()) {
            throw S3Error.INVALID_PART_NUMBER.with(
                    "PartNumberRequested", part.get(), "ActualPartCount", Integer.toString(parts.size()));
        }
        long offset = parts.stream()
                .limit(number - 1L)
                .mapToLong(StoredObject.Part::size)
                .sum();
        return Optional.of(new ByteRange(offset, parts.get(number - 1).size()));
    }

    private static Optional<String> partsCount(S3Call call, StoredObject object) {
        return call.query().find("partNumber").isPresent() && !object.parts().isEmpty()
                ? Optional.of(Integer.toString(object.parts().size()))
                : Optional.empty();
    }

    private static HttpResponse notModified(StoredObject object) {
        return HttpResponse.empty(
                304,
                Headers.of(
                        "etag",
                        Listings.quoted(object.etag()),
                        "last-modified",
                        dev.postern.wire.codec.Scalars.httpDate(object.lastModified())));
    }

    private static HttpResponse.Payload payload(OpenObject open, ByteRange range, Optional<BodyKey> key)
            throws IOException {
        if (key.isPresent()) {
            return new HttpResponse.Streamed(
                    new LimitedStream(open.stream(range.offset(), key), range.length()), range.length());
        }
        return switch (open.body()) {
            case OpenObject.InMemory(byte[] content) ->
                new HttpResponse.Bytes(
                        range.length() == content.length
                                ? content
                                : Arrays.copyOfRange(
                                        content, (int) range.offset(), (int) (range.offset() + range.length())));
            case OpenObject.InFile(var channel) -> new HttpResponse.FileRange(channel, range.offset(), range.length());
        };
    }

    HttpResponse attributes(S3Call call) {
        String read = call.query().find("versionId").isPresent() ? "s3:GetObjectVersion" : "s3:GetObject";
        access.requireOnObject(call, read, call.bucket(), call.key(), Map.of());
        StoredObject object = requireObject(call);
        encryption.requireRightKey(call, object, CustomerKey.OF_OBJECT);
        List<String> wanted = call.request().headers().all("x-amz-object-attributes").stream()
                .flatMap(names -> Arrays.stream(names.split(",", -1)))
                .map(String::strip)
                .toList();
        if (wanted.isEmpty()) {
            throw S3Error.INVALID_REQUEST.said("The x-amz-object-attributes header must be specified");
        }
        GetObjectAttributesResponse.Builder response =
                GetObjectAttributesResponse.builder().lastModified(object.lastModified());
        ObjectVersions.told(call.bucket(), object).ifPresent(response::versionId);
        for (String attribute : wanted) {
            switch (attribute) {
                case "ETag" -> response.eTag(object.etag());
                case "ObjectSize" -> response.objectSize(object.size());
                case "StorageClass" -> response.storageClass(object.head().storageClass());
                case "Checksum" ->
                    object.checksum().ifPresent(c -> response.checksum(Checksums.of(CompletedParts.withoutCount(c))));
                case "ObjectParts" -> parts(call, object, response);
                default ->
                    throw S3Error.argument("Invalid attribute name specified.", "x-amz-object-attributes", attribute);
            }
        }
        return RestXml.encode(200, response.build());
    }

    /** The parts are told where the object's checksum is made of theirs; of others, how many they are. */
    private static void parts(S3Call call, StoredObject object, GetObjectAttributesResponse.Builder response) {
        if (object.parts().isEmpty()) {
            return;
        }
        if (object.checksum().filter(c -> c.type().equals(Checksum.COMPOSITE)).isEmpty()) {
            response.objectParts(o -> o.totalPartsCount(object.parts().size()));
            return;
        }
        int max = call.header("x-amz-max-parts")
                .filter(t -> t.matches("\\d{1,4}"))
                .map(Integer::parseInt)
                .orElse(1000);
        int marker = call.header("x-amz-part-number-marker")
                .filter(t -> t.matches("\\d{1,5}"))
                .map(Integer::parseInt)
                .orElse(0);
        List<StoredObject.Part> behind =
                object.parts().stream().filter(p -> p.number() > marker).toList();
        List<StoredObject.Part> page = behind.stream().limit(max).toList();
        response.objectParts(o -> o.totalPartsCount(object.parts().size())
                .partNumberMarker(marker)
                .nextPartNumberMarker(page.isEmpty() ? 0 : page.getLast().number())
                .maxParts(max)
                .isTruncated(page.size() < behind.size())
                .parts(page.stream().map(ObjectReads::part).toList()));
    }

    private static ObjectPart part(StoredObject.Part part) {
        ObjectPart.Builder builder =
                ObjectPart.builder().partNumber(part.number()).size(part.size());
        part.checksum()
                .map(Checksums::of)
                .ifPresent(checksum -> builder.checksumCRC32(checksum.checksumCRC32())
                        .checksumCRC32C(checksum.checksumCRC32C())
                        .checksumCRC64NVME(checksum.checksumCRC64NVME())
                        .checksumSHA1(checksum.checksumSHA1())
                        .checksumSHA256(checksum.checksumSHA256()));
        return builder.build();
    }
}
