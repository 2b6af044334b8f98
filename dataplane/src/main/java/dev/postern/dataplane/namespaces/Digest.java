package dev.postern.dataplane.namespaces;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for contents: equal contents have equal names, so that what did not change keeps its name. */
final class Digest {
    private Digest() {}

    static String of(String content, int hexDigits) {
        return HexFormat.of().formatHex(sha256(content), 0, hexDigits / 2);
    }

    static byte[] sha256(String content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
