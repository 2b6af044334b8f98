package dev.postern.linux;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Threads that are used once: what they do to themselves, such as entering a namespace, cannot be undone. */
public final class PlatformThread {
    private PlatformThread() {}

    /**
     * Runs a task on a thread of its own and waits for it.
     *
     * @param name the thread's
     */
    public static <T> T once(String name, Callable<T> task) throws IOException {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofPlatform().name(name).daemon().start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IOException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + " was interrupted", e);
        }
    }
}
