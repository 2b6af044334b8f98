package dev.postern.services.kms;

import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KmsKey;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The codes by which keys authenticate messages: those of RFC 2104. */
final class MacCodes {
    private static final String SPEC = "HMAC_";
    private static final String ALGORITHM = "HMAC_SHA_";

    private MacCodes() {}

    /** The one algorithm of keys of a spec. */
    static String algorithm(KeySpec spec) {
        return ALGORITHM + spec.name().substring(SPEC.length());
    }

    /**
     * The code of a message.
     *
     * @param algorithm that the request names
     */
    static byte[] of(KmsKey key, @Nullable String algorithm, byte[] message) {
        KeySpec spec = key.kind().spec();
        if (!algorithm(spec).equals(algorithm)) {
            throw KmsError.INVALID_KEY_USAGE.of(
                    "Algorithm " + algorithm + " is incompatible with key spec " + spec + ".");
        }
        String name = "HmacSHA" + spec.name().substring(SPEC.length());
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.current().bits()), name));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " is part of every JDK", e);
        }
    }
}
