package dev.postern.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A cloud of its own for the lab or a measurement: a server process on a free port, with a directory of its own. */
public final class CloudProcess {
    /** The first start after a build also learns how to start faster, which takes a while on a busy machine. */
    private static final int START_SECONDS = 120;

    private final Process server;
    private final Path data;
    private final int port;

    private CloudProcess(Process server, Path data, int port) {
        this.server = server;
        this.data = data;
        this.port = port;
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param directory for its data and its log
     */
    public static CloudProcess start(Path directory) throws IOException {
        Path launcher = launcher();
        Path data = directory.resolve("cloud");
        int port = freePort();
        Path log = directory.resolve("server.log");
        Process server = new ProcessBuilder(
                        launcher.toString(), "up", "--data", data.toString(), "--port", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        CloudProcess cloud = new CloudProcess(server, data, port);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!cloud.answers()) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                server.destroy();
                throw new CommandFailure("the cloud did not start:\n" + Files.readString(log));
            }
        }
        return cloud;
    }

    /** The program that started this one. */
    public static Path launcher() {
        String home = System.getenv("POSTERN_HOME");
        if (home == null) {
            throw new CommandFailure("run this by ./postern");
        }
        return Path.of(home, "postern");
    }

    public long pid() {
        return server.pid();
    }

    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    /** Its control port. */
    public Control control() {
        return Control.find(Optional.of(data), Optional.of(port));
    }

    public void stop() throws IOException {
        server.destroy();
        try {
            if (!server.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                server.destroyForcibly();
                throw new CommandFailure("the cloud did not stop within " + START_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + Control.STATUS)
                    .toURL()
                    .openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
