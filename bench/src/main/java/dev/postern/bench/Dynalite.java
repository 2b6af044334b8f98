package dev.postern.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs dynalite, a DynamoDB in one process of Node.js over LevelDB: a peer.
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
        return Npm.find(home, "dynalite", VERSION, "cli.js").map(Dynalite::new);
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
        int port = Daemon.freePort();
        List<String> words = new ArrayList<>(
                List.of("node", program.toString(), "--host", "127.0.0.1", "--port", Integer.toString(port)));
        words.addAll(more);
        return new Running(Daemon.start(words), URI.create("http://127.0.0.1:" + port));
    }

    /** A process of it, and where it listens. */
    record Running(Daemon daemon, URI endpoint) implements AutoCloseable {
        @Override
        public void close() {
            daemon.close();
        }
    }
}
