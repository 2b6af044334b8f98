package dev.postern.conformance.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was done and what was seen, by the clock: the evidence when something went wrong. */
final class Journal {
    private static final int VIOLATIONS_SHOWN = 20;

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** A line. What must not be is a violation. */
    private record Entry(Instant at, boolean violation, String text) {
        @Override
        public String toString() {
            return at.truncatedTo(ChronoUnit.MILLIS) + (violation ? "  VIOLATION  " : "  ") + text;
        }
    }

    void note(String text) {
        entries.add(new Entry(Instant.now(), false, text));
    }

    /** Something happened that must not. */
    void violation(String text) {
        entries.add(new Entry(Instant.now(), true, text));
    }

    List<String> violations() {
        List<String> found = new ArrayList<>();
        entries.stream().filter(Entry::violation).limit(VIOLATIONS_SHOWN).forEach(entry -> found.add(entry.toString()));
        return found;
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, entries.stream().map(Entry::toString).toList());
    }
}
