package dev.postern.services.kms;

import dev.postern.model.kms.KmsKey;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The codes by which keys authenticate messages: those of RFC 2104. */
final class MacCodes {
    private MacCodes() {}

    /**
     * The code of a message.
     *
     * @param algorithm that the request names
     */
    static byte[] of(KmsKey key, @Nullable String algorithm, byte[] message) {
        String name = Algorithms.require(key, algorithm).replace("HMAC_SHA_", "HmacSHA");
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.current().bits()), name));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " is part of every JDK", e);
        }
    }
}
