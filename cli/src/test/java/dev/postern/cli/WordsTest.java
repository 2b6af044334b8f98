package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class WordsTest {
    @Test
    void takesOptionsWhereverTheyStand() {
        Words words = Words.read(
                        List.of("web", "--as=me", "s3:GetObject", "--json", "--port", "4566", "s3://b/k=1"),
                        Set.of("--as", "--port"),
                        Set.of("--json"))
                .orElseThrow();
        assertThat(words)
                .isEqualTo(new Words(
                        List.of("web", "s3:GetObject", "s3://b/k=1"),
                        Map.of("--as", "me", "--port", "4566"),
                        Set.of("--json")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web 10.0.0.1:443",
                "web s3:GetObject s3://b/k --as=reader --region eu-west-1 --bucket-owner 123456789012",
                "host s3:ListBucket s3://b --json --expect denied --data /some/where",
                "--port 4567 internet web:22 --probe",
                "--last",
                "--last web",
                "--json web *:443"
            })
    void readsAsPicocliDoes(String line) {
        WhyCommand slow = new WhyCommand();
        String[] words = line.split(" ", -1);
        new CommandLine(slow).parseArgs(words);
        assertThat(WhyCommand.read(List.of(words)).orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("spec")
                .isEqualTo(slow);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "web",
                "--help",
                "-h",
                "-- web 10.0.0.1:443",
                "web 10.0.0.1:443 --nothing",
                "web 10.0.0.1:443 --as",
                "web 10.0.0.1:443 --as --json",
                "web 10.0.0.1:443 --as=",
                "web 10.0.0.1:443 --as a --as b",
                "web 10.0.0.1:443 --json --json",
                "web 10.0.0.1:443 --json=true",
                "web 10.0.0.1:443 --expect perhaps",
                "web 10.0.0.1:443 --port http",
                "web a b c",
                "--last web 10.0.0.1:443",
                "@arguments"
            })
    void leavesToPicocliWhatIsNotPlain(String line) {
        assertThat(WhyCommand.read(List.of(line.split(" ", -1)))).isEmpty();
    }
}
