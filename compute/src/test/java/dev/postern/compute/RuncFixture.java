package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.InstanceDriver.Status;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One instance on the real driver, in a network of its own. What it leaves behind fails the test. */
abstract class RuncFixture {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final long VOLUME_BYTES = 64L << 20;

    /** Where the packages of the image lie that takes half a minute to make. */
    static final Path CACHE = Optional.ofNullable(System.getenv("POSTERN_HOME"))
            .map(home -> Path.of(home, "build/images"))
            .orElse(Path.of("target/images"));

    static final String CA = """
            -----BEGIN CERTIFICATE-----
            MIIBhTCCASugAwIBAgIQIRi6zePL6mKjOipn+dNuaTAKBggqhkjOPQQDAjASMRAw
            DgYDVQQKEwdBY21lIENvMB4XDTE3MTAyMDE5NDMwNloXDTE4MTAyMDE5NDMwNlow
            EjEQMA4GA1UEChMHQWNtZSBDbzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD0d
            7VNhbWvZLWPuj/RtHFjvtJBEwOkhbN/BnnE8rnZR8+sbwnc/KhCk3FhnpHZnQz7B
            5aETbbIgmuvewdjvSBSjYzBhMA4GA1UdDwEB/wQEAwICpDATBgNVHSUEDDAKBggr
            BgEFBQcDATAPBgNVHRMBAf8EBTADAQH/MCkGA1UdEQQiMCCCDmxvY2FsaG9zdDo1
            NDUzgg4xMjcuMC4wLjE6NTQ1MzAKBggqhkjOPQQDAgNIADBFAiEA2zpJEPQyz6/l
            Wf86aX6PepsntZv2GYlA5UpabfT2EZICICpJ5h/iI+i341gBmLiAFQOyTDT+/wQc
            6MF9+Yw1Yy0t
            -----END CERTIFICATE-----
            """;

    /** Another id in each run: what an earlier run may have left cannot make this one pass or fail. */
    final InstanceId id =
            new InstanceId("i-0%016x".formatted(RandomGenerator.getDefault().nextLong()));

    @TempDir
    Path directory;

    TestNetwork network;
    RuncDriver driver;

    @BeforeEach
    void open() throws IOException {
        driver = open(directory);
        network = TestNetwork.create(driver.ids().of(id));
    }

    @AfterEach
    void close() throws IOException {
        driver.destroyAll();
        network.close();
        assertThat(driver.observe()).isEmpty();
        Trees.delete(directory.resolve("data"));
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(directory.toString());
        Await.until("devices go", LIMIT, () -> !loopDevices().contains(directory.toString()));
        try (var groups = Files.find(Path.of("/sys/fs/cgroup"), 2, (path, _) -> path.endsWith("postern-" + id))) {
            assertThat(groups).isEmpty();
        }
    }

    static RuncDriver open(Path directory) throws IOException {
        Path data = directory.resolve("data");
        return RuncDriver.open(data, ImageStore.open(data.resolve("images"), CACHE, CA));
    }

    InstanceSpec spec(int boots) {
        return spec(boots, BuiltInImage.SHARED.rootFilesystem());
    }

    InstanceSpec spec(int boots, String image) {
        return new InstanceSpec(
                id,
                boots,
                network.namespaces(),
                image,
                "ip-10-0-0-5.ec2.internal",
                Ip.of(TestNetwork.ADDRESS),
                new NameServers("ec2.internal", List.of(Ip.of("10.0.0.2"))),
                1L << 30,
                VOLUME_BYTES);
    }

    Status status(RuncDriver observer) {
        try {
            return java.util.Objects.requireNonNull(observer.observe().get(id)).status();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    String console() {
        try {
            return new String(driver.console(id), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    String exec(String... command) {
        return Commands.capture(driver.execCommand(id, false, List.of(command))).orElse("");
    }

    static String loopDevices() {
        return Commands.capture(List.of("losetup", "-a")).orElse("");
    }
}
