package dev.postern.services.ec2.call;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** User data: Base64 of at most 16 KB. */
public final class UserData {
    private static final int BYTES_MAX = 16_384;

    private UserData() {}

    /** The text as it was given, if there is any. */
    public static Optional<String> check(@Nullable String base64) {
        if (base64 == null || base64.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw Ec2Error.USER_DATA.of();
        }
        if (!base64.matches("[A-Za-z0-9+/=\\s]*")) {
            throw Ec2Error.USER_DATA.of();
        }
        if (bytes.length > BYTES_MAX) {
            throw Ec2Error.USER_DATA_SIZE.of();
        }
        return Optional.of(base64);
    }
}
