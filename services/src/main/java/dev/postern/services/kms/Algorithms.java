package dev.postern.services.kms;

import dev.postern.model.kms.KeyKind;
import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KmsKey;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms of keys, by AWS's names.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html">Key spec reference</a>
 */
final class Algorithms {
    static final String SYMMETRIC = "SYMMETRIC_DEFAULT";
    static final String OAEP_SHA_1 = "RSAES_OAEP_SHA_1";
    static final String PSS = "RSASSA_PSS_SHA_";
    static final String PKCS1 = "RSASSA_PKCS1_V1_5_SHA_";
    private static final String OAEP_SHA_256 = "RSAES_OAEP_SHA_256";

    private Algorithms() {}

    /** Those of keys of a kind. */
    static List<String> of(KeyKind kind) {
        KeySpec spec = kind.spec();
        return switch (kind.usage()) {
            case ENCRYPT_DECRYPT -> spec.isPair() ? List.of(OAEP_SHA_1, OAEP_SHA_256) : List.of(SYMMETRIC);
            case SIGN_VERIFY -> signing(spec);
            case GENERATE_VERIFY_MAC -> List.of(spec.name().replace("HMAC_", "HMAC_SHA_"));
        };
    }

    private static List<String> signing(KeySpec spec) {
        return switch (spec) {
            case ECC_NIST_P256, ECC_SECG_P256K1 -> List.of("ECDSA_SHA_256");
            case ECC_NIST_P384 -> List.of("ECDSA_SHA_384");
            case ECC_NIST_P521 -> List.of("ECDSA_SHA_512");
            default ->
                Stream.of(PKCS1, PSS)
                        .flatMap(one -> Stream.of("256", "384", "512").map(one::concat))
                        .toList();
        };
    }

    /** The one that is asked for, if the key has it. */
    static String require(KmsKey key, @Nullable String asked) {
        if (asked == null || !of(key.kind()).contains(asked)) {
            throw KmsError.INVALID_KEY_USAGE.of("Algorithm " + asked + " is incompatible with key spec "
                    + key.kind().spec() + ".");
        }
        return asked;
    }
}
