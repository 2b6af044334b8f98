package dev.postern.storage.objects;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * An object with its body, which stays readable whatever happens to the object in the meantime.
 *
 * @param body closed with this
 */
public record OpenObject(StoredObject object, Body body) implements AutoCloseable {
    /** Where the bytes are. */
    public sealed interface Body {}

    /** A small body, shared by all who read it: not to be changed. */
    @SuppressWarnings("ArrayRecordComponent")
    public record InMemory(byte[] content) implements Body {}

    /** A file. */
    public record InFile(FileChannel channel) implements Body {}

    /** The bytes from an offset on, as a stream that closes the body. */
    public InputStream stream(long offset) throws IOException {
        return switch (body) {
            case InMemory(byte[] content) ->
                new java.io.ByteArrayInputStream(content, Math.toIntExact(offset), content.length - (int) offset);
            case InFile(FileChannel channel) -> Channels.newInputStream(channel.position(offset));
        };
    }

    /** The same as it was before it was encrypted, if it was. */
    public InputStream stream(long offset, Optional<BodyKey> key) throws IOException {
        InputStream raw = stream(offset);
        return key.<InputStream>map(k -> new Unsealed(raw, object, k, offset)).orElse(raw);
    }

    @Override
    public void close() {
        if (body instanceof InFile(FileChannel channel)) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger(OpenObject.class.getName())
                        .log(System.Logger.Level.WARNING, "a body did not close", e);
            }
        }
    }
}
