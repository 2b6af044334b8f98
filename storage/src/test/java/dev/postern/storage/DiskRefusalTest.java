package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postern.storage.objects.FileObjectStore;
import dev.postern.storage.objects.Staged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk without room what does not fit is refused, by its reason; when there is room, all goes on. */
@Tag("packets")
@Tag("hostile")
final class DiskRefusalTest {
    private static final int BODY_BYTES = 1 << 20;
    private static final int COMMITS_MAX = 10_000;

    @TempDir
    private Path directory = Path.of("unset");

    private Path disk = Path.of("unset");

    @BeforeEach
    void smallDisk() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        int code = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        assumeThat(code).as("mounting needs root").isZero();
    }

    @AfterEach
    void noDisk() throws Exception {
        run("umount", "--lazy", disk.toString());
    }

    @Test
    void objectsThatDoNotFitAreRefusedUntilThereIsRoom() throws Exception {
        try (FileObjectStore store = new FileObjectStore(disk)) {
            Path filler = fill();
            assertThatThrownBy(() -> stage(store))
                    .matches(e -> DiskRefusal.of(e).equals(Optional.of(DiskRefusal.FULL)), "says why");
            Files.delete(filler);
            stage(store).close();
        }
    }

    @Test
    void changesThatDoNotFitAreRefusedUntilThereIsRoom() throws Exception {
        try (LedgerCloud cloud = new LedgerCloud(new SqliteLedger(disk.resolve("ledger.db")))) {
            Path filler = fill();
            assertThatThrownBy(() -> IntStream.range(0, COMMITS_MAX).forEach(i -> commit(cloud, i)))
                    .matches(e -> DiskRefusal.of(e).equals(Optional.of(DiskRefusal.FULL)), "says why");
            long before = cloud.snapshot().sequence();
            Files.delete(filler);
            commit(cloud, COMMITS_MAX);
            assertThat(cloud.snapshot().sequence()).isEqualTo(before + 1);
        }
    }

    private static void commit(LedgerCloud cloud, int number) {
        cloud.commit(snapshot -> new Cloud.Outcome<>(Samples.putGateway(number), true));
    }

    private static Staged stage(FileObjectStore store) throws IOException {
        return store.stage(new ByteArrayInputStream(new byte[BODY_BYTES]));
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            return filler; // that is what it is for
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
