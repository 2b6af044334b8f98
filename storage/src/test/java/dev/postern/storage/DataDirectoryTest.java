package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void saysWhyADirectoryCannotBeUsed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("cannot be used");
    }
}
