package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.lab.HostState;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who stays behind in a namespace is found although neither its words nor its mounts name the cloud's directory. */
@Tag("conformance")
final class HostStateTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void findsWhoLivedInTheNamespacesAndNobodyWhoCameLater() throws IOException, InterruptedException {
        Requirements.namespaces();
        HostState before = HostState.observe();
        Process inhabitant = inNamespace();
        try {
            Files.createSymbolicLink(directory.resolve("one"), namespace(inhabitant));
            Set<ProcessHandle> inhabitants = HostState.inhabitants(directory);
            assertThat(inhabitants).containsExactly(inhabitant.toHandle());
            assertThat(HostState.observe().remainders(before, directory, inhabitants))
                    .singleElement()
                    .asString()
                    .startsWith("process " + inhabitant.pid() + ": ");
            inhabitant.destroyForcibly().waitFor();
            Process later = inNamespace();
            try {
                assertThat(HostState.observe().remainders(before, directory, inhabitants))
                        .isEmpty();
            } finally {
                later.destroyForcibly().waitFor();
            }
        } finally {
            inhabitant.destroyForcibly().waitFor();
        }
    }

    private static Process inNamespace() throws IOException {
        Process process = new ProcessBuilder("unshare", "--net", "sleep", "600").start();
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        Await.until("it has a namespace", Duration.ofMinutes(1), () -> {
            try {
                return !Files.readSymbolicLink(namespace(process)).equals(own);
            } catch (IOException e) {
                return false;
            }
        });
        return process;
    }

    private static Path namespace(Process process) {
        return Path.of("/proc", Long.toString(process.pid()), "ns/net");
    }
}
