package dev.postern.services.s3;

import dev.postern.model.request.RequestContext;
import dev.postern.storage.objects.VersionIds;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A request that nobody has made: the plainest one that needs an action.
 *
 * @param bucket empty for actions on no bucket
 * @param key the object's; of actions on a bucket, the prefix that is listed
 * @param versionId the version that it names; empty for an action that is on none
 */
public record SupposedRequest(
        S3Operation operation, Optional<String> bucket, Optional<String> key, Optional<String> versionId) {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Where several operations need the same action, the one that people mean. */
    private static final List<S3Operation> PREFERRED = List.of(
            S3Operation.LIST_OBJECTS_V2, S3Operation.GET_OBJECT, S3Operation.PUT_OBJECT, S3Operation.DELETE_OBJECT);

    /** The actions of S3 that some operation here needs. */
    public static SortedSet<String> actions() {
        SortedSet<String> actions = new TreeSet<>();
        for (S3Operation operation : S3Operation.values()) {
            actions.add(operation.action());
            actions.add(operation.versionAction());
        }
        return actions;
    }

    /**
     * The request.
     *
     * @param action one of {@link #actions()}
     * @throws IllegalArgumentException in words, if the action does not act on what is named
     */
    public static SupposedRequest of(String action, Optional<String> bucket, Optional<String> key) {
        List<S3Operation> needing = Stream.concat(PREFERRED.stream(), Stream.of(S3Operation.values()))
                .filter(operation -> operation.action().equals(action)
                        || operation.versionAction().equals(action))
                .sorted(Comparator.comparing(
                        operation -> operation.level() != level(bucket, key))) // stable: false comes first
                .toList();
        S3Operation first = needing.getFirst();
        boolean prefix = first.level() == S3Operation.Level.BUCKET && isListing(first);
        boolean fits = first.level() == level(bucket, key) || (prefix && bucket.isPresent());
        if (!fits) {
            throw new IllegalArgumentException(action
                    + switch (first.level()) {
                        case SERVICE -> " acts on no bucket: leave the resource out, or say *";
                        case BUCKET -> " acts on a bucket: say s3://BUCKET";
                        case OBJECT -> " acts on an object: say s3://BUCKET/KEY";
                    });
        }
        return new SupposedRequest(
                first, bucket, key, first.action().equals(action) ? Optional.empty() : Optional.of(VersionIds.NULL));
    }

    /**
     * The same about another version.
     *
     * @throws IllegalArgumentException in words, if its action is on none
     */
    public SupposedRequest naming(String version) {
        if (versionId.isEmpty()) {
            boolean other = !operation.versionAction().equals(operation.action());
            throw new IllegalArgumentException(operation.action() + " acts on no version that is named"
                    + (other ? "; that is " + operation.versionAction() : ""));
        }
        return new SupposedRequest(operation, bucket, key, Optional.of(version));
    }

    private static S3Operation.Level level(Optional<String> bucket, Optional<String> key) {
        if (bucket.isEmpty()) {
            return S3Operation.Level.SERVICE;
        }
        return key.isEmpty() ? S3Operation.Level.BUCKET : S3Operation.Level.OBJECT;
    }

    private static boolean isListing(S3Operation operation) {
        return operation == S3Operation.LIST_OBJECTS_V2 || operation == S3Operation.LIST_OBJECT_VERSIONS;
    }

    /** Whether the bucket must exist. */
    public boolean needsBucket() {
        return operation.needsBucket();
    }

    /** Of HTTP. */
    public String method() {
        return operation.method();
    }

    /** Whether it answers what an object is or holds. */
    boolean readsObject() {
        return operation.level() == S3Operation.Level.OBJECT
                && (operation.method().equals("GET") || operation.method().equals("HEAD"))
                && operation != S3Operation.LIST_PARTS;
    }

    /** The same as it would be sent to the address of a Region. */
    public HttpRequest asRequest(RequestContext context) {
        StringBuilder path = new StringBuilder("/");
        bucket.ifPresent(name -> path.append(UrlText.piece(name)));
        if (operation.level() == S3Operation.Level.OBJECT) {
            path.append('/').append(UrlText.path(key.orElse("")));
        }
        String host = "s3." + context.region() + ".amazonaws.com";
        return new HttpRequest(
                operation.method(),
                path.toString(),
                query(),
                Headers.of("host", host, "x-amz-date", TIMESTAMP.format(context.now())),
                HttpRequest.Bytes.NONE);
    }

    private String query() {
        List<String> parts = new ArrayList<>();
        if (!operation.subresource().isEmpty()) {
            parts.add(operation.subresource() + (operation == S3Operation.LIST_OBJECTS_V2 ? "=2" : "="));
        }
        if (isListing(operation)) {
            parts.add("prefix=" + UrlText.piece(key.orElse("")));
            parts.add("delimiter=%2F");
        }
        versionId.ifPresent(id -> parts.add("versionId=" + UrlText.piece(id)));
        return String.join("&", parts);
    }
}
