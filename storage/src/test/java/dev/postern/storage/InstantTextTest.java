package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testkit.Seeds;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InstantTextTest {
    @Test
    void readsWhatJavaWrites() {
        Seeds.each(20_000, random -> {
            int nanos = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> random.nextInt(1_000) * 1_000_000;
                case 2 -> random.nextInt(1_000_000) * 1_000;
                default -> random.nextInt(1_000_000_000);
            };
            Instant instant = Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 260_000_000_000L), nanos);
            assertThat(InstantText.read(instant.toString())).isEqualTo(instant);
        });
    }

    @Test
    void readsAndRefusesWhatJavaDoes() {
        for (String text : List.of(
                "2026-11-29T14:16:04.6Z",
                "2026-11-29T14:16:04.Z",
                "2026-11-29T14:16:04.60Z",
                "2026-11-29T24:00:00Z",
                "2026-11-29T14:16:04+01:00",
                "2026-11-29t14:16:04z",
                "+12026-11-29T14:16:04Z",
                "-0001-11-29T14:16:04.5Z",
                "2016-12-31T23:59:60Z",
                "2024-02-29T00:00:00Z",
                "0000-01-01T00:00:00Z")) {
            assertThat(InstantText.read(text)).as(text).isEqualTo(Instant.parse(text));
        }
        for (String text : List.of(
                "",
                "Z",
                "2026-11-29T14:16Z",
                "2026-11-29T14:16:04",
                "2026-11-29T14:16:04.1234567890Z",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-10T00:00:00Z",
                "2026-11-29T25:00:00Z",
                "2026-11-29T14:61:04Z",
                "2026-11-29 14:16:04Z",
                "2026-11-29T14:16:0٤Z",
                "yesterday")) {
            assertThatThrownBy(() -> Instant.parse(text)).as(text).isInstanceOf(DateTimeException.class);
            assertThatThrownBy(() -> InstantText.read(text)).as(text).isInstanceOf(DateTimeException.class);
        }
    }
}
