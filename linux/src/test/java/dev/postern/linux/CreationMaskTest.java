package dev.postern.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CreationMaskTest {
    @TempDir
    Path directory;

    @Test
    void isThatOfEachFileFromThenOn() throws Exception {
        int before = (int) SystemCall.UMASK.call("umask", 022);
        try {
            assertThat(permissionsOf("open")).isEqualTo("rw-r--r--");
            CreationMask.set(077);
            assertThat(permissionsOf("closed")).isEqualTo("rw-------");
            CreationMask.set(077);
            assertThat(permissionsOf("still")).isEqualTo("rw-------");
            CreationMask.set(027);
            assertThat(permissionsOf("ajar")).isEqualTo("rw-r-----");
        } finally {
            CreationMask.set(before);
        }
    }

    private String permissionsOf(String name) throws Exception {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(Files.writeString(directory.resolve(name), "")));
    }
}
