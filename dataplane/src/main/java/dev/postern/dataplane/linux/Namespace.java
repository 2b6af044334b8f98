package dev.postern.dataplane.linux;

import dev.postern.dataplane.PacketSender;
import dev.postern.dataplane.Place;
import dev.postern.linux.Mounts;
import dev.postern.linux.ThreadNetwork;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, pinned by a mount. What is done in it is done on a thread of its own that entered it: none of the
 * process's others is ever anywhere but in the machine's.
 *
 * @param path the mount: what {@code setns} and an OCI runtime take
 */
public record Namespace(Path path) implements Place {
    @Override
    public <T> T call(Callable<T> task) throws Exception {
        return onDisposableThread(() -> {
            ThreadNetwork.enter(path);
            return task.call();
        });
    }

    @Override
    public PacketSender sender(Ip source, Duration limit) {
        return new NamespaceSender(this, source, limit);
    }

    /** Makes a new namespace and pins it at a path, where an empty file is. */
    static void create(Path path) throws IOException {
        try {
            onDisposableThread(() -> {
                ThreadNetwork.enterNew();
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
                ThreadNetwork.enterNew();
                return true;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /**
     * A command that runs inside. Its program is to be started from outside: Java may start a thread with it, which would be born
     * in the namespace of the one that starts it, and keep that for as long as it lives.
     */
    List<String> entering(List<String> command) {
        List<String> entering = new ArrayList<>(List.of("nsenter", "--net=" + path));
        entering.addAll(command);
        return entering;
    }

    /** Goes home at last: it wakes who waits for it, and to wake may be to start a thread. */
    private static <T> T onDisposableThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(() -> {
            try {
                return task.call();
            } finally {
                ThreadNetwork.comeBack();
            }
        });
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
