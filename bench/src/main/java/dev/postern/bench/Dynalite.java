package dev.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs dynalite, a DynamoDB in one process of Node.js over LevelDB: a peer. It is no Debian package, so npm fetches it once, into
 * {@code build/peers}.
 *
 * @see <a href="https://github.com/architect/dynalite">dynalite</a>
 */
record Dynalite(Path program) {
    static final String VERSION = "4.0.0";

    /**
     * What there is of it on this machine, fetched if need be.
     *
     * @throws IllegalStateException if npm cannot fetch it
     */
    static Optional<Dynalite> find(Path home) {
        if (!isInstalled("node") || !isInstalled("npm")) {
            return Optional.empty();
        }
        Path directory = home.resolve("build/peers/dynalite-" + VERSION);
        Path program = directory.resolve("node_modules/dynalite/cli.js");
        if (!Files.exists(program)) {
            Shell.run(
                    "npm",
                    "install",
                    "--silent",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts", // LevelDB comes built
                    "--prefix",
                    directory.toString(),
                    "dynalite@" + VERSION);
        }
        return Optional.of(new Dynalite(program));
    }

    private static boolean isInstalled(String command) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }

    /** One that keeps items in memory alone, which is its default. */
    Running inMemory() throws IOException {
        return start(List.of());
    }

    /** One that keeps items in LevelDB, which hands them to the kernel, and does not wait until they are on the disk. */
    Running inFiles(Path directory) throws IOException {
        return start(List.of("--path", directory.toString()));
    }

    private Running start(List<String> more) throws IOException {
        int port = freePort();
        List<String> words = new ArrayList<>(
                List.of("node", program.toString(), "--host", "127.0.0.1", "--port", Integer.toString(port)));
        words.addAll(more);
        return new Running(Daemon.start(words), URI.create("http://127.0.0.1:" + port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A process of it, and where it listens. */
    record Running(Daemon daemon, URI endpoint) implements AutoCloseable {
        @Override
        public void close() {
            daemon.close();
        }
    }
}
