package dev.postern.storage.objects;

import dev.postern.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The store's own key, beside its index: made when it is needed first. */
final class OwnKey {
    private final Path file;
    private @Nullable BodyKey known;

    OwnKey(Path root) {
        this.file = root.resolve("own.key");
    }

    synchronized BodyKey get() {
        if (known == null) {
            try {
                if (!Files.exists(file)) {
                    make();
                }
                known = new BodyKey(Files.readAllBytes(file));
            } catch (IOException | IllegalArgumentException e) {
                throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return known;
    }

    /** It is whole on the disk before anything is encrypted with it. */
    private void make() throws IOException {
        byte[] bits = new byte[BodyKey.BYTES];
        new SecureRandom().nextBytes(bits);
        Path fresh = file.resolveSibling("own.key.new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(bits);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
