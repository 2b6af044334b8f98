package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {
    private static final int BYTES = 32;

    @TempDir
    private Path directory;

    @Test
    void aKeyStaysTheSameAndIsItsOwnersAlone() throws Exception {
        Path file = directory.resolve("new/cloud.key");
        List<Long> told = new ArrayList<>();
        byte[] key = KeyFile.open(file, BYTES, told::add);
        assertThat(key).hasSize(BYTES).isNotEqualTo(new byte[BYTES]);
        assertThat(KeyFile.open(file, BYTES, told::add)).isEqualTo(key);
        assertThat(KeyFile.open(directory.resolve("other.key"), BYTES, told::add))
                .isNotEqualTo(key);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(told).isEmpty();
    }

    @Test
    void aDamagedKeyIsMadeAnewAndTold() throws Exception {
        Path file = directory.resolve("cloud.key");
        Files.writeString(directory.resolve("cloud.key.new"), "half of one, from before the machine lost power");
        for (String content : List.of("", "garbage")) {
            Files.writeString(file, content);
            List<Long> told = new ArrayList<>();
            byte[] key = KeyFile.open(file, BYTES, told::add);
            assertThat(told).containsExactly((long) content.length());
            assertThat(KeyFile.open(file, BYTES, told::add)).isEqualTo(key).hasSize(BYTES);
            assertThat(told).hasSize(1);
        }
    }
}
