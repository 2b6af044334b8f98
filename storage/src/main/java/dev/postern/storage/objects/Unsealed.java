package dev.postern.storage.objects;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** A body as it was before it was encrypted: of one piece, or of the parts of an upload, each of which was encrypted under its own name. */
final class Unsealed extends InputStream {
    private final InputStream raw;
    private final BodyKey key;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private InputStream current = InputStream.nullInputStream();
    private long left;

    /**
     * What was encrypted under one name.
     *
     * @param offset at which reading begins in it
     * @param length of what is read of it
     */
    private record Piece(String name, long offset, long length) {}

    /**
     * Reads from an offset on.
     *
     * @param raw the kept bytes from that offset on; closed with this
     */
    Unsealed(InputStream raw, StoredObject object, BodyKey key, long offset) {
        this.raw = raw;
        this.key = key;
        long from = 0;
        for (StoredObject.Part part : object.parts()) {
            add(part.sealedAs().orElse(object.body()), from, part.size(), offset);
            from += part.size();
        }
        if (object.parts().isEmpty()) {
            add(object.body(), 0, object.size(), offset);
        }
    }

    private void add(String name, long from, long size, long offset) {
        long begin = Math.max(0, offset - from);
        if (begin < size) {
            pieces.add(new Piece(name, begin, size - begin));
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (left == 0) {
            Piece next = pieces.poll();
            if (next == null) {
                return -1;
            }
            current = key.over(raw, next.name(), next.offset());
            left = next.length();
        }
        int count = current.read(buffer, offset, (int) Math.min(length, left));
        if (count > 0) {
            left -= count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
