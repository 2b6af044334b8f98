package dev.postern.services.kms;

import dev.postern.model.kms.KeyKind;
import dev.postern.model.kms.KeySpec;
import dev.postern.wire.ApiException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;

/** Which keys can be made here: of material that is made here, for one Region. */
final class NewKeys {
    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";
    private static final Set<String> SPECS =
            Arrays.stream(KeySpec.values()).map(KeySpec::name).collect(Collectors.toUnmodifiableSet());

    private NewKeys() {}

    @SuppressWarnings("deprecation") // older clients say the spec by its older name
    static KeyKind kind(CreateKeyRequest request) {
        String older = request.customerMasterKeySpecAsString();
        String spec = request.keySpecAsString();
        if (older != null && spec != null) {
            throw KmsError.VALIDATION.of("You cannot specify KeySpec and CustomerMasterKeySpec in the same request."
                    + " CustomerMasterKeySpec is deprecated.");
        }
        String wanted = spec == null ? older : spec;
        if (wanted != null && !wanted.equals(SYMMETRIC) && request.keyUsage() == null) {
            throw KmsError.VALIDATION.of(
                    "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
        }
        require(wanted, SPECS, "KeySpec");
        KeySpec kept = wanted == null ? KeySpec.SYMMETRIC_DEFAULT : KeySpec.valueOf(wanted);
        String usage = request.keyUsageAsString() == null ? "ENCRYPT_DECRYPT" : request.keyUsageAsString();
        if (usage.equals("KEY_AGREEMENT")) {
            throw unsupported("KeyUsage", usage);
        }
        KeyKind kind = kept.usages().stream()
                .filter(one -> one.name().equals(usage))
                .findFirst()
                .map(one -> new KeyKind(kept, one))
                .orElseThrow(
                        () -> KmsError.VALIDATION.of("KeyUsage " + usage + " is not compatible with KeySpec " + kept));
        require(request.originAsString(), Set.of("AWS_KMS"), "Origin");
        if (Boolean.TRUE.equals(request.multiRegion())) {
            throw unsupported("MultiRegion", "true");
        }
        return kind;
    }

    private static void require(@Nullable String value, Set<String> served, String member) {
        if (value != null && !served.contains(value)) {
            throw unsupported(member, value);
        }
    }

    private static ApiException unsupported(String member, String value) {
        return KmsError.UNSUPPORTED_OPERATION.of(member + " " + value + " is not supported.");
    }
}
