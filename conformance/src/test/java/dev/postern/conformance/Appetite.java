package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a process of Java takes of the machine.
 *
 * @param heapBytes of its objects that are in use, after a collection
 * @param residentBytes of its memory of all kinds, as the kernel has it, without what glibc keeps for later
 */
record Appetite(long heapBytes, long residentBytes, long threads, long descriptors) {
    private static final double GROWTH_MAX = 1.05;

    /**
     * The pages of Java's heap are taken when they are first written, and code is compiled as it is needed: both end, but later than
     * the classes have been loaded. What the compiler had for a moment and glibc kept is given back before it is measured.
     */
    private static final long WARMING_BYTES = 24 << 20;

    /**
     * Java keeps threads for up to a minute that waited for a program or read what it said. As many programs run at once as the
     * processors are worth, two threads for each; which of them the last minute needed is chance.
     */
    private static final int CHANCE_THREADS =
            2 * Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** What may be open in a moment and closed in the next: a file that is looked at, a connection. */
    private static final int CHANCE_DESCRIPTORS = 8;

    static Appetite of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        jcmd(pid, "System.trim_native_heap");
        String total = jcmd(pid, "GC.class_histogram")
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return new Appetite(
                Long.parseLong(total.split("\\s+", -1)[2]),
                number(process, "VmRSS") * 1024,
                number(process, "Threads"),
                process.resolve("fd").toFile().list().length);
    }

    private static String jcmd(long pid, String command) {
        String program = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        return Finished.run(Map.of(), Path.of("/"), List.of(program, Long.toString(pid), command))
                .succeeded();
    }

    private static long number(Path process, String field) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    void isNoMoreThan(Appetite earlier) {
        assertThat((double) heapBytes).as("bytes of heap").isLessThanOrEqualTo(GROWTH_MAX * earlier.heapBytes);
        assertThat((double) residentBytes)
                .as("bytes of memory")
                .isLessThanOrEqualTo(GROWTH_MAX * earlier.residentBytes + WARMING_BYTES);
        assertThat(threads).as("threads").isLessThanOrEqualTo(earlier.threads + CHANCE_THREADS);
        assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(earlier.descriptors + CHANCE_DESCRIPTORS);
    }

    @Override
    public String toString() {
        return "heap %d KiB, memory %d KiB, threads %d, descriptors %d"
                .formatted(heapBytes >> 10, residentBytes >> 10, threads, descriptors);
    }
}
