package dev.postern.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/**
 * Loads SQLite's native code. The driver unpacks it into a file, which it removes only when the process ends in an
 * orderly way; here the file goes as soon as it is loaded, so that a killed process leaves none behind.
 */
final class SqliteLibrary {
    private static final String DIRECTORY = "org.sqlite.tmpdir";
    private static final boolean LOADED = unpackAndLoad();

    private SqliteLibrary() {}

    static void load() {
        if (!LOADED) {
            throw new StorageException("SQLite is not there");
        }
    }

    private static boolean unpackAndLoad() {
        if (System.getProperty(DIRECTORY) != null) {
            return true; // somebody has decided where the file is to be
        }
        try {
            Path directory = Files.createTempDirectory("postern-sqlite");
            System.setProperty(DIRECTORY, directory.toString());
            try {
                new SQLiteConfig().createConnection("jdbc:sqlite::memory:").close();
            } finally {
                System.clearProperty(DIRECTORY);
                remove(directory);
            }
            return true;
        } catch (IOException e) {
            throw new StorageException("SQLite cannot be unpacked into " + System.getProperty("java.io.tmpdir"), e);
        } catch (SQLException e) {
            throw new StorageException("SQLite cannot be loaded: " + e.getMessage(), e);
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
