package dev.postern.server.gathering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Texts that come one by one and go in files: each destination's are due {@value #SECONDS} seconds after the first, or when they have
 * {@value #LENGTH_MAX} characters. May be used by any number of threads.
 *
 * @param <K> where a file goes
 */
public final class Gathering<K> {
    private static final int SECONDS = 5;
    private static final int LENGTH_MAX = 4 << 20;

    private final Map<K, Open> open = new LinkedHashMap<>();
    private long length;

    private static final class Open {
        private final List<String> texts = new ArrayList<>();
        private final long since = System.nanoTime();
        private long length;

        boolean isLarge() {
            return length >= LENGTH_MAX;
        }

        boolean isDue() {
            return isLarge() || System.nanoTime() - since >= TimeUnit.SECONDS.toNanos(SECONDS);
        }
    }

    /** Adds a text; answers whether its destination's are due by that. */
    public synchronized boolean add(K destination, String text) {
        Open gathered = open.computeIfAbsent(destination, _ -> new Open());
        gathered.texts.add(text);
        gathered.length += text.length();
        length += text.length();
        return gathered.isLarge();
    }

    /** Takes what is due, or all. */
    public synchronized Map<K, List<String>> take(boolean all) {
        Map<K, List<String>> taken = new LinkedHashMap<>();
        Map.copyOf(open).forEach((destination, gathered) -> {
            if (all || gathered.isDue()) {
                open.remove(destination);
                length -= gathered.length;
                taken.put(destination, gathered.texts);
            }
        });
        return taken;
    }

    /** How many characters there are of all destinations. */
    public synchronized long length() {
        return length;
    }

    /** Forgets all. */
    public synchronized void clear() {
        open.clear();
        length = 0;
    }
}
