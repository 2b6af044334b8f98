package dev.postern.services.s3;

import dev.postern.model.request.Caller;
import dev.postern.storage.objects.BodyKey;
import dev.postern.storage.objects.Checksum;
import dev.postern.storage.objects.NewObject;
import dev.postern.storage.objects.NewPart;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.OpenObject;
import dev.postern.storage.objects.Staged;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.Upload;
import dev.postern.storage.objects.UploadedPart;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Uploads in parts.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html">Multipart upload</a>
 */
final class MultipartUploads {
    private static final int PART_NUMBER_MAX = 10_000;
    private static final int PAGE_MAX = 1_000;
    private static final int UPLOAD_ID_CHARACTERS = 128;

    private final ObjectStore store;
    private final Access access;
    private final BodyReceiver receiver;
    private final ObjectCopies copies;
    private final Encryption encryption;
    private final BucketEvents events;

    MultipartUploads(
            ObjectStore store,
            Access access,
            BodyReceiver receiver,
            ObjectCopies copies,
            Encryption encryption,
            BucketEvents events) {
        this.store = store;
        this.access = access;
        this.receiver = receiver;
        this.copies = copies;
        this.encryption = encryption;
        this.events = events;
    }

    HttpResponse create(S3Call call) {
        ObjectHead head = ObjectHeaders.read(call);
        ObjectWrites.requireTagging(call, access, head);
        Optional<ChecksumAlgorithm> algorithm = ObjectCopies.requestedAlgorithm(call);
        Optional<String> type = checksumType(call, algorithm);
        Encryption.Chosen chosen = encryption.choose(call);
        Upload upload = new Upload(
                newId(call),
                call.bucket().bucketId(),
                call.key(),
                call.context().now(),
                initiator(call.context().caller()),
                chosen.in(head),
                algorithm.map(ChecksumAlgorithm::name),
                type);
        store.createUpload(upload);
        CreateMultipartUploadResponse.Builder response = CreateMultipartUploadResponse.builder()
                .bucket(call.bucketName())
                .key(call.key())
                .uploadId(upload.uploadId());
        upload.checksumAlgorithm().ifPresent(response::checksumAlgorithm);
        upload.checksumType().ifPresent(response::checksumType);
        return Lifecycle.tellingAbort(
                Encryption.telling(RestXml.encode(200, response.build()), call, chosen.sealing()),
                call,
                upload.initiated());
    }

    /**
     * An id that begins with its time: lists of uploads have them by key and then by time, and go on behind an id that is
     * greater than another.
     */
    private static String newId(S3Call call) {
        String time = "%012X".formatted(call.context().now().toEpochMilli());
        return time + call.context().ids().base32(UPLOAD_ID_CHARACTERS - time.length());
    }

    private static Optional<String> checksumType(S3Call call, Optional<ChecksumAlgorithm> algorithm) {
        Optional<String> asked = call.header("x-amz-checksum-type").map(t -> t.toUpperCase(Locale.ROOT));
        if (algorithm.isEmpty()) {
            if (asked.isPresent()) {
                throw S3Error.INVALID_REQUEST.said(
                        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
            }
            return Optional.empty();
        }
        boolean fullOnly = algorithm.get() == ChecksumAlgorithm.CRC64NVME;
        String type = asked.orElse(fullOnly ? Checksum.FULL_OBJECT : Checksum.COMPOSITE);
        boolean possible = switch (type) {
            case Checksum.FULL_OBJECT -> ChecksumRules.combines(algorithm.get());
            case Checksum.COMPOSITE -> !fullOnly;
            default -> throw S3Error.INVALID_REQUEST.said("Value for x-amz-checksum-type header is invalid.");
        };
        if (!possible) {
            throw S3Error.INVALID_REQUEST.said("The " + type + " checksum type cannot be used with the "
                    + algorithm.get().name().toLowerCase(Locale.ROOT) + " checksum algorithm.");
        }
        return Optional.of(type);
    }

    private static String initiator(Caller caller) {
        return caller instanceof Caller.Root root ? Owners.canonicalId(root.account()) : caller.arn();
    }

    HttpResponse putPart(S3Call call) throws IOException {
        int number = partNumber(call);
        Upload upload = upload(call);
        Optional<ChecksumAlgorithm> expected = upload.checksumAlgorithm().map(ChecksumAlgorithm::valueOf);
        Optional<ChecksumAlgorithm> brought = ChecksumRules.announcement(call.request());
        // That of a whole object is computed here where a part comes without; one of checksums is of what clients sent.
        boolean missing = brought.isEmpty() && upload.checksumType().equals(Optional.of(Checksum.COMPOSITE));
        if (expected.isPresent() && (missing || (brought.isPresent() && !expected.equals(brought)))) {
            throw S3Error.INVALID_REQUEST.said("Checksum Type mismatch occurred, expected checksum Type: "
                    + expected.get().name().toLowerCase(Locale.ROOT) + ", actual checksum Type: "
                    + brought.map(b -> b.name().toLowerCase(Locale.ROOT)).orElse("null"));
        }
        if (upload.head().lock().isPresent()) {
            LockHeaders.requireIntegrity(call, "Put Part");
        }
        // An object of whose upload nobody named an algorithm has CRC64NVME, whatever came with its parts.
        Encryption.Chosen chosen = encryption.part(call, upload);
        try (BodyReceiver.Received body = expected.isPresent()
                ? receiver.receive(call.request(), expected.get(), chosen.key())
                : receiver.receiveWith(call.request(), ChecksumAlgorithm.CRC64NVME, chosen.key())) {
            String etag = chosen.etag(call.context().ids(), body.etag());
            store(call, new NewPart(number, etag, call.context().now(), Optional.of(body.checksum())), body.staged());
            Headers.Builder headers = Headers.builder().add("etag", Listings.quoted(etag));
            Encryption.tell(headers, call, chosen.sealing());
            (expected.isPresent() ? Optional.of(body.checksum()) : body.brought())
                    .ifPresent(checksum -> headers.add(
                            "x-amz-checksum-" + checksum.algorithm().toLowerCase(Locale.ROOT), checksum.value()));
            return HttpResponse.empty(200, headers.build());
        }
    }

    HttpResponse copyPart(S3Call call) throws IOException {
        int number = partNumber(call);
        Upload upload = upload(call);
        ChecksumAlgorithm algorithm =
                upload.checksumAlgorithm().map(ChecksumAlgorithm::valueOf).orElse(ChecksumAlgorithm.CRC64NVME);
        Encryption.Chosen chosen = encryption.part(call, upload);
        try (OpenObject source = copies.open(call)) {
            Optional<BodyKey> from = encryption.open(call, source.object(), CustomerKey.OF_SOURCE);
            long size = source.object().size();
            ByteRange range = call.header(ByteRange.COPY_HEADER)
                    .map(header -> ByteRange.ofCopy(header, size))
                    .orElse(new ByteRange(0, size));
            Digests digests = Digests.of(algorithm);
            try (InputStream bytes = new LimitedStream(source.stream(range.offset(), from), range.length());
                    Staged body = store.stage(digests.over(bytes), chosen.key())) {
                NewPart part = new NewPart(
                        number,
                        chosen.etag(call.context().ids(), digests.etag()),
                        call.context().now(),
                        digests.checksum());
                store(call, part, body);
                HttpResponse response = RestXml.encode(
                        200,
                        UploadPartCopyResponse.builder()
                                .copySourceVersionId(ObjectCopies.sourceVersion(call, source.object()))
                                .copyPartResult(copied(part, upload))
                                .build());
                return Encryption.telling(response, call, chosen.sealing());
            }
        }
    }

    private static CopyPartResult copied(NewPart part, Upload upload) {
        CopyPartResult.Builder result =
                CopyPartResult.builder().eTag(Listings.quoted(part.etag())).lastModified(part.lastModified());
        part.checksum()
                .filter(c -> upload.checksumAlgorithm().isPresent())
                .map(Checksums::of)
                .ifPresent(checksum -> result.checksumCRC32(checksum.checksumCRC32())
                        .checksumCRC32C(checksum.checksumCRC32C())
                        .checksumCRC64NVME(checksum.checksumCRC64NVME())
                        .checksumSHA1(checksum.checksumSHA1())
                        .checksumSHA256(checksum.checksumSHA256()));
        return result.build();
    }

    private void store(S3Call call, NewPart part, Staged body) {
        if (!store.putPart(uploadId(call), part, body)) {
            throw noSuchUpload(call);
        }
    }

    /**
     * Makes the parts an object. Asked again, as a client does that missed the answer, it answers the same while that
     * object is there; asked for anything else, that the upload is gone.
     */
    HttpResponse complete(S3Call call) throws IOException {
        ObjectStore.CompletionPrecondition precondition = ObjectWrites.completionPrecondition(call);
        Optional<Upload> upload = find(call);
        Optional<StoredObject> before = upload.isPresent() ? Optional.empty() : completedBefore(call);
        upload.filter(_ -> CustomerKey.OF_OBJECT.isMentioned(call)).ifPresent(found -> encryption.part(call, found));
        if (upload.isEmpty() && before.isEmpty()) {
            throw noSuchUpload(call);
        }
        CompleteMultipartUploadRequest request = call.decodeBody(CompleteMultipartUploadRequest.builder());
        if (request.multipartUpload() == null
                || request.multipartUpload().parts().isEmpty()) {
            throw S3Error.MALFORMED_XML.with();
        }
        List<CompletedPart> named = request.multipartUpload().parts();
        if (before.isPresent() && !CompletedParts.make(named, before.get())) {
            throw noSuchUpload(call);
        }
        StoredObject object = before.isPresent() ? before.get() : join(call, upload.orElseThrow(), named, precondition);
        HttpResponse response = Encryption.telling(
                RestXml.encode(200, completed(call, object)),
                call,
                object.head().sealing());
        return Lifecycle.telling(response, call, object);
    }

    private Optional<StoredObject> completedBefore(S3Call call) {
        return store.find(call.bucket().bucketId(), call.key())
                .filter(object -> object.upload().equals(Optional.of(uploadId(call))));
    }

    private StoredObject join(
            S3Call call, Upload upload, List<CompletedPart> named, ObjectStore.CompletionPrecondition precondition)
            throws IOException {
        requireSameType(call, upload);
        requireWellFormedChecksums(call);
        CompletedParts.composite(named, upload).ifPresent(said -> requireChecksum(call, said));
        List<UploadedPart> parts = CompletedParts.choose(named, store.parts(upload.uploadId()), upload);
        CompletedParts.Summary summary = CompletedParts.summarize(parts, upload);
        call.header("x-amz-mp-object-size")
                .filter(size -> !size.equals(Long.toString(summary.size())))
                .ifPresent(size -> {
                    throw S3Error.INVALID_REQUEST.said("The provided 'x-amz-mp-object-size' header value " + size
                            + " does not match what was computed: " + summary.size());
                });
        summary.checksum().ifPresent(computed -> requireChecksum(call, computed));
        NewObject object = new NewObject(
                call.key(), summary.etag(), call.context().now(), upload.head(), summary.checksum(), summary.parts());
        Optional<Staged> joined = store.join(parts);
        if (joined.isPresent()) {
            try (Staged body = joined.get()) {
                Optional<StoredObject> stored =
                        store.complete(upload, object, body, call.bucket().versioning(), precondition);
                if (stored.isPresent()) {
                    events.created(call, "CompleteMultipartUpload", stored.get());
                    return stored.get();
                }
            }
        }
        // Somebody was faster: perhaps the same client, with the same request.
        return completedBefore(call).orElseThrow(() -> noSuchUpload(call));
    }

    private static void requireSameType(S3Call call, Upload upload) {
        String type = upload.checksumType().orElse("null");
        if (call.header("x-amz-checksum-type")
                .filter(asked -> !asked.equalsIgnoreCase(type))
                .isPresent()) {
            throw S3Error.INVALID_REQUEST.said("The upload was created using the " + type
                    + " checksum mode. The complete request must use the same checksum mode.");
        }
    }

    /** A checksum of checksums may come with the number of parts. */
    private static void requireWellFormedChecksums(S3Call call) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = call.header(algorithm.headerName());
            if (value.isPresent()
                    && !ChecksumRules.isWellFormed(algorithm, value.get().replaceFirst("-\\d{1,5}$", ""))) {
                throw ChecksumRules.invalid(algorithm.headerName());
            }
        }
    }

    private static void requireChecksum(S3Call call, Checksum computed) {
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.valueOf(computed.algorithm());
        Optional<String> expected = call.header(algorithm.headerName());
        if (expected.isPresent()
                && !expected.get().equals(computed.value())
                && !expected.get().equals(CompletedParts.withoutCount(computed.value()))) {
            throw S3Error.BAD_DIGEST.said("The " + algorithm.name().toLowerCase(Locale.ROOT)
                    + " you specified did not match the calculated checksum.");
        }
    }

    private static CompleteMultipartUploadResponse completed(S3Call call, StoredObject object) {
        CompleteMultipartUploadResponse.Builder response = CompleteMultipartUploadResponse.builder()
                .location("https://" + call.bucketName() + ".s3."
                        + call.bucket().region() + ".amazonaws.com/" + UrlText.piece(call.key()))
                .bucket(call.bucketName())
                .key(call.key())
                .eTag(Listings.quoted(object.etag()))
                .versionId(ObjectVersions.told(call.bucket(), object).orElse(null));
        object.checksum().ifPresent(c -> {
            response.checksumType(c.type());
            switch (ChecksumAlgorithm.valueOf(c.algorithm())) {
                case CRC32 -> response.checksumCRC32(c.value());
                case CRC32C -> response.checksumCRC32C(c.value());
                case CRC64NVME -> response.checksumCRC64NVME(c.value());
                case SHA1 -> response.checksumSHA1(c.value());
                case SHA256 -> response.checksumSHA256(c.value());
            }
        });
        return response.build();
    }

    /** Ends an upload without an object. One that became an object stays it, and is not refused. */
    HttpResponse abort(S3Call call) {
        Optional<Upload> upload = find(call);
        boolean aborted = upload.isPresent() && store.abort(uploadId(call));
        if (!aborted && completedBefore(call).isEmpty()) {
            throw noSuchUpload(call);
        }
        return HttpResponse.empty(204, Headers.NONE);
    }

    HttpResponse listParts(S3Call call) {
        Upload upload = upload(call);
        int max = call.number("max-parts", PAGE_MAX, 0, PAGE_MAX);
        int marker = call.number("part-number-marker", 0, 0, Integer.MAX_VALUE);
        List<UploadedPart> behind = store.parts(upload.uploadId()).stream()
                .filter(p -> p.number() > marker)
                .toList();
        List<UploadedPart> page = behind.stream().limit(max).toList();
        ListPartsResponse.Builder response = ListPartsResponse.builder()
                .bucket(call.bucketName())
                .key(call.key())
                .uploadId(upload.uploadId())
                .partNumberMarker(marker)
                .nextPartNumberMarker(page.isEmpty() ? 0 : page.getLast().number())
                .maxParts(max)
                .isTruncated(page.size() < behind.size())
                .initiator(i -> i.id(upload.initiator()))
                .owner(Owners.of(call.bucket().owner()))
                .storageClass(upload.head().storageClass())
                .parts(page.stream().map(p -> part(p, upload)).toList());
        upload.checksumAlgorithm().ifPresent(response::checksumAlgorithm);
        upload.checksumType().ifPresent(response::checksumType);
        return Lifecycle.tellingAbort(
                Encryption.telling(
                        RestXml.encode(200, response.build()),
                        call,
                        upload.head().sealing()),
                call,
                upload.initiated());
    }

    private static Part part(UploadedPart uploaded, Upload upload) {
        Part.Builder part = Part.builder()
                .partNumber(uploaded.number())
                .size(uploaded.size())
                .eTag(Listings.quoted(uploaded.etag()))
                .lastModified(uploaded.lastModified());
        uploaded.checksum().filter(c -> upload.checksumAlgorithm().isPresent()).ifPresent(c -> {
            switch (ChecksumAlgorithm.valueOf(c.algorithm())) {
                case CRC32 -> part.checksumCRC32(c.value());
                case CRC32C -> part.checksumCRC32C(c.value());
                case CRC64NVME -> part.checksumCRC64NVME(c.value());
                case SHA1 -> part.checksumSHA1(c.value());
                case SHA256 -> part.checksumSHA256(c.value());
            }
        });
        return part.build();
    }

    private Upload upload(S3Call call) {
        return find(call).orElseThrow(() -> noSuchUpload(call));
    }

    private Optional<Upload> find(S3Call call) {
        return store.findUpload(call.bucket().bucketId(), call.key(), uploadId(call));
    }

    private static ApiException noSuchUpload(S3Call call) {
        return S3Error.NO_SUCH_UPLOAD.with("UploadId", uploadId(call));
    }

    private static String uploadId(S3Call call) {
        return call.query().find("uploadId").orElse("");
    }

    static int partNumber(S3Call call) {
        String text = call.query().find("partNumber").orElse("");
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > PART_NUMBER_MAX) {
            throw S3Error.argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text);
        }
        return Integer.parseInt(text);
    }
}
