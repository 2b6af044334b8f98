package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class GlobTest {
    @Test
    void starMatchesAnyTextAndQuestionMarkOneCharacter() {
        assertThat(Glob.of("*").matches("")).isTrue();
        assertThat(Glob.of("s3:Get*").matches("s3:GetObject")).isTrue();
        assertThat(Glob.of("a?c").matches("abc")).isTrue();
        assertThat(Glob.of("a?c").matches("ac")).isFalse();
        assertThat(Glob.of("").matches("")).isTrue();
        assertThat(Glob.of("").matches("x")).isFalse();
        assertThat(Glob.of("*a*b*").matches("xxaxxbxx")).isTrue();
        assertThat(Glob.of("*a*b").matches("xxaxxbxx")).isFalse();
    }

    @Test
    void agreesWithARegularExpressionOnRandomPatterns() {
        Seeds.each(2_000, random -> {
            String pattern = text(random, "ab*?", 8);
            String text = text(random, "ab", 10);
            String regex = pattern.replace("?", ".").replace("*", ".*");
            assertThat(Glob.of(pattern).matches(text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(Pattern.matches(regex, text));
        });
    }

    @Test
    void patternThatMakesRegularExpressionsExplodeIsDecidedAtOnce() {
        Glob glob = Glob.of("a*".repeat(2_000) + "b");
        String text = "a".repeat(10_000);
        Assertions.assertTimeout(
                Duration.ofSeconds(60), () -> assertThat(glob.matches(text)).isFalse());
    }

    @Test
    void whatTwoPatternsHaveInCommonAgreesWithAllShortTexts() {
        List<String> texts = texts(List.of("a", "b"), 8);
        Seeds.each(500, random -> {
            String one = text(random, "ab*?", 5);
            String other = text(random, "ab*?", 5);
            Glob glob = Glob.of(one);
            List<String> others = texts.stream().filter(Glob.of(other)::matches).toList();
            assertThat(glob.overlaps(Glob.of(other)))
                    .as("%s and %s", one, other)
                    .isEqualTo(others.stream().anyMatch(glob::matches));
            if (glob.includes(Glob.of(other))) {
                assertThat(others).as("%s is in %s", other, one).allMatch(glob::matches);
            }
        });
    }

    @Test
    void aPatternIncludesWhatAdministratorsWrite() {
        Glob some = Glob.of("arn:aws:secretsmanager:us-east-1:1:secret:db-??????");
        assertThat(List.of(
                        "*",
                        "arn:aws:secretsmanager:*",
                        "arn:aws:secretsmanager:us-east-1:1:secret:d*",
                        some.toString()))
                .allMatch(pattern -> Glob.of(pattern).includes(some));
        assertThat(List.of("", "arn:aws:kms:*", "arn:aws:secretsmanager:us-east-1:1:secret:db-abcdef", "*-?"))
                .noneMatch(pattern -> Glob.of(pattern).includes(some));
    }

    private static List<String> texts(List<String> alphabet, int lengthMax) {
        List<String> all = new ArrayList<>(List.of(""));
        for (int i = 0; all.get(i).length() < lengthMax; i++) {
            for (String c : alphabet) {
                all.add(all.get(i) + c);
            }
        }
        return all;
    }

    private static String text(Random random, String alphabet, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
