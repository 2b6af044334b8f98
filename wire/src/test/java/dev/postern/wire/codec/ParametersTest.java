package dev.postern.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ParametersTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Action=A,Action,A",
                "a=1&Action=A&b=2,Action,A",
                "Action,Action,''",
                "Action=,Action,''",
                "&&Action=A&,Action,A",
                "Action=x=y,Action,x=y",
                "A%63tion=%41+B,Action,A B",
                "a&b=2&c,b,2",
                "a&b=2&c,c,''",
                "Actions=A,Action,-",
                "'',Action,-",
                "&,Action,-",
            })
    void findsWhatItReads(String form, String name, String value) {
        assertThat(Parameters.parse(form).find(name).orElse(null)).isEqualTo(value);
        assertThat(Parameters.find(form, name).orElse(null)).isEqualTo(value);
    }

    @Test
    void tellsNamesThatCameTwice() {
        assertThat(Parameters.parse("a=1&b=2&a=3&b&c=4").repeated()).containsExactly("a", "b");
    }

    /** Looking for the equals sign behind the name's own end takes five minutes here. */
    @Test
    void readsAMillionNamesWithoutValues() {
        String form = "a&".repeat(4_000_000);
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            assertThat(Parameters.parse(form).asMap()).containsOnlyKeys("a");
            assertThat(Parameters.find(form, "b")).isEmpty();
        });
    }
}
