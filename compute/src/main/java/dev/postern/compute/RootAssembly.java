package dev.postern.compute;

import dev.postern.linux.PrivateMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts an instance's root together: its volume over the image, and the host's programs, all with the owners that the instance
 * knows. It happens in the mount namespace of one start, of which the instance gets a copy.
 *
 * @param home the instance's directory
 * @param image what its disk began as
 * @param storage how what it writes is kept
 * @param place the directory at which it is seen, in that namespace only
 */
record RootAssembly(Path home, RootFilesystem image, Storage storage, Path place) {
    /** Directories that every machine has, that others may pass, and that nobody needs to start an instance. */
    private static final List<String> PLACES = List.of("/mnt", "/media", "/srv", "/opt", "/home", "/tmp");

    /** How what instances write is kept. */
    enum Storage {
        /** In a file system of the volume's size. */
        VOLUME,
        /** In a directory, as a layer: it may grow as far as the host's disk. */
        LAYER,
        /** In a directory that began as a copy of the image. */
        COPY
    }

    /**
     * A directory that may be covered while an instance is started.
     *
     * @param needed what must not be below it
     */
    static Path place(Path... needed) throws IOException {
        return PLACES.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .filter(candidate -> Stream.of(needed).noneMatch(path -> path.startsWith(candidate)))
                .findFirst()
                .orElseThrow(() -> new IOException("none of " + PLACES + " can be covered to start an instance"));
    }

    /**
     * Mounts it all.
     *
     * @param bytes the size of the root volume
     */
    void mount(PrivateMounts mounts, long bytes) throws IOException {
        RootVolume volume = new RootVolume(home);
        Path seen = volume.mountPoint();
        Path plain = home;
        if (storage == Storage.VOLUME || volume.exists()) {
            volume.ensure(bytes, mounts);
            volume.mount(mounts);
            plain = seen;
        }
        if (plain.equals(seen) && Files.isDirectory(plain.resolve("root"))) {
            mounts.show(plain.resolve("root"), place, false);
        } else if (plain.equals(home) && storage == Storage.COPY) {
            copyOnce(mounts);
            mounts.show(home.resolve("disk"), place, false);
        } else {
            layers(mounts, plain, seen);
        }
        for (RootFilesystem.Bind bind : image.binds()) {
            mounts.showInside(bind.source(), place, bind.destination());
        }
    }

    private void layers(PrivateMounts mounts, Path plain, Path seen) throws IOException {
        // The overlay's work directory may hold remains that no later mount may meet.
        Trees.delete(plain.resolve("work"));
        Trees.directory(plain.resolve("work"), "rwx------");
        Trees.directory(plain.resolve("disk"), "rwxr-xr-x");
        Trees.directory(seen, "rwx------");
        mounts.show(plain, seen, false);
        Path lower = Trees.directory(home.resolve("lower"), "rwx------");
        mounts.show(image.directory(), lower, true);
        mounts.overlay(lower, seen.resolve("disk"), seen.resolve("work"), place);
    }

    private void copyOnce(PrivateMounts mounts) throws IOException {
        Path disk = home.resolve("disk");
        if (!Files.exists(disk)) {
            Path fresh = home.resolve("disk.new");
            Trees.delete(fresh);
            Commands.runAmong(
                    mounts,
                    List.of("cp", "-a", "--reflink=auto", image.directory().toString(), fresh.toString()));
            Files.move(fresh, disk, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
