package dev.postern.server.http;

/** Something that listens. It may close by itself, as after an error. */
public interface Door extends AutoCloseable {
    boolean isOpen();

    @Override
    void close();
}
