package dev.postern.storage.objects;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The objects that were read last, the small ones with their bodies, so that a hot object is answered from memory.
 *
 * <p>It is never older than the index: the writer puts every change in before it acknowledges it, and what a reader
 * found in the index is taken only if nothing was written since the reader began to look.
 */
final class ObjectCache {
    /** Bodies up to this many bytes are kept. */
    static final int BODY_BYTES_MAX = 32 << 10;

    private static final long ENTRY_OVERHEAD_BYTES = 1_000L;

    private final long weightMax;
    private final LinkedHashMap<Place, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;
    private long epoch;

    ObjectCache(long weightMax) {
        this.weightMax = weightMax;
    }

    record Place(String bucketId, String key) {}

    /** An object and, if it is small and was read, its body. */
    @SuppressWarnings("ArrayRecordComponent")
    record Entry(StoredObject object, byte @Nullable [] body) {
        private long weight() {
            return ENTRY_OVERHEAD_BYTES + object.key().length() + (body == null ? 0 : body.length);
        }
    }

    synchronized Optional<Entry> get(Place place) {
        return Optional.ofNullable(entries.get(place));
    }

    /** The state of the index as a reader finds it when it begins to look. */
    synchronized long epoch() {
        return epoch;
    }

    /** Keeps what a reader found, unless something was written since. */
    synchronized void found(long sinceEpoch, Place place, Entry entry) {
        if (sinceEpoch == epoch) {
            put(place, entry);
        }
    }

    /** Adds the body to an object that is still the one that is kept. */
    synchronized void foundBody(Place place, StoredObject object, byte[] body) {
        Entry entry = entries.get(place);
        if (entry != null && entry.object().body().equals(object.body())) {
            put(place, new Entry(entry.object(), body));
        }
    }

    synchronized void written(Place place, StoredObject object) {
        epoch++;
        put(place, new Entry(object, null));
    }

    synchronized void removed(Place place) {
        epoch++;
        Entry old = entries.remove(place);
        weight -= old == null ? 0 : old.weight();
    }

    synchronized void clear() {
        epoch++;
        entries.clear();
        weight = 0;
    }

    private void put(Place place, Entry entry) {
        Entry old = entries.put(place, entry);
        weight += entry.weight() - (old == null ? 0 : old.weight());
        Iterator<Entry> oldest = entries.values().iterator();
        while (weight > weightMax && oldest.hasNext()) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }
}
