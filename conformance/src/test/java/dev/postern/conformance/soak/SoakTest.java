package dev.postern.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cloud in use, disturbed at random. {@code -Dsoak.minutes=N} says for how long, {@code -Dtest.seed=N} replays the choices of a run
 * that failed.
 */
@Tag("soak")
class SoakTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void nothingAcknowledgedIsLostNothingRefusedPassesNothingIsLeft() throws Exception {
        long seed = Long.getLong("test.seed", System.nanoTime() % 1_000_000);
        Duration length =
                Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("soak.minutes", "2"))));
        Path log = Path.of("target", "soak-" + seed + ".log");
        System.out.println("soak: seed " + seed + ", " + length + ", journal in conformance/" + log);
        Journal journal = new Journal();
        String summary = "it did not come to its end";
        try (Soak soak = Soak.start(directory.resolve("host"), journal, seed)) {
            soak.run(length);
            summary = soak.settle();
        } finally {
            journal.note(summary);
            journal.write(log);
            System.out.println("soak: " + summary);
        }
        assertThat(journal.violations())
                .as("the whole journal is in conformance/%s; replay with ./check soak -Dtest.seed=%d", log, seed)
                .isEmpty();
    }
}
