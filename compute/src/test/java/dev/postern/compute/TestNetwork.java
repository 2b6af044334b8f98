package dev.postern.compute;

import dev.postern.linux.IdRange;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A network namespace with an instance's address and a metadata service, all on its loopback interface. */
final class TestNetwork implements AutoCloseable {
    static final String ADDRESS = "10.0.0.5";

    private final String name;
    private final List<Process> processes = new ArrayList<>();

    private TestNetwork(String name) {
        this.name = name;
    }

    /** One whose owner's users have these ids. */
    static TestNetwork create(IdRange ids) throws IOException {
        TestNetwork network =
                new TestNetwork("postern-test-" + ProcessHandle.current().pid());
        network.namespaces().create(ids);
        network.run("ip", "link", "set", "lo", "up");
        network.run("ip", "address", "add", ADDRESS + "/32", "dev", "lo");
        network.run("ip", "address", "add", "169.254.169.254/32", "dev", "lo");
        return network;
    }

    InstanceNamespaces namespaces() {
        return new InstanceNamespaces(Path.of("/run/netns", name + "-user"), Path.of("/run/netns", name));
    }

    void serveMetadata(Path directory, String publicKey, String userData, String pushedKey) throws IOException {
        Path script = directory.resolve("metadata.py");
        try (var stream = Objects.requireNonNull(TestNetwork.class.getResourceAsStream("metadata.py"))) {
            Files.copy(stream, script);
        }
        Path key = Files.writeString(directory.resolve("served-key"), publicKey);
        Path data = Files.writeString(directory.resolve("served-data"), userData);
        Path pushed = Files.writeString(directory.resolve("served-pushed-key"), pushedKey);
        Process server = start("python3", script.toString(), key.toString(), data.toString(), pushed.toString());
        processes.add(server);
        Await.until(
                "metadata service",
                Duration.ofSeconds(60),
                () -> Commands.capture(in("curl", "-s", "-o", "/dev/null", "http://169.254.169.254/"))
                        .isPresent());
    }

    Process start(String... command) throws IOException {
        return new ProcessBuilder(in(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    void run(String... command) throws IOException {
        Commands.run(in(command));
    }

    List<String> in(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        return all;
    }

    @Override
    public void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        namespaces().remove();
    }
}
