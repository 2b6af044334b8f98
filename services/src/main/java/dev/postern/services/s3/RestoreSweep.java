package dev.postern.services.s3;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Restored;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Tells that copies of archived objects are there, and that they are gone, before that is noted: should the process end in between, it is
 * told again. Whether a copy can be read does not wait for this: it follows from the time.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html">Restoring an archived object</a>
 */
public final class RestoreSweep {
    private static final int PAGE_MAX = 1_000;
    private static final int PAGES_MAX = 20;
    private static final int REQUEST_ID_LENGTH = 16;

    private final Supplier<Snapshot> newest;
    private final ObjectStore store;
    private final BucketEvents events;
    private final Ids ids;

    /** The copies of all buckets of a cloud, in a store; the post takes what is told of them. */
    public RestoreSweep(Supplier<Snapshot> newest, ObjectStore store, EventPost post, Ids ids) {
        this.newest = newest;
        this.store = store;
        this.events = new BucketEvents(post);
        this.ids = ids;
    }

    /** Goes on for a while. It is to be called every second or so, by one thread. */
    public void tend(Instant now) {
        int pages = 0;
        while (pages < PAGES_MAX && store.settleRestorations(now, PAGE_MAX, due -> tell(due, now))) {
            pages++; // the rest has time
        }
    }

    private void tell(List<Restored> due, Instant now) {
        Map<String, List<Restored>> byBucket = due.stream().collect(Collectors.groupingBy(Restored::bucketId));
        newest.get().all(Bucket.class).stream()
                .filter(bucket -> byBucket.containsKey(bucket.bucketId()))
                .forEach(bucket -> events.restored(
                        bucket,
                        byBucket.getOrDefault(bucket.bucketId(), List.of()),
                        now,
                        () -> ids.base32(REQUEST_ID_LENGTH)));
    }
}
