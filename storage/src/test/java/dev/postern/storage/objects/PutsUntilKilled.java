package dev.postern.storage.objects;

import dev.postern.model.s3.Versioning;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that puts objects from several threads and prints each key after it was acknowledged. */
final class PutsUntilKilled {
    private PutsUntilKilled() {}

    public static void main(String[] arguments) {
        ObjectStore store = new FileObjectStore(Path.of(arguments[0]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        AtomicInteger numbers = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            Thread.ofPlatform().start(() -> {
                while (true) {
                    String key = "k" + numbers.incrementAndGet();
                    try {
                        ObjectStoreContract.put(store, "b", key, key);
                        ObjectStoreContract.put(store, "b", key, key);
                        ObjectStoreContract.put(store, "b", key, key, Versioning.ENABLED);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    out.println(key);
                }
            });
        }
    }
}
