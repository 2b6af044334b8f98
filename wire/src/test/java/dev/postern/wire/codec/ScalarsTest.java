package dev.postern.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts of single values. */
class ScalarsTest {
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
}
