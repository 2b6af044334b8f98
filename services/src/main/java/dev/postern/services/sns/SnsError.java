package dev.postern.services.sns;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * SNS's errors.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors">Errors</a>
 */
enum SnsError implements ErrorCode {
    NOT_FOUND("NotFound", 404),
    RESOURCE_NOT_FOUND("ResourceNotFound", 404),
    INVALID_PARAMETER("InvalidParameter", 400),
    AUTHORIZATION("AuthorizationError", 403),
    TAG_LIMIT("TagLimitExceeded", 400),
    EMPTY_BATCH("EmptyBatchRequest", 400),
    BATCH_IDS("BatchEntryIdsNotDistinct", 400),
    BATCH_TOO_LONG("BatchRequestTooLong", 400),
    BATCH_ID("InvalidBatchEntryId", 400),
    TOO_MANY_ENTRIES("TooManyEntriesInBatchRequest", 400);

    private final String code;
    private final int status;

    SnsError(String code, int status) {
        this.code = code;
        this.status = status;
    }

    ApiException of(String text) {
        return new ApiException(this, text);
    }

    /** What is wrong with a parameter. */
    static ApiException invalid(String what) {
        return INVALID_PARAMETER.of("Invalid parameter: " + what);
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }
}
