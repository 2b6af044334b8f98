package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.server.PosternServer;
import dev.postern.server.StartFailure;
import dev.postern.storage.StorageException;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that cannot start says why in one line, and leaves nothing behind. */
@Tag("conformance")
class StartTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void refusesADirectoryInUseAndLeavesItsOwnerAlone() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            SmallNetwork network = SmallNetwork.make(cloud.root());
            int port = TestingCloud.freePort();
            String message = "the data directory " + cloud.data() + " is in use by another Postern (process "
                    + ProcessHandle.current().pid() + ")";

            assertThatThrownBy(() -> PosternServer.start(TestingCloud.configuration(cloud.data(), port)))
                    .isInstanceOf(StorageException.class)
                    .hasMessage(message);
            Finished process = ChildJvm.run(
                    Map.of(),
                    directory,
                    "dev.postern.server.Main",
                    "--data",
                    cloud.data().toString(),
                    "--port",
                    Integer.toString(port));

            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.errors()).contains("postern: " + message);
            assertThat(network.instances(cloud.root()))
                    .allSatisfy(instance ->
                            assertThat(instance.state().nameAsString()).isEqualTo("running"));
            assertThat(TestingCloud.exec(cloud.status().path("instances").get(0), directory, "hostname")
                            .exitCode())
                    .isZero();
        }
    }

    @Test
    void refusesATakenPortAndLeavesNothing() throws IOException {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"));
                ServerSocket holder = new ServerSocket(cloud.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(cloud::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("port " + holder.getLocalPort() + " on 127.0.0.1 is taken: choose another with --port");
            assertThat(cloud.remainders()).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithItsOptions() {
        Requirements.namespaces();
        assertThat(up("--port", "0").errors()).contains("--port takes a number from 1 to 65535, not 0");
        assertThat(up("--port", "many").errors()).contains("Invalid value for option '--port'");
        assertThat(up("--account", "12").errors()).contains("--account takes twelve digits, not 12");
        assertThat(up("--credentials", "test").errors()).contains("--credentials takes KEY:SECRET");
        assertThat(up("--quota", "vpcs=7").errors())
                .contains("--quota: there is no quota vpcs; there are:")
                .contains("subnets-per-vpc");
        assertThat(up("--data", "/proc/version/x").errors())
                .contains("the data directory /proc/version/x cannot be used");
    }

    @Test
    void saysInOneSentenceWhatNobodyThoughtOf() {
        Requirements.namespaces();
        Finished finished = ChildJvm.run(
                Map.of("JAVA_TOOL_OPTIONS", "-Dio.netty.transport.noNative=true"),
                directory,
                "dev.postern.server.Main",
                "--data",
                directory.resolve("data").toString());
        assertThat(finished.exitCode()).isEqualTo(1);
        assertThat(finished.errors())
                .containsPattern("postern: cannot start: UnsatisfiedLinkError: .*, was not expected; up -v prints")
                .doesNotContain("\tat ");
    }

    @Test
    void damagedKeyFilesAreMadeAnewWhereNothingIsLostAndRefusedInWordsElsewhere() throws IOException {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            cloud.stop();
            Files.writeString(cloud.data().resolve("imds.key"), "");
            Files.writeString(cloud.data().resolve("ca/certificate.pem"), "garbage");
            Files.writeString(cloud.data().resolve("run/token"), "");
            cloud.start();
            assertThat(cloud.status().path("mended").toString()).contains("KEY_FILE_DAMAGED", "imds.key");
            cloud.reset(); // by the new token
            cloud.stop();

            Path authority = cloud.data().resolve("ca/ca.pem");
            byte[] whole = Files.readAllBytes(authority);
            for (String content : List.of("", "garbage")) {
                Files.writeString(authority, content);
                assertThatThrownBy(cloud::start)
                        .isInstanceOf(StartFailure.class)
                        .hasMessageStartingWith("cannot start: " + authority + " is damaged");
                assertThat(cloud.remainders()).isEmpty();
            }
            Files.write(authority, whole);
            cloud.start();
        }
    }

    @Test
    void damagedIdsOfAnInstanceAreTakenFromWhatRunsOrMadeAnew() throws Exception {
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"))) {
            SmallNetwork network;
            try (ServerProcess server = ServerProcess.start(cloud)) {
                network = SmallNetwork.make(cloud.root());
                server.kill();
            }
            List<Path> files = network.instances().stream()
                    .map(id -> cloud.data().resolve("instances").resolve(id).resolve("ids"))
                    .toList();
            String running = Files.readString(files.getFirst());
            Files.writeString(files.getFirst(), "");
            Files.writeString(files.get(1), "187");
            end(cloud, network.instances().get(1));

            cloud.start();
            assertThat(cloud.status().path("mended").toString())
                    .contains(
                            "INSTANCE_FILE_DAMAGED",
                            network.instances().get(0),
                            network.instances().get(1));
            assertThat(files.getFirst()).hasContent(running.strip());
            Await.until("the other one has new ids", LIMIT, () -> Files.exists(files.get(1)));
            assertThat(Files.readString(files.get(1))).isNotEqualTo(running).isNotEqualTo("187");
            network.awaitRunning(cloud.root());
            Await.until("the first reaches the second", LIMIT, () -> pings(cloud));
        }
    }

    /** Ends an instance while no server runs, as a power failure would, though its namespaces stay. */
    private void end(TestingCloud cloud, String instance) {
        Path state = cloud.data().resolve("run/runc");
        Finished.run(Map.of(), directory, "runc", "--root", state.toString(), "delete", "--force", instance)
                .succeeded();
    }

    private boolean pings(TestingCloud cloud) {
        for (JsonNode instance : cloud.status().path("instances")) {
            if (instance.path("privateIp").asText().equals(SmallNetwork.address(0))) {
                return TestingCloud.exec(instance, directory, "ping", "-c", "1", "-W", "2", SmallNetwork.address(1))
                                .exitCode()
                        == 0;
            }
        }
        return false;
    }

    private Finished up(String option, String value) {
        Finished finished = ChildJvm.run(Map.of(), directory, "dev.postern.server.Main", option, value);
        assertThat(finished.exitCode()).isNotZero();
        return finished;
    }
}
