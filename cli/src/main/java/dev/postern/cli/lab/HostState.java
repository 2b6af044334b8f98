package dev.postern.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What could be left of a cloud on the host: addresses, links, routes, rules and firewall of the host's own network.
 *
 * @param network what each command printed, by the command
 */
public record HostState(TreeMap<String, String> network) {
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
     * A line for each thing that is there now and is the cloud's.
     *
     * @param before the host before the cloud was started
     * @param directory below which all of its files were
     */
    public List<String> remainders(HostState before, Path directory) throws IOException {
        List<String> left = new ArrayList<>();
        for (String command : COMMANDS) {
            if (!network.getOrDefault(command, "").equals(before.network.get(command))) {
                left.add("the host's \"" + command + "\" prints something else than before");
            }
        }
        mountsBelow(directory, Path.of("/proc/self")).forEach(line -> left.add("mount " + line));
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> isOurs(path, directory))
                    .forEach(path -> left.add("process " + path.getFileName() + ": " + text(path.resolve("cmdline"))));
        }
        return left;
    }

    /**
     * An instance's process does not name its files, but its root filesystem is mounted of layers that lie below the directory. The
     * number of its network namespace tells nothing: once a namespace is gone, the next one of any other cloud has its number.
     */
    private static boolean isOurs(Path process, Path directory) {
        return text(process.resolve("cmdline")).contains(directory.toString())
                || (!isHosts(process) && !mountsBelow(directory, process).isEmpty());
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
