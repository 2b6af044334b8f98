package dev.postern.server;

import dev.postern.compute.ImageStore;
import dev.postern.guest.tls.CertificateAuthority;
import dev.postern.guest.tls.MessageSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What instances need on disk before the first of them: the authority that they trust, what messages are signed with, and the images that hold its certificate. */
record GuestFiles(CertificateAuthority authority, MessageSigner signer, ImageStore images) {
    /** Files that are being opened beside the rest of the start: in a new data directory they are made, which takes a while. */
    record Opening(CompletableFuture<GuestFiles> files) implements AutoCloseable {
        /** Waits for them. */
        GuestFiles await() throws IOException {
            try {
                return files.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case null, default -> throw e;
                }
            }
        }

        /** Nothing is written any more when this returns. */
        @Override
        public void close() {
            files.handle((opened, failure) -> true).join();
        }
    }

    /** Begins to open them on a thread of their own. */
    static Opening open(Path data, Instant now) {
        CompletableFuture<GuestFiles> files = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("guest-files").start(() -> {
            try {
                CertificateAuthority authority = CertificateAuthority.open(data.resolve("ca"), now);
                MessageSigner signer = MessageSigner.open(data.resolve("ca"), authority, now);
                files.complete(new GuestFiles(
                        authority,
                        signer,
                        ImageStore.open(data.resolve("images"), cache(data), authority.certificatePem())));
            } catch (IOException | RuntimeException | Error e) {
                files.completeExceptionally(e);
            }
        });
        return new Opening(files);
    }

    /** What is installed once for all clouds of this build is beside it; without {@code ./postern} each cloud has its own. */
    private static Path cache(Path data) {
        return Optional.ofNullable(System.getenv("POSTERN_HOME"))
                .map(home -> Path.of(home, "build", "images"))
                .orElseGet(() -> data.resolve("images/packages"));
    }
}
