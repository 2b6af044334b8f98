package dev.postern.dataplane.namespaces;

import java.nio.ByteBuffer;

/**
 * A digest of many texts, whatever their order, that is kept as texts come and go: the sum of the digests of each, modulo 2^128. It
 * tells what is loaded from what should be; who makes two contents with one sum fools their own VPC.
 */
record Sum(long high, long low) {
    static final Sum NOTHING = new Sum(0, 0);

    static Sum of(String text) {
        ByteBuffer digest = ByteBuffer.wrap(Digest.sha256(text));
        return new Sum(digest.getLong(), digest.getLong());
    }

    Sum plus(Sum other) {
        long sum = low + other.low;
        return new Sum(high + other.high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0), sum);
    }

    Sum minus(Sum other) {
        return new Sum(high - other.high - (Long.compareUnsigned(low, other.low) < 0 ? 1 : 0), low - other.low);
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
