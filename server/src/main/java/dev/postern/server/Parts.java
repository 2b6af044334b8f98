package dev.postern.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, and how each of it ends: in the opposite order. */
final class Parts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Parts.class.getName());

    private final Deque<Part> started = new ArrayDeque<>();
    private boolean closed;

    private record Part(String name, AutoCloseable closing) {}

    /** Adds what ends by {@code closing}. */
    void push(String name, AutoCloseable closing) {
        started.push(new Part(name, closing));
    }

    <T extends AutoCloseable> T keep(String name, T part) {
        push(name, part);
        return part;
    }

    /** Ends everything, once; what fails at it is logged, and keeps nothing else from ending. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Part part : started) {
            try {
                part.closing().close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.ERROR, "ending: " + part.name(), e);
            }
        }
    }
}
