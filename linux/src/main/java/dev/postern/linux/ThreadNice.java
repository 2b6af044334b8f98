package dev.postern.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How readily some threads of this process leave a processor to others, which Linux keeps for each thread.
 *
 * @param threads their numbers
 * @see <a href="https://man7.org/linux/man-pages/man7/sched.7.html">sched(7)</a>, the nice value
 */
public record ThreadNice(List<Integer> threads) {
    /** As threads begin. */
    public static final int USUAL = 0;

    /** Only what nobody else wants. */
    public static final int LAST = 19;

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int PRIO_PROCESS = 0;

    public ThreadNice {
        threads = List.copyOf(threads);
    }

    /** The threads that there are now whose names begin so; of a name the kernel knows fifteen bytes. */
    public static ThreadNice of(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return new ThreadNice(tasks.filter(task -> name(task).startsWith(name))
                    .map(task -> Integer.valueOf(task.getFileName().toString()))
                    .toList());
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /**
     * Whether a thread may become as ready again as it was, which takes a privilege.
     *
     * @throws SystemCallException if they cannot even become less ready
     */
    public boolean mayReturn() throws SystemCallException {
        set(USUAL + 1);
        try {
            set(USUAL);
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }

    /** Sets it for all. */
    public void set(int nice) throws SystemCallException {
        for (int thread : threads) {
            SystemCall.SETPRIORITY.call("setpriority of thread " + thread, PRIO_PROCESS, thread, nice);
        }
    }
}
