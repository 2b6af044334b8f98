package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.linux.IdRange;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.linux.PrivateMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance's mounts go with its last process only if no thread of this one stays among them. Needs root. */
@Tag("packets")
final class PrivateMountsTest {
    private static final IdRange IDS = new IdRange(IdRanges.FIRST);

    @TempDir
    private Path directory = Path.of("");

    private final CountDownLatch over = new CountDownLatch(1);
    private InstanceNamespaces namespaces = new InstanceNamespaces(Path.of(""), Path.of(""));

    @BeforeEach
    void create() throws IOException {
        namespaces = new InstanceNamespaces(directory.resolve("user"), directory.resolve("network"));
        namespaces.create(IDS);
    }

    @AfterEach
    void remove() throws IOException {
        over.countDown();
        namespaces.remove();
    }

    @Test
    void threadsThatAreBornOutsideStayOutside() throws IOException {
        String machine = mountsOf("self");
        PrivateMounts.with(namespaces.user(), IDS, mounts -> {
            String own = mountsOf("thread-self");
            assertThat(own).isNotEqualTo(machine);
            // The second time, a thread is alive that was born while this one was outside.
            for (int time = 0; time < 2; time++) {
                String born = mounts.outside(_ -> mountsOfNewThread());
                assertThat(born).isEqualTo(machine);
                assertThat(mountsOf("thread-self")).isEqualTo(own);
            }
            return true;
        });
    }

    @Test
    void programsThatAreStartedOutsideRunAmongTheMounts() throws IOException {
        PrivateMounts.with(namespaces.user(), IDS, mounts -> {
            String own = mountsOf("thread-self");
            Optional<String> seen = mounts.outside(
                    entry -> Commands.capture(Commands.entering(entry, List.of("readlink", "/proc/self/ns/mnt"))));
            assertThat(seen).contains(own + "\n");
            return true;
        });
    }

    /** Of one that lives until the test is over. */
    private String mountsOfNewThread() {
        CompletableFuture<String> found = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                found.complete(mountsOf("thread-self"));
                over.await();
            } catch (IOException | InterruptedException e) {
                found.completeExceptionally(e);
            }
        });
        return found.join();
    }

    private static String mountsOf(String thread) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", thread, "ns/mnt")).toString();
    }
}
