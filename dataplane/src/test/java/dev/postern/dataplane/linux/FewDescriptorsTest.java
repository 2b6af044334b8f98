package dev.postern.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A thread has few descriptors, and Java lives on with it. */
@PacketTest
final class FewDescriptorsTest {
    private static final Path OWN = Path.of("/proc/thread-self/fd");

    /** One of Java's own that is in no archive of classes, and that nobody has needed so far. */
    private static final String SELDOM = "java.util.concurrent.BrokenBarrierException";

    /** The process would end here. */
    @Test
    void loadsJavasOwnClasses() throws Exception {
        FutureTask<Class<?>> task = new FutureTask<>(() -> {
            FewDescriptors.take();
            return Class.forName(SELDOM);
        });
        Thread.ofPlatform().start(task);

        assertThat(task.get().getName()).isEqualTo(SELDOM);
    }

    @Test
    void takesNothingFromTheOthers() throws Exception {
        try (FileChannel mine = FileChannel.open(Path.of("/dev/zero"))) {
            FutureTask<List<String>> task = new FutureTask<>(() -> {
                open(); // as what that needs is loaded by this
                FewDescriptors.take();
                return open();
            });
            Thread.ofPlatform().start(task);

            // The standard ones, Java's classes, and two of the directory in which they are seen.
            assertThat(task.get()).hasSizeLessThanOrEqualTo(6);
            assertThat(mine.read(ByteBuffer.allocate(1))).isEqualTo(1);
        }
    }

    private static List<String> open() throws Exception {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(OWN)) {
            List<String> numbers = new ArrayList<>();
            all.forEach(one -> numbers.add(String.valueOf(one.getFileName())));
            return numbers;
        }
    }
}
