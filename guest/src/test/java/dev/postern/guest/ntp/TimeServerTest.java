package dev.postern.guest.ntp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimeServerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00.250Z");
    private static final long SENT = 0x0123_4567_89AB_CDEFL;

    @Test
    void answersWithTheTimeAndWhatTheClientSent() {
        ByteBuffer answer = ByteBuffer.wrap(TimeServer.answer(query(4, 3), NOW).orElseThrow());

        assertThat(answer.remaining()).isEqualTo(48);
        assertThat(answer.get(0)).as("no leap second, version 4, server").isEqualTo((byte) 0b00_100_100);
        assertThat(answer.get(1)).as("stratum").isEqualTo((byte) 3);
        assertThat(answer.get(2)).as("poll, as asked").isEqualTo((byte) 6);
        assertThat(answer.getLong(24)).as("originate").isEqualTo(SENT);
        assertThat(answer.getLong(32)).as("receive").isEqualTo(TimeServer.timestamp(NOW));
        assertThat(answer.getLong(40)).as("transmit").isEqualTo(TimeServer.timestamp(NOW));
    }

    @Test
    void keepsTheVersionOfTheQuestion() {
        assertThat(TimeServer.answer(query(3, 3), NOW).orElseThrow()[0]).isEqualTo((byte) 0b00_011_100);
    }

    @Test
    void countsFrom1900AndGoesOnInTheNextEra() {
        assertThat(TimeServer.timestamp(Instant.parse("1900-01-01T00:00:00Z"))).isZero();
        assertThat(TimeServer.timestamp(Instant.parse("1970-01-01T00:00:00.5Z")))
                .isEqualTo(0x83AA7E80_80000000L);
        assertThat(TimeServer.timestamp(Instant.parse("2036-02-07T06:28:17Z"))).isEqualTo(1L << 32);
    }

    @Test
    void saysNothingToWhatIsNoQuestion() {
        assertThat(TimeServer.answer(new byte[0], NOW)).isEqualTo(Optional.empty());
        assertThat(TimeServer.answer(Arrays.copyOf(query(4, 3), 47), NOW)).isEqualTo(Optional.empty());
        assertThat(TimeServer.answer(query(4, 4), NOW)).as("an answer").isEqualTo(Optional.empty());
        assertThat(TimeServer.answer(query(4, 6), NOW)).as("control").isEqualTo(Optional.empty());
        assertThat(TimeServer.answer(query(0, 3), NOW)).as("no version").isEqualTo(Optional.empty());
        assertThat(TimeServer.answer(query(5, 3), NOW)).as("a later version").isEqualTo(Optional.empty());
    }

    private static byte[] query(int version, int mode) {
        return ByteBuffer.allocate(48)
                .put(0, (byte) (version << 3 | mode))
                .put(2, (byte) 6)
                .putLong(40, SENT)
                .array();
    }
}
