package dev.postern.services.s3;

import dev.postern.storage.objects.NewObject;
import dev.postern.storage.objects.ObjectHead;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.sigv4.ChecksumAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Putting objects in one piece.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 */
final class ObjectWrites {
    private static final int KEY_BYTES_MAX = 1024;
    private static final String NOT_ACCEPTED = "We don't accept the provided value of %s header for this API";

    private final ObjectStore store;
    private final Access access;
    private final BodyReceiver receiver;
    private final Encryption encryption;
    private final BucketEvents events;

    ObjectWrites(ObjectStore store, Access access, BodyReceiver receiver, Encryption encryption, BucketEvents events) {
        this.store = store;
        this.access = access;
        this.receiver = receiver;
        this.encryption = encryption;
        this.events = events;
    }

    HttpResponse put(S3Call call) throws IOException {
        ObjectHead head = ObjectHeaders.read(call);
        requireTagging(call, access, head);
        ObjectStore.Precondition precondition = precondition(call);
        // What can be refused before the body travels is refused then; it is asked again when the object is stored.
        precondition.check(store.find(call.bucket().bucketId(), call.key()));
        Encryption.Chosen chosen = encryption.choose(call);
        try (BodyReceiver.Received body = receiver.receive(call.request(), ChecksumAlgorithm.CRC64NVME, chosen.key())) {
            StoredObject stored = store.put(
                    call.bucket().bucketId(),
                    new NewObject(
                            call.key(),
                            chosen.etag(call.context().ids(), body.etag()),
                            call.context().now(),
                            chosen.in(head),
                            Optional.of(body.checksum()),
                            List.of()),
                    body.staged(),
                    call.bucket().versioning(),
                    precondition);
            events.created(call, "Put", stored);
            Headers.Builder headers = Headers.builder().add("etag", Listings.quoted(stored.etag()));
            Encryption.tellNew(headers, call, chosen.sealing());
            ObjectVersions.told(call.bucket(), stored).ifPresent(id -> headers.add(ObjectVersions.HEADER, id));
            Lifecycle.tell(headers, call, stored);
            ObjectHeaders.write(headers, body.checksum());
            return HttpResponse.empty(200, headers.build());
        }
    }

    static void requireKey(S3Call call) {
        int length = call.key().getBytes(StandardCharsets.UTF_8).length;
        if (length > KEY_BYTES_MAX) {
            throw S3Error.KEY_TOO_LONG.with(
                    "Size", Integer.toString(length), "MaxSizeAllowed", Integer.toString(KEY_BYTES_MAX));
        }
    }

    /** Tags that come with an object need the permission to tag. */
    static void requireTagging(S3Call call, Access access, ObjectHead head) {
        if (!head.tags().isEmpty()) {
            access.requireOnObject(call, "s3:PutObjectTagging", call.bucket(), call.key(), requestedTags(head.tags()));
        }
    }

    static SortedMap<String, List<String>> requestedTags(SortedMap<String, String> tags) {
        SortedMap<String, List<String>> keys = new TreeMap<>();
        keys.put("s3:RequestObjectTagKeys", List.copyOf(tags.keySet()));
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            keys.put("s3:RequestObjectTag/" + tag.getKey(), List.of(tag.getValue()));
        }
        return keys;
    }

    /**
     * The conditions of a write.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional
     *     writes</a>
     */
    static ObjectStore.Precondition precondition(S3Call call) {
        ObjectStore.CompletionPrecondition precondition = completionPrecondition(call);
        return current -> precondition.check(current, false);
    }

    /** The same for an upload's end, which a write since its beginning makes fail where the object alone would not. */
    static ObjectStore.CompletionPrecondition completionPrecondition(S3Call call) {
        Optional<String> ifMatch = call.header("if-match");
        Optional<String> ifNoneMatch = call.header("if-none-match");
        if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
            throw notImplemented(
                    "If-Match,If-None-Match", "Multiple conditional request headers present in the request");
        }
        if (ifNoneMatch.filter(value -> !value.equals("*")).isPresent()) {
            throw notImplemented("If-None-Match", NOT_ACCEPTED.formatted("If-None-Match"));
        }
        if (ifMatch.filter(value -> value.equals("*")).isPresent()) {
            throw notImplemented("If-Match", NOT_ACCEPTED.formatted("If-Match"));
        }
        return (current, overtaken) -> {
            if (ifNoneMatch.isPresent() && current.isPresent()) {
                throw Conditions.failed("If-None-Match");
            }
            if (ifMatch.isPresent()) {
                StoredObject object = current.orElseThrow(() -> S3Error.NO_SUCH_KEY.with("Key", call.key()));
                if (!Conditions.matches(ifMatch.get(), object.etag())) {
                    throw Conditions.failed("If-Match");
                }
            }
            if (overtaken && (ifMatch.isPresent() || ifNoneMatch.isPresent())) {
                throw S3Error.CONDITIONAL_REQUEST_CONFLICT.with(
                        "Condition", ifMatch.isPresent() ? "If-Match" : "If-None-Match", "Key", call.key());
            }
        };
    }

    private static ApiException notImplemented(String header, String why) {
        return S3Error.NOT_IMPLEMENTED.with("Header", header, "additionalMessage", why);
    }
}
