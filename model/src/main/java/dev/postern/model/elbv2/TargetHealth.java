package dev.postern.model.elbv2;

import dev.postern.model.elbv2.TargetGroup.Target;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What probes have found of targets. It is observed and not kept: it changes by itself, and after a start it is found anew.
 *
 * @param found by group and target; nothing of whom no probe has decided yet
 */
public record TargetHealth(SortedMap<Key, Finding> found) {
    /** Nobody was probed. */
    public static final TargetHealth NONE = new TargetHealth(new TreeMap<>());

    public TargetHealth {
        found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
    }

    /** A target in a group. */
    public record Key(String targetGroup, String target, int port) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::targetGroup)
                .thenComparing(Key::target)
                .thenComparingInt(Key::port);

        public static Key of(TargetGroup group, Target target) {
            return new Key(group.key(), target.id(), target.port());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** How a target is. New connections should go to healthy ones only. */
    public enum State {
        HEALTHY,
        /** Unhealthy, with time left for the connections that it has. */
        DRAINING,
        UNHEALTHY
    }

    /**
     * What was found.
     *
     * @param since when it was first found healthy, or not
     */
    public record Finding(State state, Instant since) {
        public boolean healthy() {
            return state == State.HEALTHY;
        }
    }

    public Optional<Finding> of(TargetGroup group, Target target) {
        return Optional.ofNullable(found.get(Key.of(group, target)));
    }
}
