package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cloud acknowledged is there after it ended, however it ended; and what runs does not need it. */
@Tag("conformance")
class RestartTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void bringsEverythingBackAfterAnOrderlyEnd() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            SmallNetwork network = SmallNetwork.make(cloud.root());
            awaitReach(cloud.status());
            Map<String, String> before = network.described(cloud.root());
            Await.until(
                    "its user data has run",
                    LIMIT,
                    () -> exec(cloud.status(), 0, "cat", "/root/boots")
                            .output()
                            .strip()
                            .equals("once"));

            cloud.stop();
            assertThat(cloud.remainders()).isEmpty();
            cloud.start();

            network.awaitRunning(cloud.root());
            assertThat(network.described(cloud.root())).isEqualTo(before);
            awaitReach(cloud.status());
            assertThat(run(cloud.status(), 0, "cat", "/root/boots")).isEqualTo("once");
        }
    }

    @Test
    void instancesOutliveAKilledServerAndTheNextOneAdoptsThem() throws IOException, InterruptedException {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            SmallNetwork network;
            Map<String, String> before;
            JsonNode status;
            try (ServerProcess server = ServerProcess.start(cloud)) {
                network = SmallNetwork.make(cloud.root());
                before = network.described(cloud.root());
                status = cloud.status();
                awaitReach(status);
                server.kill();
            }
            List<String> processes = processes(status);
            assertThat(pings(status)).isTrue();
            assertThat(cloud.remainders())
                    .as("what the killed server could not take away is seen")
                    .anyMatch(left -> left.startsWith("process ") && left.contains("/usr/sbin/sshd"))
                    .anyMatch(left -> left.startsWith("mount "));

            cloud.start();
            network.awaitRunning(cloud.root());
            assertThat(network.described(cloud.root())).isEqualTo(before);
            assertThat(processes(cloud.status())).isEqualTo(processes);
            awaitReach(cloud.status());
        }
    }

    @Test
    void twoCloudsWithTheSameAddressesDoNotMeet() throws IOException {
        try (TestingCloud second = TestingCloud.start(directory.resolve("second"))) {
            try (TestingCloud first = TestingCloud.start(directory.resolve("first"))) {
                SmallNetwork.make(first.root());
                SmallNetwork network = SmallNetwork.make(second.root());
                awaitReach(first.status());
                awaitReach(second.status());

                String other = network.instances().get(1);
                second.root().ec2().terminateInstances(terminate -> terminate.instanceIds(other));
                Clients.waiter(second.root().ec2())
                        .waitUntilInstanceTerminated(describe -> describe.instanceIds(other));
                Await.until("the second cloud's has gone", LIMIT, () -> !pings(second.status()));
                assertThat(pings(first.status())).isTrue();
                first.stop();
                assertThat(first.remainders()).isEmpty();
            }
            assertThat(run(second.status(), 0, "hostname")).isNotEmpty();
        }
    }

    /** The first instance reaches the second, and S3 through the endpoint with what only the endpoint lets it have. */
    private void awaitReach(JsonNode status) {
        Await.until("one instance reaches the other", LIMIT, () -> pings(status));
        Await.until(
                "it reaches the bucket",
                LIMIT,
                () -> exec(status, 0, "curl", "-s", "-m", "5", "http://s3.us-east-1.amazonaws.com/small-network/note")
                        .output()
                        .equals(SmallNetwork.NOTE));
    }

    private boolean pings(JsonNode status) {
        return exec(status, 0, "ping", "-c", "1", "-W", "2", SmallNetwork.address(1))
                        .exitCode()
                == 0;
    }

    private String run(JsonNode status, int index, String... program) {
        return exec(status, index, program).succeeded();
    }

    private Finished exec(JsonNode status, int index, String... program) {
        return TestingCloud.exec(instance(status, SmallNetwork.address(index)), directory, program);
    }

    private static JsonNode instance(JsonNode status, String address) {
        for (JsonNode instance : status.path("instances")) {
            if (instance.path("privateIp").asText().equals(address)) {
                return instance;
            }
        }
        throw new AssertionError("no instance has " + address + ": " + status);
    }

    /** The process id of each instance's first process, and when that began. */
    private List<String> processes(JsonNode status) {
        List<String> found = new ArrayList<>();
        for (JsonNode instance : status.path("instances")) {
            List<String> words = new ArrayList<>();
            for (JsonNode word : instance.path("exec")) {
                words.add(word.asText().equals("exec") ? "state" : word.asText());
            }
            words.removeAll(List.of("--env", "HOME=/root"));
            String state = Finished.run(Map.of(), directory, words).succeeded();
            found.addAll(state.lines()
                    .filter(line -> line.contains("\"pid\"") || line.contains("\"created\""))
                    .toList());
        }
        assertThat(found).hasSize(4);
        return found;
    }
}
