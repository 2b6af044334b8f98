package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the server and an idle instance hold in memory. */
record Memory(Topology topology, Report report) {
    void run() throws IOException {
        Path status = Path.of("/proc", Long.toString(topology.cloud().pid()), "status");
        report.figure("memory of the server", kib(status, "VmRSS:") / 1024.0, "MiB", "goal 400");
        report.figure("memory of an idle instance", instance() / 1024.0, "MiB", "goal 15");
    }

    /** The proportional share of every process in the instance's network namespace. */
    private long instance() throws IOException {
        Object namespace = Files.getAttribute(topology.namespace(topology.server()), "unix:ino");
        long total = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                if (isIn(process, namespace)) {
                    total += kib(process.resolve("smaps_rollup"), "Pss:");
                }
            }
        }
        return total;
    }

    private static boolean isIn(Path process, Object namespace) {
        try {
            return Files.getAttribute(process.resolve("ns/net"), "unix:ino").equals(namespace);
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static long kib(Path file, String field) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
