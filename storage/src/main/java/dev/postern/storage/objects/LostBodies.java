package dev.postern.storage.objects;

import dev.postern.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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

    /** The file is there again, and as long as it was. */
    void there(String body) {
        lost.computeIfPresent(body, (_, what) -> what.altered() ? what : null);
    }

    void clear() {
        lost.clear();
    }

    /** @param altered those with other contents, or all others */
    Set<String> names(boolean altered) {
        return lost.entrySet().stream()
                .filter(one -> one.getValue().altered() == altered)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<Problem> problems(UnaryOperator<String> bucketName) {
        return lost.values().stream()
                .map(found -> found.problem(bucketName))
                .sorted()
                .toList();
    }
}
