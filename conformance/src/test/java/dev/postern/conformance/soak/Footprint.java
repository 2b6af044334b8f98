package dev.postern.conformance.soak;

import dev.postern.conformance.LoopDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes, mounts, namespaces and loop devices that a cloud has on the host.
 *
 * @param data the cloud's data directory
 */
record Footprint(Path data) {
    /** The processes that live in an instance's network namespace. */
    List<ProcessHandle> of(String instance) throws IOException {
        Path pin = data.resolve("run/netns").resolve(instance);
        if (!Files.exists(pin)) {
            return List.of();
        }
        Object inode = Files.getAttribute(pin, "unix:ino");
        return ProcessHandle.allProcesses()
                .filter(process -> inode.equals(network(process)))
                .toList();
    }

    private static Object network(ProcessHandle process) {
        try {
            return Files.getAttribute(Path.of("/proc", Long.toString(process.pid()), "ns/net"), "unix:ino");
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    /** The namespaces that are pinned, by name. */
    List<String> namespaces() throws IOException {
        return names(data.resolve("run/netns"));
    }

    /** How many mounts lie below the data directory, as this process sees them. */
    long mounts() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mounts"))) {
            return lines.filter(line -> line.contains(data.toString())).count();
        }
    }

    /** The files below the data directory that loop devices are made of. */
    List<String> loops() throws IOException {
        return LoopDevices.files().values().stream()
                .filter(file -> file.startsWith(data.toString()))
                .sorted()
                .toList();
    }

    static long descriptors(long pid) throws IOException {
        return names(Path.of("/proc", Long.toString(pid), "fd")).size();
    }

    static long threads(long pid) throws IOException {
        return names(Path.of("/proc", Long.toString(pid), "task")).size();
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
