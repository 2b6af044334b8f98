package dev.postern.linux;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The network namespace of the calling thread. A thread that is born has its parent's, and so has a program: whoever leaves the
 * machine's comes back to it before anything may start one, as waking a waiting thread may.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 */
public final class ThreadNetwork {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Path MACHINE = Path.of("/proc/self/ns/net"); // the first thread's, which never leaves it

    private ThreadNetwork() {}

    /** Goes into a new one. */
    public static void enterNew() throws IOException {
        SystemCall.UNSHARE.call("unshare(CLONE_NEWNET)", CLONE_NEWNET);
    }

    /** Goes into the one that is pinned at a path. */
    public static void enter(Path namespace) throws IOException {
        try (FileDescriptor pin = FileDescriptor.open(namespace, FileDescriptor.READ_ONLY)) {
            SystemCall.SETNS.call("setns " + namespace, pin.number(), CLONE_NEWNET);
        }
    }

    /** Comes back to the machine's. */
    public static void comeBack() throws IOException {
        enter(MACHINE);
    }
}
