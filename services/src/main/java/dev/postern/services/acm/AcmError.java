package dev.postern.services.acm;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * The errors of Certificate Manager.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/APIReference/API_ImportCertificate.html">ImportCertificate</a>
 */
enum AcmError implements ErrorCode {
    INVALID_ARGS("InvalidArgsException"),
    INVALID_ARN("InvalidArnException"),
    INVALID_TAG("InvalidTagException"),
    LIMIT_EXCEEDED("LimitExceededException"),
    RESOURCE_IN_USE("ResourceInUseException"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException"),
    TOO_MANY_TAGS("TooManyTagsException"),
    VALIDATION("ValidationException");

    private final String code;

    AcmError(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return 400;
    }

    ApiException of(String message) {
        return new ApiException(this, message);
    }
}
