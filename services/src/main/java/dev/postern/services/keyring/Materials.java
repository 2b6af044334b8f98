package dev.postern.services.keyring;

import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KeySpec;
import dev.postern.model.request.Ids;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** Where the bits of keys come from. */
public final class Materials {
    private Materials() {}

    /** New material for a symmetric key that encrypts. */
    public static KeyMaterial fresh(Ids ids, Instant now, KeyMaterial.Cause cause) {
        return new KeyMaterial(Base64.getEncoder().encodeToString(random(ids, KeyMaterial.BYTES)), now, cause);
    }

    /** The material of a new key. */
    public static KeyMaterial first(Ids ids, Instant now, KeySpec spec) {
        return new KeyMaterial(
                Base64.getEncoder().encodeToString(random(ids, spec.bytes())), now, KeyMaterial.Cause.CREATION);
    }

    /** Bytes that nobody can guess. */
    public static byte[] random(Ids ids, int bytes) {
        return HexFormat.of().parseHex(ids.hex(2 * bytes));
    }
}
