package dev.postern.services.s3;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.objects.Due;
import dev.postern.storage.objects.Listing;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.Settled;
import dev.postern.storage.objects.Upload;
import dev.postern.storage.objects.VersionEntry;
import dev.postern.storage.objects.VersionListing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets rules come to pass. As all that they say falls due at midnight UTC, each bucket with rules is walked through once a day, and again
 * when its rules have changed: page by page, so that neither its size nor other requests matter. It remembers how far it is; after a
 * start it begins anew, and finds nothing twice.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html">Managing the lifecycle of objects</a>
 */
public final class LifecycleSweep {
    private static final int PAGE_MAX = 1_000;
    private static final int REQUEST_ID_LENGTH = 16;

    /** In one turn, so that nobody who waits for the next waits long. */
    private static final int PAGES_MAX = 20;

    private final Supplier<Snapshot> newest;
    private final ObjectStore store;
    private final BucketEvents events;
    private final Ids ids;
    private final int pageMax;

    /** What each bucket that was walked through to its end was like then, by its id. */
    private final Map<String, Walk> done = new HashMap<>();

    private @Nullable Walk walk;

    /** When there was nothing more to do: nor is there while neither the cloud changes nor the day. */
    private @Nullable Rest rested;

    private record Rest(long sequence, Instant day) {}

    /** What time and rules a walk is about, and where it is. */
    private static final class Walk {
        private final Instant day;
        private final String rules;
        private final Versioning versioning;
        private final Bucket bucket;
        private Optional<String> key = Optional.empty();
        private Optional<String> version = Optional.empty();

        /** Since when the version behind the last one is not the newest of its key. */
        private Instant since = Instant.EPOCH;

        /** How many of the key there were that are not the newest. */
        private int noncurrent;

        Walk(Bucket bucket, Instant now) {
            this.bucket = bucket;
            this.day = now.truncatedTo(ChronoUnit.DAYS);
            this.rules =
                    bucket.configuration(Lifecycle.NAME).orElse("") + LifecycleConfigurations.archivesSmall(bucket);
            this.versioning = bucket.versioning();
        }

        boolean isAsGoodAs(Walk other) {
            return day.equals(other.day) && rules.equals(other.rules) && versioning == other.versioning;
        }
    }

    /** The rules of all buckets of a cloud, on a store's objects; the post takes what is told of that. */
    public LifecycleSweep(Supplier<Snapshot> newest, ObjectStore store, EventPost post, Ids ids) {
        this(newest, store, post, ids, PAGE_MAX);
    }

    LifecycleSweep(Supplier<Snapshot> newest, ObjectStore store, EventPost post, Ids ids, int pageMax) {
        this.newest = newest;
        this.store = store;
        this.events = new BucketEvents(post);
        this.ids = ids;
        this.pageMax = pageMax;
    }

    /** Goes on for a while. It is to be called every second or so, by one thread. */
    public void tend(Instant now) {
        for (int i = 0; i < PAGES_MAX && step(now); i++) {
            // some at once; the rest has time
        }
    }

    /** Looks at one page; answers whether there is more to look at. */
    boolean step(Instant now) {
        Snapshot snapshot = newest.get();
        Walk current = walk;
        if (current == null || !isOf(snapshot, current, now)) {
            Rest rest = new Rest(snapshot.sequence(), now.truncatedTo(ChronoUnit.DAYS));
            Optional<Walk> next = rest.equals(rested) ? Optional.empty() : next(snapshot, now);
            walk = next.orElse(null);
            if (next.isEmpty()) {
                rested = rest;
                return false;
            }
            current = next.get();
        }
        try {
            if (!page(current, Lifecycle.of(current.bucket).orElseThrow(), now)) {
                done.put(current.bucket.bucketId(), current);
                walk = null;
            }
        } catch (ObjectStore.BucketDroppedException e) {
            walk = null; // and the next snapshot has it no longer
        }
        return true;
    }

    /** Whether a walk that has begun is still of use. */
    private static boolean isOf(Snapshot snapshot, Walk walk, Instant now) {
        return bucket(snapshot, walk)
                .filter(bucket -> new Walk(bucket, now).isAsGoodAs(walk))
                .isPresent();
    }

    /** What the bucket of a walk is now. */
    private static Optional<Bucket> bucket(Snapshot snapshot, Walk walk) {
        return snapshot.find(Bucket.class, walk.bucket.scope(), walk.bucket.name())
                .filter(bucket -> bucket.bucketId().equals(walk.bucket.bucketId()));
    }

    private Optional<Walk> next(Snapshot snapshot, Instant now) {
        List<Bucket> withRules = snapshot.all(Bucket.class).stream()
                .filter(bucket -> bucket.configuration(Lifecycle.NAME).isPresent())
                .toList();
        done.keySet().retainAll(withRules.stream().map(Bucket::bucketId).toList());
        for (Bucket bucket : withRules) {
            Walk wanted = new Walk(bucket, now);
            Walk before = done.get(bucket.bucketId());
            if (before == null || !before.isAsGoodAs(wanted)) {
                return Optional.of(wanted);
            }
        }
        return Optional.empty();
    }

    private boolean page(Walk at, Lifecycle lifecycle, Instant now) {
        if (at.key.isEmpty() && abort(at.bucket, lifecycle, now)) {
            return true;
        }
        VersionListing.Page page = store.listVersions(
                at.bucket.bucketId(), new VersionListing(new Listing("", "", at.key.orElse(""), pageMax), at.version));
        List<Due> due = new ArrayList<>();
        List<VersionListing.Entry> entries = page.entries();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof VersionListing.Version(VersionEntry version, boolean latest)) {
                boolean alone = i + 1 >= entries.size()
                        || !entries.get(i + 1).name().equals(version.key()); // what the next page has, the store knows
                look(at, lifecycle, version, latest, alone, now).ifPresent(due::add);
            }
        }
        if (!due.isEmpty()) {
            store.settle(at.bucket.bucketId(), due, at.versioning, now, settled -> tell(at, settled, now));
        }
        Optional<VersionListing.Entry> last = page.last();
        last.ifPresent(entry -> {
            at.key = Optional.of(entry.name());
            at.version = entry instanceof VersionListing.Version(VersionEntry version, boolean _)
                    ? Optional.of(version.versionId())
                    : Optional.empty();
        });
        return last.isPresent();
    }

    private void tell(Walk at, List<Settled> settled, Instant now) {
        bucket(newest.get(), at)
                .ifPresent(bucket -> events.settled(bucket, settled, now, () -> ids.base32(REQUEST_ID_LENGTH)));
    }

    private static Optional<Due> look(
            Walk at, Lifecycle lifecycle, VersionEntry version, boolean latest, boolean alone, Instant now) {
        Optional<Due> due;
        if (latest) {
            due = lifecycle.ofCurrent(version, alone, at.versioning, now);
            at.noncurrent = 0;
        } else {
            due = lifecycle.ofNoncurrent(version, at.since, at.noncurrent, now);
            at.noncurrent++;
        }
        at.since = version.lastModified();
        return due;
    }

    /** Whether there may be more uploads to abort. */
    private boolean abort(Bucket bucket, Lifecycle lifecycle, Instant now) {
        for (Lifecycle.Rule rule : lifecycle.rules()) {
            if (rule.says().abortIncompleteMultipartUpload() == null) {
                continue;
            }
            int days = rule.says().abortIncompleteMultipartUpload().daysAfterInitiation();
            // Whatever began by the last midnight so many days ago is due by now.
            Instant begun = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(days));
            List<Upload> old =
                    store.uploadsUntil(bucket.bucketId(), rule.filter().prefix(), begun, pageMax);
            old.forEach(upload -> store.abort(upload.uploadId()));
            if (old.size() == pageMax) {
                return true;
            }
        }
        return false;
    }
}
