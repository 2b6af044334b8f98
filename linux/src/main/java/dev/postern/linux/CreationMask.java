package dev.postern.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The permissions that no file gets which this process, or a program that it starts, makes: {@code umask(2)}. */
public final class CreationMask {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "Umask:\t";

    private CreationMask() {}

    /** Sets it, unless it is so: the kernel is not called then. */
    public static void set(int mask) throws SystemCallException {
        if (!isSet(mask)) {
            SystemCall.UMASK.call("umask", mask);
        }
    }

    private static boolean isSet(int mask) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.anyMatch(
                    line -> line.startsWith(LINE) && Integer.parseInt(line, LINE.length(), line.length(), 8) == mask);
        } catch (IOException e) {
            return false; // it is not told
        }
    }
}
