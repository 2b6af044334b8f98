package dev.postern.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/**
 * Loads SQLite's native code. The driver unpacks it into a file, which it removes only when the process ends in an
 * orderly way; here the file goes as soon as it is loaded, so that a killed process leaves none behind. To find out which of its files
 * fits, the driver starts a program, and that takes longer than all the rest: where it is one of those that it is nearly always, it is
 * handed over, and the driver only looks for another if it cannot be loaded.
 */
final class SqliteLibrary {
    private static final String DIRECTORY = "org.sqlite.tmpdir";
    private static final String HANDED_OVER = "org.sqlite.lib.path";
    private static final String NAME = "libsqlitejdbc.so";
    private static final Optional<StorageException> FAILURE = unpackAndLoad();

    private SqliteLibrary() {}

    /** Loads it, once in this process; whoever asks is told why it cannot be. */
    static void load() {
        if (FAILURE.isPresent()) {
            throw FAILURE.get();
        }
    }

    private static Optional<StorageException> unpackAndLoad() {
        if (System.getProperty(DIRECTORY) != null) {
            return Optional.empty(); // somebody has decided where the file is to be
        }
        try {
            Path directory = Files.createTempDirectory("postern-sqlite");
            System.setProperty(DIRECTORY, directory.toString());
            try {
                handOver(directory);
                new SQLiteConfig().createConnection("jdbc:sqlite::memory:").close();
            } finally {
                System.clearProperty(DIRECTORY);
                System.clearProperty(HANDED_OVER);
                remove(directory);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    new StorageException("SQLite cannot be unpacked into " + System.getProperty("java.io.tmpdir"), e));
        } catch (SQLException e) {
            return Optional.of(new StorageException("SQLite cannot be loaded: " + e.getMessage(), e));
        }
    }

    private static void handOver(Path directory) throws IOException {
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        String file = "/org/sqlite/native/Linux/" + architecture + "/" + NAME;
        try (InputStream packed = SQLiteConfig.class.getResourceAsStream(file)) {
            if (packed != null && System.getProperty(HANDED_OVER) == null) {
                Files.copy(packed, directory.resolve(NAME));
                System.setProperty(HANDED_OVER, directory.toString());
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> unpacked = files.toList();
            for (Path file : unpacked) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
