package dev.postern.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which one cloud keeps all that it has. It belongs to one process at a time: opening it takes a lock
 * that the kernel drops when the process ends, however it ends. Nobody but its owner can look into it.
 */
public final class DataDirectory implements AutoCloseable {
    private static final int PID_BYTES_MAX = 20;
    private static final Set<PosixFilePermission> ONLY_OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> ONLY_OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Pattern OURS = Pattern.compile(
            "ledger\\.db.*|items\\.db.*|events\\.db.*|outbox\\.db.*|objects|ca|images|instances|run|imds\\.key.*|messages\\.key.*|lock");
    private static final String REFUSED_CHARACTERS = ":,\\#\"";
    /**
     * What this process holds. The kernel drops all of a process's locks on a file as soon as the process closes any
     * descriptor of it, so a directory that is held here must not be tried again.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory where it is missing, and locks it.
     *
     * @throws StorageException when another process holds it, or it cannot be written
     */
    public static DataDirectory open(Path root) {
        FileChannel channel = null;
        Path real = null;
        try {
            checkName(root.toAbsolutePath());
            Files.createDirectories(root, PosixFilePermissions.asFileAttribute(ONLY_OWNER));
            Path candidate = root.toRealPath();
            checkName(candidate);
            refuseOthers(candidate);
            if (!HELD.add(candidate)) {
                throw inUse(root, Long.toString(ProcessHandle.current().pid()));
            }
            real = candidate;
            channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String holder = read(channel);
                channel.close();
                HELD.remove(real);
                throw inUse(root, holder);
            }
            write(channel, Long.toString(ProcessHandle.current().pid()));
            closeToOthers(candidate);
            return new DataDirectory(real, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            if (real != null) {
                HELD.remove(real);
            }
            throw new StorageException("the data directory " + root + " cannot be used: " + e, e);
        }
    }

    /**
     * Every account's keys and objects are in here. The directory's own mode is the wall; the files that matter are corrected
     * too, where an earlier version or somebody's umask left them open. Links are not followed.
     */
    private static void closeToOthers(Path root) throws IOException {
        close(root);
        for (Path directory : List.of(root, root.resolve("objects"), root.resolve("ca"))) {
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                for (Path entry : entries(directory)) {
                    if (!directory.equals(root)
                            || OURS.matcher(entry.getFileName().toString()).matches()) {
                        close(entry);
                    }
                }
            }
        }
    }

    /** Somebody's home directory, or /tmp, must not lose its mode because it was named by mistake. */
    private static void refuseOthers(Path root) throws IOException {
        boolean open = !Files.getPosixFilePermissions(root).equals(ONLY_OWNER);
        List<Path> entries = open ? entries(root) : List.of();
        if (!entries.isEmpty()
                && entries.stream()
                        .noneMatch(e -> OURS.matcher(e.getFileName().toString()).matches())) {
            throw new StorageException("the data directory " + root + " cannot be used: others can look into it, and it"
                    + " holds what is not Postern's; choose an empty or a new one");
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static void close(Path path) throws IOException {
        PosixFileAttributes is = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> wanted = is.isDirectory() ? ONLY_OWNER : ONLY_OWNER_FILE;
        if ((is.isDirectory() || is.isRegularFile()) && !is.permissions().equals(wanted)) {
            Files.setPosixFilePermissions(path, wanted);
        }
    }

    /** Mount options, namespace paths of the OCI runtime and the batches of ip(8) have no way to say these. */
    private static void checkName(Path root) {
        if (root.toString().chars().anyMatch(c -> REFUSED_CHARACTERS.indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw new StorageException("the data directory " + root + " cannot be used: choose one whose name has no "
                    + String.join(" ", REFUSED_CHARACTERS.split("")) + " and no control characters");
        }
    }

    private static StorageException inUse(Path root, String holder) {
        return new StorageException("the data directory " + root + " is in use by another Postern"
                + (holder.isEmpty() ? "" : " (process " + holder + ")"));
    }

    public Path root() {
        return root;
    }

    /** Where the ledger is. */
    public Path ledger() {
        return root.resolve("ledger.db");
    }

    /** Where objects are. */
    public Path objects() {
        return root.resolve("objects");
    }

    /** Where the items of tables are. */
    public Path items() {
        return root.resolve("items.db");
    }

    /** Where messages wait that are promised. */
    public Path outbox() {
        return root.resolve("outbox.db");
    }

    /** Where events are. */
    public Path events() {
        return root.resolve("events.db");
    }

    @Override
    public void close() {
        closeQuietly(lockFile);
        HELD.remove(root);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            // Held as long as the channel is open; the object itself is not needed again.
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process holds it
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PID_BYTES_MAX);
        int count = channel.read(buffer, 0);
        return count <= 0 ? "" : new String(buffer.array(), 0, count, StandardCharsets.US_ASCII).strip();
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(DataDirectory.class.getName())
                    .log(System.Logger.Level.WARNING, "the lock's file did not close", e);
        }
    }
}
