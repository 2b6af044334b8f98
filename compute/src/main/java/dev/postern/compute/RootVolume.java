package dev.postern.compute;

import dev.postern.linux.LoopDevice;
import dev.postern.linux.PrivateMounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An instance's root volume: a file system of the volume's size in a sparse file. What is full is full for the instance alone.
 *
 * <pre>
 * volume.ext4   the file system:
 *   disk        what the instance has written: the upper layer of its root
 *   work        the overlay's own
 *   root        instead of both, the whole root of an instance that began where there were no layers
 * </pre>
 *
 * What it holds belongs to the users 0 to 65535, whatever ids of the host the instance has while it runs.
 */
final class RootVolume {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();
    private static final long ROOM_BYTES = 256L << 20;
    private static final int JOURNAL_MIB = 16;

    private final Path home;

    /** The volume of the instance with this directory. */
    RootVolume(Path home) {
        this.home = home;
    }

    /** Where it is mounted: seen by the processes that start the instance only. */
    Path mountPoint() {
        return home.resolve("volume");
    }

    private Path image() {
        return home.resolve("volume.ext4");
    }

    boolean exists() {
        return Files.exists(image());
    }

    /**
     * Makes the file system, if there is none yet. What an earlier version of Postern kept in a directory is brought into it, and
     * is deleted when it is there whole.
     *
     * @param bytes its size; more if what is brought over needs more
     */
    void ensure(long bytes, PrivateMounts mounts) throws IOException {
        Path before = home.resolve("disk");
        if (!exists()) {
            Path fresh = home.resolve("volume.new");
            boolean old = Files.isDirectory(before);
            if (old || !takeSpare(bytes, fresh)) {
                long enough = old ? Math.max(bytes, size(before) / 4 * 5 + ROOM_BYTES) : bytes;
                mounts.outside(entry -> {
                    make(fresh, enough);
                    return true;
                });
            }
            if (old) {
                awaitFree(fresh);
                mounts.disk(fresh, Trees.directory(mountPoint(), "rwx------"));
                boolean whole = wasWhole();
                Commands.runAmong(
                        mounts,
                        List.of(
                                "cp",
                                "-a",
                                before.toString(),
                                mountPoint().resolve(whole ? "root" : "disk").toString()));
                mounts.unmount(mountPoint());
            }
            Files.move(fresh, image(), StandardCopyOption.ATOMIC_MOVE);
        }
        if (Files.exists(before)) {
            Trees.delete(before);
            Trees.delete(home.resolve("work"));
            Trees.delete(home.resolve("root"));
        }
    }

    /** Whether the directory was the whole root: the container's configuration says so. */
    private boolean wasWhole() throws IOException {
        Path file = home.resolve("config.json");
        String config = Files.exists(file) ? Files.readString(file) : "";
        return config.contains(RuncConfig.STORAGE)
                ? config.contains(RootAssembly.Storage.COPY.toString())
                : !config.isEmpty() && !config.contains("\"lowerdir=");
    }

    /** Mounts it at its mount point. Waits until an earlier mount, of which the last process has just ended, is gone. */
    void mount(PrivateMounts mounts) throws IOException {
        awaitFree(image());
        mounts.disk(image(), Trees.directory(mountPoint(), "rwx------"));
    }

    /**
     * Makes a file system for the next instance that begins, unless there is one: nobody should wait for it then.
     *
     * @param instances where the instances' directories are
     */
    static void keepSpare(Path instances, long bytes) throws IOException {
        Path spare = instances.resolve(spareName(bytes));
        if (!Files.exists(spare)) {
            Path fresh = spare.resolveSibling(spare.getFileName() + ".new");
            make(fresh, bytes);
            Files.move(fresh, spare, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Takes the spare one, if it is there; of two that want it, one gets it. */
    private boolean takeSpare(long bytes, Path place) throws IOException {
        try {
            Files.move(home.resolveSibling(spareName(bytes)), place, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String spareName(long bytes) {
        return "spare-" + bytes + ".ext4";
    }

    private static void make(Path file, long bytes) throws IOException {
        Files.deleteIfExists(file);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
        // A file that is all holes reads as zeros: nothing needs to be written where nothing is.
        Commands.run(List.of(
                Commands.find("mke2fs").map(Path::toString).orElse("mke2fs"),
                "-q",
                "-t",
                "ext4",
                "-b",
                "4096",
                "-m",
                "0",
                "-J",
                "size=" + JOURNAL_MIB,
                "-E",
                "lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0",
                file.toString()));
    }

    /** Two mounts of one file by two devices would ruin it. */
    private static void awaitFree(Path file) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (LoopDevice.isOver(file)) {
            if (System.nanoTime() > deadline) {
                throw new IOException(file + " is still in use as a loop device (losetup -a)");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static long size(Path tree) throws IOException {
        long[] sum = new long[1];
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }
}
