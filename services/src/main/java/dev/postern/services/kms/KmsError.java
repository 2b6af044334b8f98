package dev.postern.services.kms;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * The errors of KMS.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html#API_Encrypt_Errors">Errors</a>
 */
enum KmsError implements ErrorCode {
    ACCESS_DENIED("AccessDeniedException"),
    ALREADY_EXISTS("AlreadyExistsException"),
    DISABLED("DisabledException"),
    DRY_RUN("DryRunOperationException", 412),
    INCORRECT_KEY("IncorrectKeyException"),
    INVALID_KEY_USAGE("InvalidKeyUsageException"),
    INVALID_ALIAS_NAME("InvalidAliasNameException"),
    INVALID_CIPHERTEXT("InvalidCiphertextException"),
    INVALID_GRANT_TOKEN("InvalidGrantTokenException"),
    INVALID_ARN("InvalidArnException"),
    INVALID_MAC("KMSInvalidMacException"),
    INVALID_MARKER("InvalidMarkerException"),
    INVALID_SIGNATURE("KMSInvalidSignatureException"),
    INVALID_STATE("KMSInvalidStateException"),
    LIMIT_EXCEEDED("LimitExceededException"),
    MALFORMED_POLICY("MalformedPolicyDocumentException"),
    NOT_AUTHORIZED("NotAuthorizedException"),
    NOT_FOUND("NotFoundException"),
    TAG("TagException"),
    UNSUPPORTED_OPERATION("UnsupportedOperationException"),
    VALIDATION("ValidationException");

    private final String code;
    private final int status;

    KmsError(String code) {
        this(code, 400);
    }

    KmsError(String code, int status) {
        this.code = code;
        this.status = status;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    ApiException of(String message) {
        return new ApiException(this, message);
    }
}
