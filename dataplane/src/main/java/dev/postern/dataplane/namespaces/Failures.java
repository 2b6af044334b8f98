package dev.postern.dataplane.namespaces;

import dev.postern.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** What could not be done, by namespace. One that fails again and again is tried ever more seldom and does not hold up the others. */
final class Failures {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier clock;
    private final Map<String, Pause> pauses = new TreeMap<>();
    private final TreeMap<String, Problem> now = new TreeMap<>();

    private record Pause(long endNanos, long nanos, Problem problem) {}

    Failures(LongSupplier clock) {
        this.clock = clock;
    }

    /** All is tried anew, but what pauses. */
    void begin() {
        now.clear();
    }

    void add(String namespace, KernelException e) {
        now.put(
                namespace,
                new Problem(
                        Problem.Code.NETWORK_STEP_FAILED,
                        Problem.Severity.ERROR,
                        namespace,
                        String.valueOf(e.getMessage())));
    }

    boolean isEmpty() {
        return now.isEmpty();
    }

    boolean contains(String namespace) {
        return now.containsKey(namespace) || pauses(namespace);
    }

    /** Whether it failed lately and is left alone for a while. */
    boolean pauses(String namespace) {
        Pause pause = pauses.get(namespace);
        return pause != null && clock.getAsLong() - pause.endNanos() < 0;
    }

    /** After a last attempt: what failed pauses, what succeeded is forgotten. */
    List<Problem> end(Predicate<String> relevant) {
        pauses.keySet().removeIf(relevant.negate());
        pauses.keySet().removeIf(namespace -> !now.containsKey(namespace) && !pauses(namespace));
        now.forEach((namespace, problem) -> {
            Pause last = pauses.get(namespace);
            long nanos = last == null ? FIRST_PAUSE_NANOS : Math.min(2 * last.nanos(), LAST_PAUSE_NANOS);
            pauses.put(namespace, new Pause(clock.getAsLong() + nanos, nanos, problem));
        });
        return pauses.values().stream().map(Pause::problem).toList();
    }
}
