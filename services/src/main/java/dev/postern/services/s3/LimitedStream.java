package dev.postern.services.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class LimitedStream extends FilterInputStream {
    private long rest;

    LimitedStream(InputStream in, long length) {
        super(in);
        this.rest = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (rest <= 0) {
            return -1;
        }
        int count = super.read(bytes, offset, (int) Math.min(length, rest));
        rest -= Math.max(count, 0);
        return count;
    }
}
