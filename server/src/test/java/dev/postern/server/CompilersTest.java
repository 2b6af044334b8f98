package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.linux.ThreadNice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CompilersTest {
    private static final String THREADS = "C2 CompilerThre";
    private static final String QUICK = "C1 CompilerThre";
    private static final int AS_LAUNCHED = 10;

    @AfterEach
    void catchUp() {
        Compilers.catchUp();
    }

    @Test
    void takesWhatIsLeftUntilItMayCatchUp() throws IOException {
        assertThat(nices(THREADS)).isNotEmpty().containsOnly(ThreadNice.USUAL);
        boolean may = ThreadNice.of(THREADS).mayReturn();
        if (may) {
            ThreadNice.of(QUICK).set(AS_LAUNCHED);
        }
        Compilers.stepBack();
        assertThat(nices(THREADS)).containsOnly(may ? ThreadNice.LAST : ThreadNice.USUAL + 1);
        assertThat(nice((int) ProcessHandle.current().pid()))
                .as("all else goes on as ever")
                .isEqualTo(ThreadNice.USUAL);
        Compilers.catchUp();
        assertThat(nices(THREADS)).containsOnly(may ? ThreadNice.USUAL : ThreadNice.USUAL + 1);
        assertThat(nices(QUICK)).isNotEmpty().containsOnly(ThreadNice.USUAL);
    }

    private static List<Integer> nices(String name) throws IOException {
        return ThreadNice.of(name).threads().stream().map(CompilersTest::nice).toList();
    }

    /** The nineteenth field of proc(5)'s stat. */
    private static int nice(int thread) {
        try {
            String stat = Files.readString(Path.of("/proc/self/task/" + thread + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.parseInt(fields[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
