package dev.postern.server.gateway;

import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * Request ids: unique, but no secrets, so they come from a fast source.
 *
 * @param random 64 random bits; called from many threads
 */
record RequestIds(LongSupplier random) {
    private static final HexFormat LOWER = HexFormat.of();
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    /** As most services have them: a random UUID. */
    String uuid() {
        String high = LOWER.toHexDigits(random.getAsLong());
        String low = LOWER.toHexDigits(random.getAsLong());
        return high.substring(0, 8) + "-" + high.substring(8, 12) + "-4" + high.substring(13) + "-a"
                + low.substring(1, 4) + "-" + low.substring(4);
    }

    /** As S3 has them: 16 digits. */
    String s3() {
        return UPPER.toHexDigits(random.getAsLong());
    }
}
