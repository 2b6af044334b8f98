package dev.postern.conformance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.ChildJvm;
import dev.postern.conformance.Clients;
import dev.postern.conformance.Finished;
import dev.postern.conformance.Requirements;
import dev.postern.conformance.TestingCloud;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;

/** What another user of the machine learns of a cloud: nothing. */
@Tag("hostile")
@Tag("conformance")
class SecretsTest {
    private static final String KEY = "AKIAHOSTILETESTSKEY1";
    private static final String SECRET = "a-secret-that-nobody-else-may-see";

    private Path directory = Path.of("unset");

    /** Others can get to it: what they cannot read is so by its own mode. */
    @BeforeEach
    void makeAPlaceThatOthersReach() throws IOException {
        Requirements.namespaces();
        directory = Files.createTempDirectory("postern-secrets-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void remove() {
        Finished.run(Map.of(), directory.resolveSibling("."), "rm", "-rf", "--one-file-system", directory.toString());
    }

    @Test
    void anotherUserReadsNeitherKeysNorObjects() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path keys = directory.resolve("keys");
        Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, KEY + ":" + SECRET + "\n");
        URI endpoint = URI.create("http://127.0.0.1:" + TestingCloud.freePort());
        Path log = directory.resolve("log");
        Process server = new ProcessBuilder(ChildJvm.command(
                        "dev.postern.server.Main",
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(endpoint.getPort()),
                        "--credentials-file",
                        keys.toString(),
                        "-v"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Await.until("the server answers", Duration.ofSeconds(90), () -> answers(endpoint, server));
            try (Clients clients = new Clients(endpoint, AwsBasicCredentials.create(KEY, SECRET), Region.US_EAST_1)) {
                clients.s3().createBucket(b -> b.bucket("private"));
                clients.s3().putObject(b -> b.bucket("private").key("k"), RequestBody.fromString("content"));
            }
            assertThat(asNobody("ls", directory.toString()).exitCode()).isZero();
            for (String path : List.of("", "ledger.db", "run/token", "run/port", "objects", "imds.key", "ca/ca.pem")) {
                assertThat(asNobody("ls", data.resolve(path).toString()).errors())
                        .as(path)
                        .contains("Permission denied");
            }
            assertThat(open(data)).isEmpty();
            assertThat(argumentsOfAll()).noneMatch(arguments -> arguments.contains(SECRET));
            assertThat(Files.readString(log)).doesNotContain(SECRET);
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    void keysAsArgumentsStillWorkAndAreWarnedOf() {
        Finished refused = ChildJvm.run(
                Map.of(),
                directory,
                "dev.postern.server.Main",
                "--credentials",
                "k:s",
                "--account",
                "000000000000",
                "--data",
                "/proc/version/x");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errors()).contains("every user of this machine can read the keys given with --credentials");
        Finished unasked = ChildJvm.run(
                Map.of(), directory, "dev.postern.server.Main", "--data", "/proc/version/x", "--credentials");
        assertThat(unasked.errors()).contains("there is no terminal to ask on");
        Finished environment = ChildJvm.run(
                Map.of("POSTERN_CREDENTIALS", "no-colon"), directory, "dev.postern.server.Main", "--data", "/proc/x/y");
        assertThat(environment.errors()).contains("takes KEY:SECRET").doesNotContain("no-colon");
    }

    @Test
    void scriptsWriteToNoNameThatAnotherCouldHavePlanted() throws IOException {
        Path home = Path.of("..").toRealPath();
        for (String script : List.of("postern", "check", ".mvn/environment.sh", ".mvn/learning.sh")) {
            assertThat(Files.readAllLines(home.resolve(script)).stream()
                            .filter(line ->
                                    line.contains("/tmp") && !line.strip().startsWith("#")))
                    .as(script)
                    .allMatch(line -> line.contains("mktemp"));
        }
    }

    private Finished asNobody(String... words) {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        all.addAll(List.of(words));
        return Finished.run(Map.of(), directory, all);
    }

    private static boolean answers(URI endpoint, Process server) {
        assertThat(server.isAlive()).as("the server runs").isTrue();
        try {
            return ((HttpURLConnection)
                                    endpoint.resolve("/_postern/status").toURL().openConnection())
                            .getResponseCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What somebody else could read if the directory's own mode were not there; images have modes of their own inside. */
    private static List<Path> open(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(path -> !path.startsWith(data.resolve("images"))
                            && !path.startsWith(data.resolve("instances"))
                            && !path.startsWith(data.resolve("run/netns")))
                    .filter(path -> Files.isRegularFile(path) || Files.isDirectory(path))
                    .filter(SecretsTest::isOpen)
                    .toList();
        }
    }

    private static boolean isOpen(Path path) {
        try {
            return !PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                    .endsWith("------");
        } catch (IOException e) {
            return false; // gone meanwhile
        }
    }

    private static List<String> argumentsOfAll() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(p -> p.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    found.add(new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    found.add(""); // it has ended
                }
            }
        }
        return found;
    }
}
