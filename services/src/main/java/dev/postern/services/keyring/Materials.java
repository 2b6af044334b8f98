package dev.postern.services.keyring;

import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KeySpec;
import dev.postern.model.request.Ids;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Where the bits of keys come from. */
public final class Materials {
    private Materials() {}

    /** New material for a symmetric key that encrypts. */
    public static KeyMaterial fresh(Ids ids, Instant now, KeyMaterial.Cause cause) {
        return new KeyMaterial(Base64.getEncoder().encodeToString(random(ids, KeyMaterial.BYTES)), now, cause);
    }

    /** The material of a new key. */
    public static KeyMaterial first(Ids ids, Instant now, KeySpec spec) {
        Base64.Encoder base64 = Base64.getEncoder();
        if (spec.isPair()) {
            KeyPair pair = KeyPairs.generate(spec);
            return new KeyMaterial(
                    base64.encodeToString(pair.getPrivate().getEncoded()),
                    now,
                    KeyMaterial.Cause.CREATION,
                    Optional.of(base64.encodeToString(pair.getPublic().getEncoded())));
        }
        return new KeyMaterial(base64.encodeToString(random(ids, spec.bytes())), now, KeyMaterial.Cause.CREATION);
    }

    /** Bytes that nobody can guess. */
    public static byte[] random(Ids ids, int bytes) {
        return HexFormat.of().parseHex(ids.hex(2 * bytes));
    }
}
