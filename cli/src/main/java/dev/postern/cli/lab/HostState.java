package dev.postern.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What could be left of a cloud on the host: addresses, links, routes, rules and firewall of the host's own network.
 *
 * @param network what each command printed, by the command
 */
public record HostState(TreeMap<String, String> network) {
    private static final String INODE = "unix:ino";
    private static final List<String> COMMANDS =
            List.of("ip -o address", "ip rule", "ip -4 route show table all", "nft list ruleset");

    public static HostState observe() throws IOException {
        TreeMap<String, String> network = new TreeMap<>();
        for (String command : COMMANDS) {
            Process process = new ProcessBuilder("bash", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            network.put(command, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new HostState(network);
    }

    /**
     * The processes that live in the network namespaces of a cloud. They are remembered, and not the namespaces' numbers: when one is
     * gone, the next namespace of any other cloud has its number.
     *
     * @param pinned the directory in which the namespaces are held
     */
    public static Set<ProcessHandle> inhabitants(Path pinned) throws IOException {
        Set<Object> namespaces = new HashSet<>();
        if (Files.isDirectory(pinned)) {
            try (Stream<Path> files = Files.list(pinned)) {
                for (Path file : files.toList()) {
                    namespaces.add(Files.getAttribute(file, INODE));
                }
            }
        }
        return ProcessHandle.allProcesses()
                .filter(process ->
                        namespace(process).filter(namespaces::contains).isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The number of the network namespace that a process lives in; empty if it lives no more. */
    private static Optional<Object> namespace(ProcessHandle process) {
        try {
            return Optional.of(Files.getAttribute(procfs(process).resolve("ns/net"), INODE));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path procfs(ProcessHandle process) {
        return Path.of("/proc", Long.toString(process.pid()));
    }

    /**
     * A line for each thing that is there now and is the cloud's.
     *
     * @param before the host before the cloud was started
     * @param directory below which all of its files were
     * @param inhabitants who lived in its namespaces
     */
    public List<String> remainders(HostState before, Path directory, Set<ProcessHandle> inhabitants) {
        List<String> left = new ArrayList<>();
        for (String command : COMMANDS) {
            if (!network.getOrDefault(command, "").equals(before.network.get(command))) {
                left.add("the host's \"" + command + "\" prints something else than before");
            }
        }
        mountsBelow(directory, Path.of("/proc/self")).forEach(line -> left.add("mount " + line));
        ProcessHandle.allProcesses()
                .filter(process -> isOurs(process, directory, inhabitants))
                .forEach(process -> left.add(
                        "process " + process.pid() + ": " + text(procfs(process).resolve("cmdline"))));
        return left;
    }

    /** An instance's process does not name its files, but its root filesystem is mounted of layers that lie below the directory. */
    private static boolean isOurs(ProcessHandle process, Path directory, Set<ProcessHandle> inhabitants) {
        Path procfs = procfs(process);
        return text(procfs.resolve("cmdline")).contains(directory.toString())
                || (!isHosts(procfs) && !mountsBelow(directory, procfs).isEmpty())
                || (inhabitants.contains(process) && namespace(process).isPresent());
    }

    /** Its mounts are the host's, which are looked at once. */
    private static boolean isHosts(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/mnt"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")));
        } catch (IOException e) {
            return true; // it has ended meanwhile
        }
    }

    private static List<String> mountsBelow(Path directory, Path process) {
        return text(process.resolve("mounts"))
                .lines()
                .filter(line -> line.contains(directory.toString()))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
