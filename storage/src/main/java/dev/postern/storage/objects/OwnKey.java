package dev.postern.storage.objects;

import dev.postern.storage.KeyFile;
import dev.postern.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                    KeyFile.make(file, BodyKey.BYTES);
                }
                known = new BodyKey(Files.readAllBytes(file));
            } catch (IOException | IllegalArgumentException e) {
                throw new StorageException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return known;
    }
}
