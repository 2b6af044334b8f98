package dev.postern.server.imported.records;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids for what has none in the files: the same each time. */
public final class MadeIds {
    private MadeIds() {}

    /** An id, as {@code eni-0123456789abcdef0}. */
    public static String of(String prefix, String what) {
        return prefix + "-0" + digest(prefix + what).substring(0, 16);
    }

    /** 32 digits of base 16. */
    public static String digest(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
