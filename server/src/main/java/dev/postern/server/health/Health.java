package dev.postern.server.health;

import dev.postern.model.Problem;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The registry of problems. Each source says, whenever it has looked, all that is wrong as far as it can see; what it no longer
 * says is over. What was mended stays listed for a while, so that whoever looks later learns of it.
 */
public final class Health {
    private static final System.Logger LOG = System.getLogger(Health.class.getName());
    private static final int MENDED_MAX = 100;

    private final Clock clock;
    private final TreeMap<String, List<Problem>> bySource = new TreeMap<>();
    private final Deque<Mended> mended = new ArrayDeque<>();

    public Health(Clock clock) {
        this.clock = clock;
    }

    /**
     * Replaces what a source has said before.
     *
     * @param current all of its problems; none if all is well
     */
    public synchronized void report(String source, List<Problem> current) {
        List<Problem> before = bySource.getOrDefault(source, List.of());
        current.stream()
                .filter(problem -> !before.contains(problem))
                .forEach(problem -> LOG.log(level(problem), problem.toString()));
        if (current.isEmpty()) {
            bySource.remove(source);
        } else {
            bySource.put(source, List.copyOf(new TreeSet<>(current)));
        }
    }

    /** Something was found and is already over. */
    public synchronized void mended(Problem found, String done) {
        LOG.log(Level.WARNING, "{0}; {1}", found, done);
        if (mended.size() == MENDED_MAX) {
            mended.removeFirst();
        }
        mended.addLast(new Mended(clock.instant(), found, done));
    }

    /** What is wrong now, by source. */
    public synchronized List<Problem> problems() {
        return bySource.values().stream().flatMap(List::stream).toList();
    }

    /** What was mended lately, oldest first; at most the last hundred. */
    public synchronized List<Mended> mended() {
        return new ArrayList<>(mended);
    }

    private static Level level(Problem problem) {
        return switch (problem.severity()) {
            case WARNING -> Level.WARNING;
            case ERROR -> Level.ERROR;
        };
    }
}
