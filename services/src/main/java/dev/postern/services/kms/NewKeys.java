package dev.postern.services.kms;

import dev.postern.wire.ApiException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;

/** Which keys can be made here: symmetric ones, of material that is made here, for one Region. */
final class NewKeys {
    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";
    private static final Set<String> USAGES = Set.of("ENCRYPT_DECRYPT");

    private NewKeys() {}

    @SuppressWarnings("deprecation") // older clients say the spec by its older name
    static void requireServed(CreateKeyRequest request) {
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
        require(wanted, Set.of(SYMMETRIC), "KeySpec");
        if (request.keyUsageAsString() != null && !USAGES.contains(request.keyUsageAsString())) {
            throw KmsError.VALIDATION.of(
                    "KeyUsage " + request.keyUsageAsString() + " is not compatible with KeySpec " + SYMMETRIC);
        }
        require(request.originAsString(), Set.of("AWS_KMS"), "Origin");
        if (Boolean.TRUE.equals(request.multiRegion())) {
            throw unsupported("MultiRegion", "true");
        }
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
