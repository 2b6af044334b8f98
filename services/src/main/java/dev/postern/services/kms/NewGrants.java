package dev.postern.services.kms;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KeyKind;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.authorization.PrincipalDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.GrantConstraints;

/** What can be granted, and to whom. */
final class NewGrants {
    private static final int ID_DIGITS = 64;
    private static final int PAIRS_MAX = 8;
    private static final int VALUE_MAX = 384;

    /** What a symmetric key can be granted for. */
    private static final Set<String> OPERATIONS = Set.of(
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "ReEncryptFrom",
            "ReEncryptTo",
            "CreateGrant",
            "RetireGrant",
            "DescribeKey");

    /** What a key that authenticates can be granted for. */
    private static final Set<String> OF_CODES =
            Set.of("GenerateMac", "VerifyMac", "CreateGrant", "RetireGrant", "DescribeKey");

    /** What a pair that encrypts can be granted for. */
    private static final Set<String> OF_PAIRS = Set.of(
            "Decrypt",
            "Encrypt",
            "ReEncryptFrom",
            "ReEncryptTo",
            "GetPublicKey",
            "CreateGrant",
            "RetireGrant",
            "DescribeKey");

    /** What a pair that signs can be granted for. */
    private static final Set<String> OF_SIGNATURES =
            Set.of("Sign", "Verify", "GetPublicKey", "CreateGrant", "RetireGrant", "DescribeKey");

    private NewGrants() {}

    private static Set<String> operations(KeyKind kind) {
        return switch (kind.usage()) {
            case ENCRYPT_DECRYPT -> kind.spec().isPair() ? OF_PAIRS : OPERATIONS;
            case SIGN_VERIFY -> OF_SIGNATURES;
            case GENERATE_VERIFY_MAC -> OF_CODES;
        };
    }

    static KeyGrant read(KmsCall call, KmsKey key, CreateGrantRequest request) {
        call.requireTokens(request.grantTokens());
        for (String operation : request.operationsAsStrings()) {
            if (!operations(key.kind()).contains(operation)) {
                throw KmsError.VALIDATION.of(
                        "Grant operation " + operation + " is not supported for KMS keys with KeySpec "
                                + key.kind().spec());
            }
        }
        if (request.operationsAsStrings().isEmpty()) {
            throw KmsError.VALIDATION.of("1 validation error detected: Value '[]' at 'operations' failed to satisfy"
                    + " constraint: Member must have length greater than or equal to 1");
        }
        requirePrincipal(call, request.granteePrincipal());
        if (request.retiringPrincipal() != null) {
            requirePrincipal(call, request.retiringPrincipal());
        }
        return new KeyGrant(
                key.scope(),
                call.context().ids().hex(ID_DIGITS),
                key.id(),
                request.name() == null ? "" : request.name(),
                request.granteePrincipal(),
                Optional.ofNullable(request.retiringPrincipal()),
                call.context().account(),
                List.copyOf(new TreeSet<>(request.operationsAsStrings())),
                constraint(key, request.constraints()),
                call.now());
    }

    private static void requirePrincipal(KmsCall call, String principal) {
        var _ = Arn.parse(principal)
                .filter(arn -> AccountId.isValid(arn.account()))
                .filter(arn -> arn.service().equals("iam") || arn.service().equals("sts"))
                .filter(arn -> PrincipalDirectory.exists(call.snapshot(), arn))
                .orElseThrow(() -> KmsError.INVALID_ARN.of("ARN does not refer to a valid principal: " + principal));
    }

    private static Optional<KeyGrant.Constraint> constraint(KmsKey key, @Nullable GrantConstraints given) {
        if (given == null) {
            return Optional.empty();
        }
        Map<String, String> exactly = given.encryptionContextEquals();
        Map<String, String> atLeast = given.encryptionContextSubset();
        if (!exactly.isEmpty() && !atLeast.isEmpty()) {
            throw KmsError.VALIDATION.of(
                    "A grant has EncryptionContextEquals or EncryptionContextSubset, but not both.");
        }
        if (!key.isSymmetric() && (given.hasEncryptionContextEquals() || given.hasEncryptionContextSubset())) {
            throw KmsError.VALIDATION.of(
                    "A grant for a KMS key with KeySpec " + key.kind().spec()
                            + " has no encryption context constraints, as such a key has no encryption context.");
        }
        requireFew(exactly);
        requireFew(atLeast);
        if (given.hasEncryptionContextEquals() || !atLeast.isEmpty()) {
            return Optional.of(
                    new KeyGrant.Constraint(new TreeMap<>(atLeast.isEmpty() ? exactly : atLeast), atLeast.isEmpty()));
        }
        return Optional.empty();
    }

    private static void requireFew(Map<String, String> pairs) {
        if (pairs.size() > PAIRS_MAX) {
            throw KmsError.VALIDATION.of(
                    "A grant constraint can include up to " + PAIRS_MAX + " encryption context pairs.");
        }
        if (pairs.values().stream().anyMatch(value -> value.length() > VALUE_MAX)) {
            throw KmsError.VALIDATION.of(
                    "An encryption context value of a grant constraint cannot exceed " + VALUE_MAX + " characters.");
        }
    }

    /** Whether two grants differ in nothing but when they were made. */
    static boolean isSame(KeyGrant one, KeyGrant other) {
        return one.name().equals(other.name())
                && one.grantee().equals(other.grantee())
                && one.retiring().equals(other.retiring())
                && one.issuer().equals(other.issuer())
                && one.operations().equals(other.operations())
                && one.constraint().equals(other.constraint());
    }
}
