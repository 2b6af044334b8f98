package dev.postern.services.kms;

import org.jspecify.annotations.Nullable;

/** How long a data key is to be. */
final class DataKeys {
    private DataKeys() {}

    static int bytes(@Nullable String spec, @Nullable Integer number) {
        if ((spec == null) == (number == null)) {
            throw KmsError.VALIDATION.of("Please specify either number of bytes or key spec.");
        }
        if (number != null) {
            return number;
        }
        return "AES_128".equals(spec) ? 16 : 32;
    }
}
