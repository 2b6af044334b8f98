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
     * @param namespaces the inode numbers of the network namespaces that it held
     */
    public List<String> remainders(HostState before, Path directory, List<Long> namespaces) throws IOException {
        List<String> left = new ArrayList<>();
        for (String command : COMMANDS) {
            if (!network.getOrDefault(command, "").equals(before.network.get(command))) {
                left.add("the host's \"" + command + "\" prints something else than before");
            }
        }
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            mounts.filter(line -> line.contains(directory.toString())).forEach(line -> left.add("mount " + line));
        }
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> isOurs(path, directory, namespaces))
                    .forEach(path -> left.add("process " + path.getFileName() + ": " + text(path.resolve("cmdline"))));
        }
        return left;
    }

    private static boolean isOurs(Path process, Path directory, List<Long> namespaces) {
        if (text(process.resolve("cmdline")).contains(directory.toString())) {
            return true;
        }
        try {
            return namespaces.contains((Long) Files.getAttribute(process.resolve("ns/net"), "unix:ino"));
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
