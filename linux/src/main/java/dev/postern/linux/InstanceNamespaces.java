package dev.postern.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A user namespace, and a network namespace that it owns, as two mounts. What root of the one may do to networks, it may do
 * to the other only: to enter, read or change any other network namespace it lacks the capability there, however it names it.
 *
 * @param user the mount of the user namespace
 * @param network the mount of the network namespace
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record InstanceNamespaces(Path user, Path network) {
    /** A process of this many threads may not enter a user namespace; a shell may, and says when it is there. */
    private static final List<String> HOLDER = List.of("unshare", "--user", "--net", "--", "sh", "-c", "echo; read _");

    /**
     * Makes both and mounts them; what was mounted there is let go. The network is mounted last: if it is there, so is its owner.
     *
     * @param ids the ids of the host that those of the new namespace are
     */
    public void create(IdRange ids) throws IOException {
        Process holder = new ProcessBuilder(HOLDER)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader ready =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.US_ASCII))) {
            if (ready.readLine() == null) {
                throw new IOException("a user namespace cannot be made (user.max_user_namespaces?)");
            }
            Path process = Path.of("/proc", Long.toString(holder.pid()));
            Files.writeString(process.resolve("uid_map"), ids.map());
            Files.writeString(process.resolve("gid_map"), ids.map());
            pin(process.resolve("ns/user"), user);
            pin(process.resolve("ns/net"), network);
        } finally {
            holder.destroyForcibly();
        }
    }

    /** Whether both are there. */
    public boolean exist() {
        return isMounted(user) && isMounted(network);
    }

    /**
     * Mounts the network namespace again, if only its mount is gone and a process is still in it.
     *
     * @return whether both are there now
     */
    public boolean mountNetworkAgain() throws IOException {
        if (!isMounted(user) || isMounted(network)) {
            return exist();
        }
        String owner = "user:[" + Files.getAttribute(user, "unix:ino") + "]";
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.toList()) {
                if (namespaceOf(process, "user").equals(owner)) {
                    pin(process.resolve("ns/net"), network);
                    return true;
                }
            }
        }
        return false;
    }

    /** Empty if it is no process, or none any more. */
    private static String namespaceOf(Path process, String kind) {
        try {
            return Files.readSymbolicLink(process.resolve("ns").resolve(kind)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** What is mounted lies on another file system than the directory that it is in. */
    private static boolean isMounted(Path place) {
        try {
            return !Files.getAttribute(place, "unix:dev").equals(Files.getAttribute(place.getParent(), "unix:dev"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Lets both go; they end with their last process. Those that are not there are fine. */
    public void remove() throws IOException {
        for (Path place : List.of(network, user)) {
            if (Files.exists(place)) {
                Mounts.detach(place);
                Files.delete(place);
            }
        }
    }

    private static void pin(Path namespace, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        if (Files.exists(place)) {
            Mounts.detach(place);
        } else {
            Files.createFile(place);
        }
        Mounts.bind(namespace, place);
    }
}
