package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a process of Java takes of the machine.
 *
 * @param heapBytes of its objects that are in use, after a collection; what fills gaps in the heap is no object
 * @param residentBytes of its memory of all kinds, as the kernel has it, without what glibc keeps for later and without compiled
 *     code: there is more of that the longer it runs, until all that runs often is compiled
 */
record Appetite(long heapBytes, long residentBytes, long threads, long descriptors) {
    private static final double GROWTH_MAX = 1.05;
    private static final Pattern CODE_USED = Pattern.compile("CodeCache: size=\\d+Kb,? used=(\\d+)Kb");

    /** For so many looks, one a second, it must have taken no less: the compiler lets go what it worked with after five seconds. */
    private static final int LOOKS_AT_REST = 7;

    private static final Duration REST_LIMIT = Duration.ofMinutes(2);

    /**
     * Java keeps threads for up to a minute that waited for a program or read what it said. As many programs run at once as the
     * processors are worth, two threads for each; which of them the last minute needed is chance.
     */
    private static final int CHANCE_THREADS =
            2 * Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** What may be open in a moment and closed in the next: a file that is looked at, a connection. */
    private static final int CHANCE_DESCRIPTORS = 8;

    /**
     * The least memory of a process that has nothing to do, as soon as it does not become less; the threads are those of the
     * beginning, as how long that takes is chance, and threads end meanwhile.
     */
    static Appetite atRest(long pid) {
        List<Appetite> looks = new ArrayList<>();
        Await.untilAtLast("memory is given back", REST_LIMIT, () -> {
            looks.add(of(pid));
            return looks.indexOf(least(looks)) < looks.size() - LOOKS_AT_REST;
        });
        Appetite least = least(looks);
        return new Appetite(least.heapBytes, least.residentBytes, looks.getFirst().threads, least.descriptors);
    }

    private static Appetite least(List<Appetite> looks) {
        return Collections.min(looks, Comparator.comparingLong(Appetite::residentBytes));
    }

    static Appetite of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        jcmd(pid, "System.trim_native_heap");
        List<String> histogram = jcmd(pid, "GC.class_histogram").lines().toList();
        return new Appetite(
                bytes(histogram, line -> line.startsWith("Total"))
                        - bytes(histogram, line -> line.contains("jdk.internal.vm.FillerElement")),
                number(process, "VmRSS") * 1024 - compiledCode(pid),
                number(process, "Threads"),
                process.resolve("fd").toFile().list().length);
    }

    /** The bytes in some rows of a histogram. */
    private static long bytes(List<String> histogram, Predicate<String> which) {
        return histogram.stream()
                .filter(which)
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                .sum();
    }

    private static long compiledCode(long pid) {
        return jcmd(pid, "Compiler.codecache")
                .lines()
                .flatMap(line -> CODE_USED.matcher(line).results())
                .mapToLong(used -> Long.parseLong(used.group(1)) * 1024)
                .sum();
    }

    private static String jcmd(long pid, String command) {
        String program = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        return Finished.run(Map.of(), Path.of("/"), List.of(program, Long.toString(pid), command))
                .succeeded();
    }

    private static long number(Path process, String field) {
        try {
            return Files.readAllLines(process.resolve("status")).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void isNoMoreThan(Appetite earlier) {
        assertThat((double) heapBytes).as("bytes of heap").isLessThanOrEqualTo(GROWTH_MAX * earlier.heapBytes);
        assertThat((double) residentBytes)
                .as("bytes of memory")
                .isLessThanOrEqualTo(GROWTH_MAX * earlier.residentBytes);
        assertThat(threads).as("threads").isLessThanOrEqualTo(earlier.threads + CHANCE_THREADS);
        assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(earlier.descriptors + CHANCE_DESCRIPTORS);
    }

    @Override
    public String toString() {
        return "heap %d KiB, memory %d KiB, threads %d, descriptors %d"
                .formatted(heapBytes >> 10, residentBytes >> 10, threads, descriptors);
    }
}
