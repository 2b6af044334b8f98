package dev.postern.compute;

import dev.postern.linux.IdRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** An instance's console: what its first process and its kernel would print. Only the newest output is kept. */
record Console(Path file) {
    private static final int KEPT_BYTES = 64 * 1024;
    private static final long MOST_BYTES = 1 << 20;

    /** The last 64 KiB. */
    byte[] tail() throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long start = Math.max(0, channel.size() - KEPT_BYTES);
            ByteBuffer tail = ByteBuffer.allocate((int) (channel.size() - start));
            int read;
            do {
                read = channel.read(tail, start + tail.position());
            } while (read > 0);
            return Arrays.copyOf(tail.array(), tail.position());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** For another boot: what was printed stays, and it belongs to the instance, so that its programs can open it. */
    void begin(IdRange ids) throws IOException {
        Files.write(file, tail());
        Files.setAttribute(file, "unix:uid", (int) ids.first());
        Files.setAttribute(file, "unix:gid", (int) ids.first());
    }

    /** It lies on the host's disk: an instance that prints without end must not fill that. Writers append, so that it may shrink. */
    void bound() throws IOException {
        if (size() > MOST_BYTES) {
            byte[] tail = tail();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(tail));
            }
        }
    }

    private long size() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
