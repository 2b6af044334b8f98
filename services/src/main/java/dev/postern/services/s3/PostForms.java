package dev.postern.services.s3;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.objects.NewObject;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Staged;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.FormUpload;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import dev.postern.wire.sigv4.S3Body;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;

/**
 * Objects that browsers upload by forms: what is put, and how, is as the form's fields say, within what the signer of its policy
 * allows.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">POST Object</a>
 */
final class PostForms {
    private static final PostPolicy.Range ANY_SIZE = new PostPolicy.Range(0, 5L << 30);

    /** Fields that are headers of a PUT by the same name. */
    private static final Set<String> HEADERS = Set.of(
            "cache-control", "content-md5", "content-type", "content-disposition", "content-encoding", "expires");

    /** Fields that say how the form is signed. */
    private static final Set<String> SIGNING = Set.of(
            "x-amz-algorithm",
            "x-amz-content-sha256",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-signature");

    /** Headers that count beside the fields. None of them says what is put, which the policy has not seen. */
    private static final Set<String> OF_REQUEST =
            Set.of("host", "referer", "x-amz-expected-bucket-owner", "x-amz-request-payer");

    private final ObjectStore store;
    private final Access access;
    private final Encryption encryption;
    private final BucketEvents events;

    PostForms(ObjectStore store, Access access, Encryption encryption, BucketEvents events) {
        this.store = store;
        this.access = access;
        this.encryption = encryption;
        this.events = events;
    }

    /** The PUT that a form stands for. */
    static S3Call asPut(HttpRequest request, Aim aim, FormUpload form, RequestContext context, Snapshot snapshot) {
        S3Address address = aim.address();
        Map<String, String> fields = new TreeMap<>();
        form.fields()
                .forEach((name, value) ->
                        fields.put(name.toLowerCase(Locale.ROOT), value.replace("${filename}", form.fileName())));
        if (fields.getOrDefault("key", "").isEmpty()) {
            throw S3Error.argument(
                    "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the"
                            + " fields.",
                    "key",
                    "");
        }
        if (!form.hasFile()) {
            throw S3Error.argument("POST requires exactly one file upload per request.", "file", "0");
        }
        policy(form).ifPresent(policy -> policy.require(fields, address.bucket().orElse(""), context.now()));
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, value) -> {
            if (OF_REQUEST.contains(name)) {
                headers.add(name, value);
            }
        });
        fields.forEach((name, value) -> {
            if (HEADERS.contains(name) || (name.startsWith("x-amz-") && !SIGNING.contains(name))) {
                headers.add(name, value);
            } else if (name.equals("acl")) {
                headers.add("x-amz-acl", value);
            } else if (name.equals("tagging")) {
                headers.add("x-amz-tagging", tags(request, address, value));
            }
        });
        return new S3Call(
                new HttpRequest("POST", request.path(), "", headers.build(), form),
                new S3Address(address.bucket(), Optional.of(fields.getOrDefault("key", "")), address.region()),
                Parameters.parse(""),
                S3Operation.PUT_OBJECT,
                context,
                snapshot,
                aim.bucket(),
                aim.point());
    }

    private static Optional<PostPolicy> policy(FormUpload form) {
        return form.field("policy").map(PostPolicy::parse);
    }

    /** The tags of a document as the header has them. */
    private static String tags(HttpRequest request, S3Address address, String document) {
        return RestXml.decode(
                        PutObjectTaggingRequest.builder(), request, address, document.getBytes(StandardCharsets.UTF_8))
                .tagging()
                .tagSet()
                .stream()
                .map(tag -> UrlText.piece(tag.key()) + "=" + UrlText.piece(tag.value()))
                .collect(Collectors.joining("&"));
    }

    HttpResponse put(S3Call call, FormUpload form) throws IOException {
        ObjectHead head = ObjectHeaders.read(call);
        ObjectWrites.requireTagging(call, access, head);
        PostPolicy.Range range = policy(form).flatMap(PostPolicy::range).orElse(ANY_SIZE);
        Digests digests = Digests.of(ChecksumRules.announcement(call.request()).orElse(ChecksumAlgorithm.CRC64NVME));
        Encryption.Chosen chosen = encryption.choose(call);
        InputStream checked = S3Body.unsigned(call.request()).body().open(); // against the checksum that a field gives
        try (InputStream file = digests.over(new Bounded(checked, range.max()));
                Staged staged = store.stage(file, chosen.key())) {
            if (staged.size() < range.min()) {
                throw S3Error.ENTITY_TOO_SMALL.with(
                        "ProposedSize", Long.toString(staged.size()), "MinSizeAllowed", Long.toString(range.min()));
            }
            StoredObject stored = store.put(
                    call.bucket().bucketId(),
                    new NewObject(
                            call.key(),
                            chosen.etag(call.context().ids(), digests.etag()),
                            call.context().now(),
                            chosen.in(head),
                            digests.checksum(),
                            List.of()),
                    staged,
                    call.bucket().versioning(),
                    ObjectStore.Precondition.NONE);
            events.created(call, "Post", stored);
            return answer(call, form, stored);
        } catch (EOFException e) {
            throw S3Error.MALFORMED_POST.with();
        }
    }

    /** What the form wants its user to see. */
    private static HttpResponse answer(S3Call call, FormUpload form, StoredObject stored) {
        String etag = Listings.quoted(stored.etag());
        String location = "https://" + call.bucketName() + ".s3.amazonaws.com/" + UrlText.path(call.key());
        Headers.Builder headers = Headers.builder().add("etag", etag);
        Encryption.tell(headers, call, stored.head().sealing());
        Lifecycle.tell(headers, call, stored);
        ObjectVersions.told(call.bucket(), stored).ifPresent(id -> headers.add(ObjectVersions.HEADER, id));
        Optional<String> redirect = form.field("success_action_redirect").or(() -> form.field("redirect"));
        if (redirect.filter(to -> to.matches("https?://\\S+")).isPresent()) {
            String separator = redirect.get().contains("?") ? "&" : "?";
            headers.add(
                    "location",
                    redirect.get() + separator + "bucket=" + UrlText.piece(call.bucketName()) + "&key="
                            + UrlText.piece(call.key()) + "&etag=" + UrlText.piece(etag));
            return HttpResponse.empty(303, headers.build());
        }
        headers.add("location", location);
        String status = form.field("success_action_status").orElse("204");
        if (!status.equals("201")) {
            return HttpResponse.empty(status.equals("200") ? 200 : 204, headers.build());
        }
        headers.add("content-type", "application/xml");
        String body = XmlWriter.document()
                .open("PostResponse")
                .element("Location", location)
                .element("Bucket", call.bucketName())
                .element("Key", call.key())
                .element("ETag", etag)
                .close("PostResponse")
                .toString();
        return HttpResponse.of(201, headers.build(), body);
    }

    /** Reads no further than a file may be long. */
    private static final class Bounded extends FilterInputStream {
        private final long max;
        private long count;

        Bounded(InputStream in, long max) {
            super(in);
            this.max = max;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int more) {
            count += more;
            if (count > max) {
                throw S3Error.ENTITY_TOO_LARGE.with(
                        "ProposedSize", Long.toString(count), "MaxSizeAllowed", Long.toString(max));
            }
        }
    }
}
