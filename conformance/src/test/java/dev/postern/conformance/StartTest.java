package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.server.PosternServer;
import dev.postern.server.StartFailure;
import dev.postern.storage.StorageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that cannot start says why in one line, and leaves nothing behind. */
@Tag("conformance")
class StartTest {
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

            Path ids = Files.createDirectories(cloud.data().resolve("instances/i-0123456789abcdef0"))
                    .resolve("ids");
            Files.writeString(ids, "");
            assertThatThrownBy(cloud::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("cannot start: " + ids + " is damaged");
            Files.delete(ids);
            cloud.start();
        }
    }

    private Finished up(String option, String value) {
        Finished finished = ChildJvm.run(Map.of(), directory, "dev.postern.server.Main", option, value);
        assertThat(finished.exitCode()).isNotZero();
        return finished;
    }
}
