package dev.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Who asks for one part only and for the other part only is told so, and not given nothing. */
final class MainTest {
    @Test
    void measuresOnePartOrTheOtherAndNotNeither() {
        assertThatThrownBy(() -> new CommandLine(new Main()).parseArgs("--network", "--scale"))
                .isInstanceOf(CommandLine.MutuallyExclusiveArgsException.class)
                .hasMessageContaining("--network")
                .hasMessageContaining("--scale");
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("--network"),
                List.of("--privatelink"),
                List.of("--inspection"),
                List.of("--scale"),
                List.of("--dynamodb"),
                List.of("--s3"),
                List.of("--listing", "--keys", "5000"),
                List.of("--perimeter"),
                List.of("--policy"),
                List.of("--scale", "--seconds", "1"))) {
            assertThatCode(() -> new CommandLine(new Main()).parseArgs(words.toArray(String[]::new)))
                    .as("%s", words)
                    .doesNotThrowAnyException();
        }
        assertThat(new CommandLine(new Main()).getUsageMessage().replaceAll("\\s+", " "))
                .contains(
                        "[--network | --privatelink | --inspection | --scale | --dynamodb | --s3 | --listing | --perimeter | --policy]");
    }
}
