package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI does the same whether it was loaded before or is started for a call. */
@Tag("conformance")
final class LoadedAwsCliTest {
    private static final String REGION = "AWS_DEFAULT_REGION";
    private static final List<String> ASKING = List.of("configure", "get", "region");

    @TempDir
    Path directory;

    @BeforeAll
    static void itIsThere() {
        Requirements.unless(!CommandLineTest.programs().isEmpty(), "the AWS CLI is not installed");
    }

    @Test
    void eachCallIsAnsweredAsByOneThatIsStarted() throws Exception {
        Files.writeString(directory.resolve("configuration"), "[default]\nregion = eu-central-1\n");
        for (Map<String, String> environment :
                List.of(Map.of("AWS_CONFIG_FILE", "configuration"), Map.of("AWS_CONFIG_FILE", "none"))) {
            for (List<String> arguments : List.of(ASKING, List.of("ec2", "no-such-thing"), List.<String>of())) {
                assertThat(LoadedAwsCli.run(environment, directory, arguments))
                        .isEqualTo(Finished.run(environment, directory, Finished.words("aws", arguments)));
            }
        }
        assertThat(LoadedAwsCli.run(Map.of("AWS_CONFIG_FILE", "configuration"), directory, ASKING)
                        .succeeded())
                .isEqualTo("eu-central-1");
    }

    /** One that Python does not run says that it is a file of its own. */
    @Test
    void staysLoadedWherePythonRunsIt() {
        String version =
                LoadedAwsCli.run(Map.of(), directory, List.of("--version")).succeeded();
        assertThat(LoadedAwsCli.isKept()).as(version).isNotEqualTo(version.contains(" exe/"));
    }

    @Test
    void callsAtOnceAreAnsweredEachByItsOwn() throws Exception {
        List<String> regions = List.of("eu-west-1", "eu-west-2", "eu-west-3", "us-west-2");
        List<Future<String>> answers = new ArrayList<>();
        try (var several = Executors.newFixedThreadPool(regions.size())) {
            for (String region : regions) {
                Callable<String> asked =
                        () -> LoadedAwsCli.run(Map.of(REGION, region), directory, List.of("configure", "list"))
                                .succeeded();
                answers.add(several.submit(asked));
            }
        }
        for (int i = 0; i < regions.size(); i++) {
            assertThat(answers.get(i).get()).contains(regions.get(i));
        }
    }
}
