package dev.postern.dataplane.linux;

import dev.postern.linux.SystemCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The table of descriptors of a thread that needs the next one to have a low number: standard input, output and errors, and the file
 * with Java's own classes. Without that one Java would end the process when it is to load any of them, as what has been compiled
 * may need one that was not needed before. A class from a jar cannot be loaded on such a thread: it is told so by an exception.
 */
final class FewDescriptors {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final String CLASSES = "lib/modules";
    private static final int FIRST_OTHER = 3;
    private static final long LAST = 0xffff_ffffL;
    private static final int CLOSE_RANGE_UNSHARE = 2;

    /** The descriptor of Java's own classes; the last of the standard ones if there is none. */
    private static final int KEPT = classes();

    private FewDescriptors() {}

    /**
     * Gives the calling thread a table with few descriptors ({@code close_range(2)}, Linux 5.9). Nothing is closed for the other
     * threads, and nothing of theirs is kept open by this one.
     */
    static void take() throws IOException {
        SystemCall.CLOSE_RANGE.call("close_range", KEPT + 1, LAST, CLOSE_RANGE_UNSHARE);
        if (KEPT > FIRST_OTHER) {
            SystemCall.CLOSE_RANGE.call("close_range", FIRST_OTHER, KEPT - 1);
        }
    }

    private static int classes() {
        try (Stream<Path> open = Files.list(OPEN)) {
            return open.filter(FewDescriptors::isOfClasses)
                    .mapToInt(one -> Integer.parseInt(String.valueOf(one.getFileName())))
                    .filter(number -> number >= FIRST_OTHER)
                    .findFirst()
                    .orElse(FIRST_OTHER - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfClasses(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith(CLASSES);
        } catch (IOException e) {
            return false; // closed by another thread meanwhile
        }
    }
}
