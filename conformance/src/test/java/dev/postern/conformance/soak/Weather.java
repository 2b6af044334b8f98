package dev.postern.conformance.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the network was disturbed: from when something was broken until all probes passed again. */
final class Weather {
    private final List<Storm> storms = new ArrayList<>();

    /** A time in which probes may fail; without an end while it lasts. */
    private record Storm(Optional<Long> untilNanos) {}

    synchronized void storm() {
        storms.add(new Storm(Optional.empty()));
    }

    synchronized void calm() {
        storms.removeLast();
        storms.add(new Storm(Optional.of(System.nanoTime())));
    }

    /** Whether nothing was broken from a time ({@link System#nanoTime}) until now. */
    synchronized boolean wasFair(long sinceNanos) {
        return storms.stream()
                .noneMatch(storm ->
                        storm.untilNanos().isEmpty() || storm.untilNanos().get() - sinceNanos > 0);
    }
}
