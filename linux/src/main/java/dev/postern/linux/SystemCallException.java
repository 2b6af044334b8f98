package dev.postern.linux;

import java.io.IOException;
import java.io.Serial;

/** The kernel refused. */
public final class SystemCallException extends IOException {
    /** No such file. */
    public static final int ENOENT = 2;

    /** Not now: there is nothing to read. */
    public static final int EAGAIN = 11;

    /** Busy. */
    public static final int EBUSY = 16;

    /** It exists already. */
    public static final int EEXIST = 17;

    /** No interface has this address. */
    public static final int EADDRNOTAVAIL = 99;

    /** There is no such link. */
    public static final int ENODEV = 19;

    /** What was asked for makes no sense, or not yet: the kernel is older than it. */
    public static final int EINVAL = 22;

    /** Messages were lost, as nobody read them in time. */
    public static final int ENOBUFS = 105;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String what, int errno) {
        super(what + ": " + text(errno));
        this.errno = errno;
    }

    /** The number of the error, as in {@code errno(3)}. */
    public int errno() {
        return errno;
    }

    private static String text(int errno) {
        return switch (errno) {
            case 1 -> "operation not permitted: this needs root, or a user namespace";
            case ENOENT -> "no such file";
            case 12 -> "out of memory";
            case 13 -> "permission denied";
            case EBUSY -> "busy";
            case EEXIST -> "exists";
            case EINVAL -> "invalid argument";
            case 28 -> "no space left, or the limit of namespaces is reached";
            default -> "errno " + errno;
        };
    }
}
