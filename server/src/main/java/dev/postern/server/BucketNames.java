package dev.postern.server;

import dev.postern.model.Snapshot;
import dev.postern.model.s3.Bucket;
import java.util.function.UnaryOperator;

/** Tells the name of a bucket by the id under which its objects are kept; the id itself for one that is gone. */
record BucketNames(Snapshot snapshot) implements UnaryOperator<String> {
    @Override
    public String apply(String bucketId) {
        return snapshot.all(Bucket.class).stream()
                .filter(bucket -> bucket.bucketId().equals(bucketId))
                .map(Bucket::name)
                .findFirst()
                .orElse(bucketId);
    }
}
