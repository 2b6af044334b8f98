package dev.postern.storage.objects;

import dev.postern.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** What was found to have lost its body, by the body's name, until it has another or is gone itself. */
final class LostBodies {
    /** Where a whole disk is lost, its first thousand objects say so. */
    static final int NAMED_MAX = 1_000;

    private final Map<String, IndexedBody.Lost> lost = new ConcurrentSkipListMap<>();

    void found(String body, IndexedBody.Lost what) {
        if (lost.size() < NAMED_MAX) {
            lost.put(body, what);
        }
    }

    /** The body is there again, or nothing needs it any more. */
    void over(String body) {
        lost.remove(body);
    }

    void clear() {
        lost.clear();
    }

    Set<String> names() {
        return new TreeSet<>(lost.keySet());
    }

    List<Problem> problems(UnaryOperator<String> bucketName) {
        return lost.values().stream()
                .map(found -> found.problem(bucketName))
                .sorted()
                .toList();
    }
}
