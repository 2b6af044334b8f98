package dev.postern.storage.objects;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Ids of versions: 32 characters as S3's, opaque to clients. To the index they tell where among its key's versions one was, also
 * when it is gone, so that a listing goes on behind it.
 */
public final class VersionIds {
    /** The version that was written while versions were not kept. */
    public static final String NULL = "null";

    private static final int BYTES = 24;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._]{32}");

    private VersionIds() {}

    /** Whether a text can be the id of a version, be there one or not. */
    public static boolean isWellFormed(String id) {
        return id.equals(NULL) || FORM.matcher(id).matches();
    }

    /** An id for the version that has this place. */
    static String make(long place, RandomGenerator random) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(0).putLong(random.nextLong()).putLong(random.nextLong());
        bytes.putLong(0, place ^ mask(bytes));
        return Base64.getUrlEncoder().encodeToString(bytes.array()).replace('-', '.');
    }

    /** The place of the version that the id was made for; empty for {@code null}, which moves. */
    static OptionalLong place(String id) {
        if (id.equals(NULL) || !isWellFormed(id)) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(
                Base64.getUrlDecoder().decode(id.replace('.', '-').getBytes(StandardCharsets.US_ASCII)));
        return OptionalLong.of(bytes.getLong(0) ^ mask(bytes));
    }

    private static long mask(ByteBuffer bytes) {
        long mixed = bytes.getLong(8) * 0x9E3779B97F4A7C15L ^ bytes.getLong(16);
        return mixed ^ mixed >>> 29;
    }
}
