package dev.postern.linux;

/** Open descriptors of this process. */
public final class Descriptors {
    private static final int CLOSE_RANGE_CLOEXEC = 4;

    private Descriptors() {}

    /**
     * Lets the kernel close one in whatever program is started. Those for which it does not do so are looked for and closed one by one by
     * Java, between the fork and the program, each time.
     */
    public static void keepFromPrograms(int number) throws SystemCallException {
        SystemCall.CLOSE_RANGE.call("close_range", number, number, CLOSE_RANGE_CLOEXEC);
    }
}
