package dev.postern.bench;

import java.util.List;

/** A program that runs until it is closed. */
record Daemon(Process process) implements AutoCloseable {
    static Daemon start(List<String> words) {
        return new Daemon(Shell.start(words));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
