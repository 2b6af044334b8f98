package dev.postern.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was worked out of something lately, so that it is not worked out again for each request. Of more than a bound all is forgotten:
 * what is still of use is soon there again. May be used by any number of threads; two of them may work out the same at once.
 *
 * @param <K> of which it is worked out; equal ones have equal results
 */
public final class Remembered<K, V> {
    private final int bound;
    private final Map<K, V> known = new ConcurrentHashMap<>();

    /**
     * One that knows nothing yet.
     *
     * @param bound how much is remembered at most
     */
    public Remembered(int bound) {
        this.bound = bound;
    }

    /** The result of something, worked out if need be. */
    public V get(K key, Function<? super K, ? extends V> work) {
        V found = known.get(key);
        if (found == null) {
            if (known.size() >= bound) {
                known.clear();
            }
            found = work.apply(key);
            known.put(key, found);
        }
        return found;
    }
}
