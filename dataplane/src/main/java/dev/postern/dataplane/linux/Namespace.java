package dev.postern.dataplane.linux;

import dev.postern.linux.Mounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, pinned by a mount. What is done in it is done on a thread of its own that entered it: a thread cannot come
 * back without privileges over the host's namespace, so it is used once.
 *
 * @param path the mount: what {@code setns} and an OCI runtime take
 */
public record Namespace(Path path) {
    /**
     * Runs a task inside. Sockets that it opens stay in the namespace wherever they are used later; processes that it
     * starts run there.
     */
    public <T> T call(Callable<T> task) throws Exception {
        return onDisposableThread(() -> {
            Libc.enterNetwork(path.toString());
            return task.call();
        });
    }

    /** Makes a new namespace and pins it at a path, where an empty file is. */
    static void create(Path path) throws IOException {
        try {
            onDisposableThread(() -> {
                Libc.unshareNetwork();
                Mounts.bind(Path.of("/proc/thread-self/ns/net"), path);
                return true;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Makes a new namespace that ends at once: whether this process may. */
    static void tryToCreate() throws IOException {
        try {
            onDisposableThread(() -> {
                Libc.unshareNetwork();
                return true;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static <T> T onDisposableThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofPlatform().name("namespace").daemon().start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
