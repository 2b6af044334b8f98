package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    private Path directory = Path.of("unset");

    @Test
    void belongsToOneAtATime() {
        Path root = directory.resolve("new");
        try (DataDirectory held = DataDirectory.open(root)) {
            assertThat(held.root()).isDirectory();
            assertThatThrownBy(() -> DataDirectory.open(root))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use by another Postern")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
        DataDirectory.open(root).close();
    }

    @Test
    void staysLockedForOthersWhenItsOwnProcessTriesItAgain() throws IOException {
        try (DataDirectory held = DataDirectory.open(directory)) {
            assertThat(kernelLocks(held)).isEqualTo(1);
            assertThatThrownBy(() -> DataDirectory.open(directory)).isInstanceOf(StorageException.class);
            assertThat(kernelLocks(held)).isEqualTo(1);
        }
    }

    /** How many locks on the directory's file the kernel knows. */
    private static long kernelLocks(DataDirectory data) throws IOException {
        Object inode = Files.getAttribute(data.root().resolve("lock"), "unix:ino");
        try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
            return locks.filter(line -> line.contains(":" + inode + " ")).count();
        }
    }

    @Test
    void hasANameThatMountsAndNamespacesCanTake() {
        for (String name : List.of("a:b", "a,b", "a\\b", "a#b", "a\"b", "a\nb")) {
            assertThatThrownBy(() -> DataDirectory.open(directory.resolve(name)))
                    .as(name)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("choose one whose name has no : , \\ # \"");
        }
        DataDirectory.open(directory.resolve("it's an ünusual (name)")).close();
    }

    @Test
    void isClosedToOthersAndCorrectsWhatWasOpen() throws IOException {
        Path root = directory.resolve("old");
        Path kept = Files.writeString(directory.resolve("kept"), "");
        Files.createDirectories(root.resolve("objects/bodies"));
        for (String name : List.of("ledger.db", "ledger.db-wal", "objects/index.db", "imds.key")) {
            Files.writeString(root.resolve(name), "");
        }
        Files.createSymbolicLink(root.resolve("ca"), kept);
        for (Path open : List.of(root, root.resolve("objects"), root.resolve("objects/bodies"))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(root.resolve("ledger.db"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-r--r--"));
        DataDirectory.open(root).close();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(p -> !Files.isSymbolicLink(p)).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-r--r--");
        DataDirectory.open(directory.resolve("new")).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("new"))))
                .isEqualTo("rwx------");
    }

    @Test
    void leavesADirectoryThatIsNotItsOwnAsItIs() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve("letter.txt"), "");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> DataDirectory.open(home))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("choose an empty or a new one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void saysWhyADirectoryCannotBeUsed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be used");
    }
}
