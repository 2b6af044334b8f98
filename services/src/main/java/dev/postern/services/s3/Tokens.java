package dev.postern.services.s3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Continuation tokens: opaque to clients, to us the name after which to go on. */
final class Tokens {
    private static final String MARK = "1:";

    private Tokens() {}

    static String write(String after) {
        return Base64.getEncoder().encodeToString((MARK + after).getBytes(StandardCharsets.UTF_8));
    }

    static String read(String token) {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(MARK)) {
                return text.substring(MARK.length());
            }
        } catch (IllegalArgumentException e) {
            throw incorrect(token);
        }
        throw incorrect(token);
    }

    private static dev.postern.wire.ApiException incorrect(String token) {
        return S3Error.argument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
