package dev.postern.model.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.Mac;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of ids and hardware addresses, against the patterns that say the same. */
final class ResourceIdTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void isWellFormedAsThePatternSays(long seed) {
        Random random = new Random(seed * 0x9e3779b97f4a7c15L);
        for (int i = 0; i < 20_000; i++) {
            String digits = digits(random, random.nextInt(3) == 0 ? random.nextInt(20) : random.nextBoolean() ? 8 : 17);
            String text = (random.nextInt(8) == 0 ? "vpce-" : random.nextInt(8) == 0 ? "vpc" : "vpc-") + digits;
            assertThat(ResourceId.isWellFormed("vpc", text))
                    .as(text)
                    .isEqualTo(text.matches("vpc-([0-9a-f]{8}|[0-9a-f]{17})"));
        }
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append("0123456789abcdef".charAt(random.nextInt(16)));
        }
        if (count > 0 && random.nextInt(4) == 0) {
            digits.setCharAt(random.nextInt(count), "gAF-/:@`\u0660".charAt(random.nextInt(9)));
        }
        return digits.toString();
    }

    @Test
    void hardwareAddressesHaveSixPairs() {
        for (String text : new String[] {
            "",
            "02",
            "02:",
            "02:5e:00:00:53",
            "02:5e:00:00:53:01:",
            "02:5e:00:00:53:0",
            "02-5e-00-00-53-01",
            "02:5E:00:00:53:01",
            "02:5e:00:00:53:01:02",
            "g2:5e:00:00:53:01",
            ":2:5e:00:00:53:01"
        }) {
            assertThat(isMac(text)).as(text).isFalse();
        }
        assertThat(isMac("02:5e:00:00:53:01")).isTrue();
    }

    private static boolean isMac(String text) {
        try {
            return new Mac(text).value().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
