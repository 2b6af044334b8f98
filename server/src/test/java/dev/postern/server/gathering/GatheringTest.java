package dev.postern.server.gathering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private static final String MEBIBYTE = "x".repeat(1 << 20);

    private final Gathering<String> gathering = new Gathering<>();

    @Test
    void takesOfEachDestinationWhatIsItsOwnInOrder() {
        assertThat(gathering.add("one", "a")).isFalse();
        assertThat(gathering.add("other", "b")).isFalse();
        assertThat(gathering.add("one", "c")).isFalse();
        assertThat(gathering.length()).isEqualTo(3);
        assertThat(gathering.take(false)).isEmpty();
        assertThat(gathering.take(true))
                .containsEntry("one", List.of("a", "c"))
                .containsEntry("other", List.of("b"))
                .hasSize(2);
        assertThat(gathering.length()).isZero();
        assertThat(gathering.take(true)).isEmpty();
    }

    @Test
    void whatIsEnoughIsDueAtOnceAndAloneSo() {
        gathering.add("small", "a");
        for (int i = 0; i < 3; i++) {
            assertThat(gathering.add("large", MEBIBYTE)).isFalse();
        }
        assertThat(gathering.add("large", MEBIBYTE)).isTrue();
        assertThat(gathering.take(false)).containsOnlyKeys("large");
        assertThat(gathering.length()).isEqualTo(1);
        gathering.clear();
        assertThat(gathering.length()).isZero();
    }
}
