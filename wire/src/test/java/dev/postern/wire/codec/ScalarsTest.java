package dev.postern.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of single values. */
class ScalarsTest {
    private static final long YEAR_1000 = -30_610_224_000L;
    private static final long YEAR_10000 = 253_402_300_800L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-01-31T09:00:00Z | Wed, 31 Jan 2024 09:00:00 GMT",
                "2024-02-29T23:59:59.999Z | Thu, 29 Feb 2024 23:59:59 GMT",
                "1970-01-01T00:00:00Z | Thu, 01 Jan 1970 00:00:00 GMT",
                "1969-12-31T23:59:59.5Z | Wed, 31 Dec 1969 23:59:59 GMT",
                "9999-12-31T23:59:59Z | Fri, 31 Dec 9999 23:59:59 GMT",
                "0476-09-04T12:00:00Z | Fri, 04 Sep 0476 12:00:00 GMT",
            })
    void writesTimeAsHeadersDo(Instant time, String text) {
        assertThat(Scalars.httpDate(time)).isEqualTo(text);
    }

    @Test
    void writesEveryTimeAsTheFormatterWould() {
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(YEAR_1000, YEAR_10000), random.nextInt(1_000_000_000));
            assertThat(Scalars.httpDate(time)).as("%s", time).isEqualTo(formatter.format(time));
        }
    }
}
