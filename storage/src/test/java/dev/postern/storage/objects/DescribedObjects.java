package dev.postern.storage.objects;

import dev.postern.model.Snapshot;
import dev.postern.model.s3.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All that a store holds of a cloud's buckets, as texts, their bodies included. */
public final class DescribedObjects {
    private static final int LISTED_MAX = 1_000;

    private DescribedObjects() {}

    /** One line for each object, upload and part. */
    public static List<String> of(ObjectStore store, Snapshot state) {
        List<String> text = new ArrayList<>();
        state.all(Bucket.class).stream().forEach(bucket -> {
            text.add("bucket " + bucket.name());
            store.list(bucket.bucketId(), new Listing("", "", "", LISTED_MAX))
                    .entries()
                    .forEach(entry -> text.add(object(store, bucket, entry.name())));
            store.uploads(bucket.bucketId(), "").forEach(upload -> {
                text.add(upload.toString());
                store.parts(upload.uploadId()).forEach(part -> text.add(part.toString()));
            });
        });
        return text;
    }

    private static String object(ObjectStore store, Bucket bucket, String key) {
        try (OpenObject open = store.open(bucket.bucketId(), key).orElseThrow();
                InputStream body = open.stream(0)) {
            return open.object() + " = " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
