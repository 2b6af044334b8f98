package dev.postern.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.function.LongConsumer;

/** A key that only this cloud has, in a file that only its owner reads. */
public final class KeyFile {
    private KeyFile() {}

    /**
     * Reads the key kept in a file, or makes one there if there is none, or none that can be used.
     *
     * @param replaced told how many bytes were in a file that was replaced
     */
    public static byte[] open(Path file, int bytes, LongConsumer replaced) throws IOException {
        if (Files.exists(file) && Files.size(file) != bytes) {
            replaced.accept(Files.size(file));
            Files.delete(file);
        }
        if (!Files.exists(file)) {
            make(file, bytes);
        }
        return Files.readAllBytes(file);
    }

    /** Makes a key. It is whole on the disk before anything is done with it. */
    public static void make(Path file, int bytes) throws IOException {
        byte[] bits = new byte[bytes];
        new SecureRandom().nextBytes(bits);
        Path directory = file.toAbsolutePath().getParent();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(directory);
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer buffer = ByteBuffer.wrap(bits);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
