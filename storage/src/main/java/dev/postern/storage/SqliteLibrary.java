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
 * handed over, and the driver only looks for another if it cannot be loaded. Where the launcher says that it is unpacked already, it is
 * loaded from there.
 */
final class SqliteLibrary {
    private static final String DIRECTORY = "org.sqlite.tmpdir";
    private static final String HANDED_OVER = "org.sqlite.lib.path";
    private static final String NAME = "libsqlitejdbc.so";
    private static final Optional<StorageException> FAILURE = loadOnce();

    private SqliteLibrary() {}

    /** Loads it, once in this process; whoever asks is told why it cannot be. */
    static void load() {
        if (FAILURE.isPresent()) {
            throw FAILURE.get();
        }
    }

    private static Optional<StorageException> loadOnce() {
        if (System.getProperty(DIRECTORY) != null) {
            return Optional.empty(); // somebody has decided where the file is to be
        }
        return isUnpacked() ? tryToLoad() : unpackAndLoad();
    }

    /** The launcher has it where it was built. */
    private static boolean isUnpacked() {
        String directory = System.getProperty(HANDED_OVER);
        return directory != null && Files.isReadable(Path.of(directory, NAME));
    }

    private static Optional<StorageException> tryToLoad() {
        try {
            new SQLiteConfig().createConnection("jdbc:sqlite::memory:").close();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(new StorageException("SQLite cannot be loaded: " + e.getMessage(), e));
        }
    }

    private static Optional<StorageException> unpackAndLoad() {
        try {
            Path directory = Files.createTempDirectory("postern-sqlite");
            System.setProperty(DIRECTORY, directory.toString());
            try {
                handOver(directory);
                return tryToLoad();
            } finally {
                System.clearProperty(DIRECTORY);
                System.clearProperty(HANDED_OVER);
                remove(directory);
            }
        } catch (IOException e) {
            return Optional.of(
                    new StorageException("SQLite cannot be unpacked into " + System.getProperty("java.io.tmpdir"), e));
        }
    }

    private static void handOver(Path directory) throws IOException {
        String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        String file = "/org/sqlite/native/Linux/" + architecture + "/" + NAME;
        try (InputStream packed = SQLiteConfig.class.getResourceAsStream(file)) {
            if (packed != null) {
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
