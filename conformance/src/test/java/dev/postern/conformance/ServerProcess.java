package dev.postern.conformance;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own: one that can be killed. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts the server that a testing cloud would start, and waits until it answers. */
    public static ServerProcess start(TestingCloud cloud) throws IOException {
        return start(
                cloud,
                ChildJvm.command(
                        "dev.postern.server.Main",
                        "--data",
                        cloud.data().toString(),
                        "--port",
                        Integer.toString(cloud.port())));
    }

    /** The same by the launcher, as a person starts it: with its options for memory. Elsewhere the test is skipped. */
    public static ServerProcess launch(TestingCloud cloud) throws IOException {
        return start(
                cloud,
                List.of(
                        Requirements.launcher().toString(),
                        "up",
                        "--data",
                        cloud.data().toString(),
                        "--port",
                        Integer.toString(cloud.port())));
    }

    /**
     * The same with a disk of its own for the data directory, which nobody else sees and which ends with it.
     *
     * @param size as tmpfs(5) has it
     */
    public static ServerProcess startOnDisk(TestingCloud cloud, String size) throws IOException {
        return startMounted(cloud, "mount -t tmpfs -o mode=700,size=" + size + " disk");
    }

    private static ServerProcess startMounted(TestingCloud cloud, String mount) throws IOException {
        String data = cloud.data().toString();
        Files.createDirectories(cloud.data());
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                mount + " \"$0\" && chmod 700 \"$0\" && exec \"$@\"",
                data));
        command.addAll(
                ChildJvm.command("dev.postern.server.Main", "--data", data, "--port", Integer.toString(cloud.port())));
        return start(cloud, command);
    }

    /**
     * A server whose data directory is the file system in a file, in a mount namespace of its own: what is on it stays when that ends.
     *
     * @param image with an ext4 file system, which becomes read-only when something is wrong with it
     */
    public static ServerProcess startOnImage(TestingCloud cloud, Path image) throws IOException {
        return startMounted(cloud, "mount -t ext4 -o loop,errors=remount-ro '" + image + "'");
    }

    /** Makes the disk that it was started on as large as is said. */
    public void resizeDisk(TestingCloud cloud, String size) {
        Finished.run(
                        Map.of(),
                        cloud.directory(),
                        List.of(
                                "nsenter",
                                "--target",
                                Long.toString(pid()),
                                "--mount",
                                "mount",
                                "-o",
                                "remount,size=" + size,
                                cloud.data().toString()))
                .succeeded();
    }

    private static ServerProcess start(TestingCloud cloud, List<String> command) throws IOException {
        Path log = cloud.directory().resolve("server.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Await.until("the server answers", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the server ended: " + read(log));
            }
            return answers(cloud);
        });
        return new ServerProcess(process);
    }

    private static boolean answers(TestingCloud cloud) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    cloud.endpoint().resolve("/_postern/status").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it in order: nothing of the cloud is left but its data. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end");
        }
    }

    /** Kills it and waits: who looks at what is left must not see a process that is about to end. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
