package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies, callers and doors by chance: what {@code why} says is what the server then does, and what {@code why} proposes
 * lets the request through.
 */
@Tag("conformance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhyPredictsTest {
    private static final int COUNT = Integer.getInteger("test.why", 60);

    /** More layers than a request can be stopped by, even if each has two statements that deny. */
    private static final int FIXES_MAX = 10;

    private static final String BUCKET = SmallNetwork.BUCKET;

    private TestingCloud cloud;
    private SmallNetwork network;
    private WhyScenario scenario;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    void start(@TempDir Path host) throws IOException {
        cloud = TestingCloud.start(host.resolve("host"));
        network = SmallNetwork.make(cloud.root());
        scenario = new WhyScenario(cloud.root(), network);
    }

    @AfterAll
    void stop() throws IOException {
        if (cloud != null) {
            cloud.close();
        }
    }

    @Test
    void foretellsWhatIsDecidedAndWhatWouldHelp() {
        int[] outcomes = new int[2];
        Seeds.each(COUNT, random -> {
            WhyScenario.Case one = scenario.arrange(random);
            boolean allowed = agreed(one);
            outcomes[allowed ? 1 : 0]++;
            for (int i = 0; !allowed && i < FIXES_MAX; i++) {
                Optional<List<String>> commands = fix(ask(one), random);
                if (commands.isEmpty()) {
                    return; // only the policy of a session cannot be changed
                }
                commands.get().forEach(scenario::apply);
                allowed = agreed(one);
            }
            assertThat(allowed)
                    .as("still refused after %d fixes: %s", FIXES_MAX, one)
                    .isTrue();
        });
        if (System.getProperty("test.seed") == null) {
            assertThat(outcomes[0]).as("refused at first").isGreaterThan(COUNT / 5);
            assertThat(outcomes[1]).as("allowed at first").isGreaterThan(COUNT / 20);
        }
    }

    /** Asks, tries, and compares. */
    private boolean agreed(WhyScenario.Case one) {
        JsonNode answer = ask(one);
        String status = attempt(one);
        boolean allowed = answer.path("verdict").asText().equals("allowed");
        assertThat(status.startsWith("2"))
                .as("%s: why says %s, and it is %s%n%s", one, answer.path("verdict"), status, answer.toPrettyString())
                .isEqualTo(allowed);
        assertThat(answer.path("door").path("kind").asText()).isEqualTo(one.inside() ? "gateway-endpoint" : "api-port");
        return allowed;
    }

    private static Optional<List<String>> fix(JsonNode answer, Random random) {
        JsonNode stop = answer.path("stoppedBy");
        JsonNode fixes = stop.path("fixes");
        assertThat(fixes.size()).as(stop.toString()).isPositive();
        List<String> commands = new ArrayList<>();
        fixes.path(random.nextInt(fixes.size())).path("commands").forEach(line -> commands.add(line.asText()));
        if (commands.isEmpty()) {
            assertThat(stop.path("stage").asText()).isEqualTo("session policy");
            return Optional.empty();
        }
        return Optional.of(commands);
    }

    private JsonNode ask(WhyScenario.Case one) {
        Map<String, String> question = new LinkedHashMap<>();
        question.put("from", one.inside() ? network.instances().getFirst() : "host");
        question.put("what", one.action());
        question.put("resource", "s3://" + BUCKET + one.path());
        question.put("as", one.key());
        return cloud.control("why", question);
    }

    /** The status of the real request, and what came. */
    private String attempt(WhyScenario.Case one) {
        List<String> words = new ArrayList<>();
        if (one.inside()) {
            cloud.instance(network.instances().getFirst()).path("exec").forEach(word -> words.add(word.asText()));
        }
        words.addAll(List.of("curl", "-sk", "-m", "60", "-w", "%{stderr}%{http_code}"));
        words.addAll(one.signed());
        if (one.action().equals("s3:PutObject")) {
            words.addAll(List.of("-X", "PUT", "--data-binary", "x"));
        }
        String endpoint = one.inside()
                ? "https://s3.us-east-1.amazonaws.com"
                : cloud.endpoint().toString();
        words.add(endpoint + "/" + BUCKET + one.path() + one.query());
        Finished finished = Finished.run(Map.of(), directory, words);
        assertThat(finished.exitCode()).as(finished.toString()).isZero();
        return finished.errors().strip() + " " + finished.output();
    }
}
