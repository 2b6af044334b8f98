package dev.postern.services.s3;

import dev.postern.model.Arn;
import dev.postern.model.request.Connection;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.objects.BodyKey;
import dev.postern.storage.objects.Checksum;
import dev.postern.storage.objects.NewObject;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.OpenObject;
import dev.postern.storage.objects.Sealing;
import dev.postern.storage.objects.Staged;
import dev.postern.storage.objects.StoredObject;
import dev.postern.storage.objects.VersionIds;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;

/**
 * Copying objects within the cloud.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html">CopyObject</a>
 */
final class ObjectCopies {
    private static final long SOURCE_BYTES_MAX = 5L << 30;
    private static final String OBJECT = "/object/";
    private static final String REDIRECT = "x-amz-website-redirect-location";

    /** With what the headers begin that are conditions on the source. */
    private static final String CONDITIONS = "x-amz-copy-source-";

    private static final String VERSION = "?versionId=";

    private final ObjectStore store;
    private final Access access;
    private final ObjectVersions versions;
    private final Encryption encryption;
    private final BucketEvents events;

    ObjectCopies(
            ObjectStore store, Access access, ObjectVersions versions, Encryption encryption, BucketEvents events) {
        this.store = store;
        this.access = access;
        this.versions = versions;
        this.encryption = encryption;
        this.events = events;
    }

    /**
     * Where a copy comes from.
     *
     * @param point the access point through which it is read, if the request names one
     * @param versionId the version that the request names, if it names one
     */
    private record Source(Bucket bucket, Optional<AccessPoint> point, String key, Optional<String> versionId) {
        /** What policies can ask of the source alone. */
        Map<String, List<String>> keys() {
            return versionId.map(id -> Map.of(Access.VERSION_ID, List.of(id))).orElse(Map.of());
        }
    }

    HttpResponse copy(S3Call call) throws IOException {
        ObjectHead asked = ObjectHeaders.read(call);
        try (OpenObject source = open(call)) {
            StoredObject original = source.object();
            if (original.size() > SOURCE_BYTES_MAX) {
                throw S3Error.INVALID_REQUEST.said(
                        "The specified copy source is larger than the maximum allowable size for a copy source: "
                                + SOURCE_BYTES_MAX);
            }
            ObjectHead head = head(call, original, asked);
            refuseCopyToItself(call, original);
            ObjectWrites.requireTagging(call, access, head);
            ChecksumAlgorithm algorithm = requestedAlgorithm(call)
                    .or(() -> original.checksum().map(c -> ChecksumAlgorithm.valueOf(c.algorithm())))
                    .orElse(ChecksumAlgorithm.CRC64NVME);
            Digests digests = Digests.of(algorithm);
            Optional<BodyKey> from = encryption.open(call, original, CustomerKey.OF_SOURCE);
            Encryption.Chosen chosen = encryption.choose(call);
            try (InputStream bytes = source.stream(0, from);
                    Staged body = store.stage(digests.over(bytes), chosen.key())) {
                Optional<Checksum> checksum = digests.checksum();
                StoredObject stored = store.put(
                        call.bucket().bucketId(),
                        new NewObject(
                                call.key(),
                                chosen.etag(call.context().ids(), digests.etag()),
                                call.context().now(),
                                chosen.in(head),
                                checksum,
                                List.of()),
                        body,
                        call.bucket().versioning(),
                        ObjectWrites.precondition(call));
                events.created(call, "Copy", stored);
                HttpResponse response = RestXml.encode(
                        200,
                        response(stored)
                                .versionId(ObjectVersions.told(call.bucket(), stored)
                                        .orElse(null))
                                .copySourceVersionId(sourceVersion(call, original))
                                .build());
                return Lifecycle.telling(Encryption.telling(response, call, chosen.sealing()), call, stored);
            }
        }
    }

    private static CopyObjectResponse.Builder response(StoredObject stored) {
        CopyObjectResult.Builder result =
                CopyObjectResult.builder().eTag(Listings.quoted(stored.etag())).lastModified(stored.lastModified());
        stored.checksum().ifPresent(c -> {
            result.checksumType(c.type());
            switch (ChecksumAlgorithm.valueOf(c.algorithm())) {
                case CRC32 -> result.checksumCRC32(c.value());
                case CRC32C -> result.checksumCRC32C(c.value());
                case CRC64NVME -> result.checksumCRC64NVME(c.value());
                case SHA1 -> result.checksumSHA1(c.value());
                case SHA256 -> result.checksumSHA256(c.value());
            }
        });
        return CopyObjectResponse.builder().copyObjectResult(result.build());
    }

    static Optional<ChecksumAlgorithm> requestedAlgorithm(S3Call call) {
        Optional<String> name = call.header("x-amz-checksum-algorithm");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (name.get().indexOf(',') >= 0) {
            throw S3Error.INVALID_REQUEST.said("Invalid types are specified in x-amz-checksum-algorithm header.");
        }
        return Optional.of(ChecksumRules.find(name.get()).orElseThrow(ChecksumRules::unsupported));
    }

    /** The source of a copy, opened; the caller may read it and its conditions hold. */
    OpenObject open(S3Call call) throws IOException {
        Source source = source(call);
        refuseFarSource(call, source);
        String read = source.versionId().isPresent() ? "s3:GetObjectVersion" : "s3:GetObject";
        access.requireOnObject(call.through(source.point()), read, source.bucket(), source.key(), source.keys());
        Owners.requireExpected(call, "x-amz-source-expected-bucket-owner", source.bucket());
        RequestPayment.require(call, source.bucket());
        Conditions conditions = Conditions.of(call, CONDITIONS);
        OpenObject open = open(call, source);
        try {
            ColdStorage.requireCopyable(open.object(), call.context().now());
            Conditions.Verdict verdict = conditions.judge(open.object());
            if (verdict != Conditions.Verdict.HOLDS) {
                throw Conditions.failed(CONDITIONS + verdict.header());
            }
            return open;
        } catch (ApiException refused) {
            open.close();
            throw refused;
        }
    }

    private OpenObject open(S3Call call, Source source) throws IOException {
        String bucketId = source.bucket().bucketId();
        if (source.versionId().isEmpty()) {
            return store.open(bucketId, source.key())
                    .orElseThrow(() -> versions.absent(call.through(source.point()), source.bucket(), source.key()));
        }
        String versionId = source.versionId().get();
        Optional<OpenObject> open = store.openVersion(bucketId, source.key(), versionId);
        if (open.isPresent()) {
            return open.get();
        }
        if (store.findVersion(bucketId, source.key(), versionId).isPresent()) {
            throw S3Error.INVALID_REQUEST.said(
                    "The source of a copy request may not specifically refer to a delete marker by version id.");
        }
        throw versions.noSuchVersion(call.through(source.point()), source.bucket(), source.key(), versionId);
    }

    /** The source's version as the answer tells it. */
    static @Nullable String sourceVersion(S3Call call, StoredObject original) {
        return ObjectVersions.told(source(call).bucket(), original).orElse(null);
    }

    /**
     * A gateway endpoint leads to the buckets of its own Region only, also to those that S3 would read from for the client.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html">CopyObject</a>
     */
    private static void refuseFarSource(S3Call call, Source source) {
        if (call.context().connection() instanceof Connection.ThroughEndpoint through
                && !source.bucket().region().equals(through.vpcScope().region())) {
            throw S3Error.ACCESS_DENIED.said("VPC endpoints do not support cross-region requests");
        }
    }

    private static Source source(S3Call call) {
        String header = call.header("x-amz-copy-source").orElse("");
        int question = header.indexOf('?');
        String path = Parameters.percentDecode(question < 0 ? header : header.substring(0, question), true);
        String parameter = question < 0 ? VERSION + "null" : header.substring(question);
        if (!parameter.startsWith(VERSION) || parameter.indexOf('&') >= 0) {
            throw S3Error.argument("Unsupported copy source parameter.", "x-amz-copy-source", header);
        }
        String version = parameter.substring(VERSION.length());
        if (!VersionIds.isWellFormed(version)) {
            throw S3Error.argument("Invalid version id specified", "x-amz-copy-source", header);
        }
        Optional<String> versionId = question < 0 ? Optional.empty() : Optional.of(version);
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        if (trimmed.startsWith("arn:")) {
            return atPoint(call, header, trimmed, versionId);
        }
        int slash = trimmed.indexOf('/');
        if (slash <= 0 || slash == trimmed.length() - 1) {
            throw S3Error.argument(
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                    "x-amz-copy-source",
                    header);
        }
        String bucket = trimmed.substring(0, slash);
        new S3Address(Optional.of(bucket), Optional.of(trimmed.substring(slash + 1)), Optional.empty())
                .requireInsideBucket();
        Aim aim = Aim.of(call.snapshot(), new S3Address(Optional.of(bucket), Optional.empty(), Optional.empty()));
        return new Source(
                aim.bucket().orElseThrow(() -> S3Error.NO_SUCH_BUCKET.with("BucketName", bucket)),
                aim.point(),
                trimmed.substring(slash + 1),
                versionId);
    }

    /** A source as {@code arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/object/KEY}. */
    private static Source atPoint(S3Call call, String header, String text, Optional<String> versionId) {
        Optional<Arn> arn = Arn.parse(text);
        Optional<String> key = arn.map(Arn::resource)
                .filter(resource -> resource.startsWith("accesspoint/") && resource.contains(OBJECT))
                .map(resource -> resource.substring(resource.indexOf(OBJECT) + OBJECT.length()))
                .filter(found -> !found.isEmpty());
        if (key.isEmpty()) {
            throw S3Error.argument("Invalid copy source object key", "x-amz-copy-source", header);
        }
        AccessPoint point = arn.flatMap(found -> AccessPoint.at(call.snapshot(), found))
                .orElseThrow(() -> S3Error.NO_SUCH_ACCESS_POINT.with("AccessPointName", text));
        return new Source(
                Aim.behind(call.snapshot(), point)
                        .orElseThrow(() -> S3Error.NO_SUCH_BUCKET.with("BucketName", point.bucket())),
                Optional.of(point),
                key.get(),
                versionId);
    }

    /** The new object's head: the original's or the request's, each for metadata and for tags. */
    private ObjectHead head(S3Call call, StoredObject original, ObjectHead asked) {
        boolean replaceMetadata = isReplace(call, "x-amz-metadata-directive");
        boolean replaceTags = isReplace(call, "x-amz-tagging-directive");
        ObjectHead from = replaceMetadata ? asked : original.head();
        String storageClass = call.header("x-amz-storage-class").isPresent() ? asked.storageClass() : "STANDARD";
        SortedMap<String, String> tags =
                replaceTags ? asked.tags() : original.head().tags();
        if (!replaceTags && !tags.isEmpty()) {
            Source source = source(call);
            String read = source.versionId().isPresent() ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging";
            access.requireOnObject(call.through(source.point()), read, source.bucket(), source.key(), source.keys());
        }
        return new ObjectHead(
                redirected(from, asked),
                from.userMetadata(),
                storageClass,
                tags,
                asked.accessList(),
                Optional.empty(),
                asked.lock(),
                Optional.empty());
    }

    /** Where a website sends who asks for an object is not copied with its metadata: it is as the request says. */
    private static SortedMap<String, String> redirected(ObjectHead from, ObjectHead asked) {
        SortedMap<String, String> headers = new TreeMap<>(from.headers());
        headers.remove(REDIRECT);
        Optional.ofNullable(asked.headers().get(REDIRECT)).ifPresent(location -> headers.put(REDIRECT, location));
        return headers;
    }

    private static boolean isReplace(S3Call call, String header) {
        String directive = call.header(header).orElse("COPY");
        return switch (directive) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default ->
                throw S3Error.argument(
                        header.equals("x-amz-tagging-directive")
                                ? "Unknown tagging directive."
                                : "Unknown metadata directive.",
                        header,
                        directive);
        };
    }

    /** What a copy onto itself must change: the request says what, or the bucket does, or the copy is encrypted otherwise than it was. */
    private static void refuseCopyToItself(S3Call call, StoredObject original) {
        Source source = source(call);
        boolean same = source.bucket().bucketId().equals(call.bucket().bucketId())
                && source.key().equals(call.key());
        boolean restores = source.versionId().isPresent() && call.bucket().versioning() != Versioning.NEVER;
        boolean changes = isReplace(call, "x-amz-metadata-directive")
                || call.header("x-amz-server-side-encryption").isPresent()
                || CustomerKey.OF_OBJECT.isMentioned(call)
                || BucketEncryption.of(call.bucket()).isPresent()
                || original.head()
                        .sealing()
                        .filter(sealing -> sealing.by() != Sealing.By.STORE)
                        .isPresent()
                || call.header(REDIRECT).isPresent()
                || call.header("x-amz-storage-class").isPresent(); // be it the one that the object has
        if (same && !changes && !restores) {
            throw S3Error.INVALID_REQUEST.said(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
    }
}
