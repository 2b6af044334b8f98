package dev.postern.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final Health health = new Health(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void keepsWhatEachSourceSaidLast() {
        health.report("network", List.of(problem("b"), problem("a"), problem("a")));
        health.report("instances", List.of(problem("c")));

        assertThat(health.problems()).containsExactly(problem("c"), problem("a"), problem("b"));

        health.report("network", List.of());

        assertThat(health.problems()).containsExactly(problem("c"));
    }

    @Test
    void tellsTheLastHundredMendings() {
        for (int i = 0; i < 150; i++) {
            health.mended(problem("n" + i), "put back");
        }

        assertThat(health.mended()).hasSize(100);
        assertThat(health.mended().getLast()).isEqualTo(new Mended(NOW, problem("n149"), "put back"));
        assertThat(health.problems()).isEmpty();
    }

    private static Problem problem(String where) {
        return new Problem(Problem.Code.NETWORK_DRIFT, Problem.Severity.WARNING, where, "changed");
    }
}
