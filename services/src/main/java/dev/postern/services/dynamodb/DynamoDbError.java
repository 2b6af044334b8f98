package dev.postern.services.dynamodb;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The errors of DynamoDB.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">Error handling</a>
 */
enum DynamoDbError implements ErrorCode {
    CONDITIONAL_CHECK_FAILED("ConditionalCheckFailedException"),
    IDEMPOTENT_PARAMETER_MISMATCH("IdempotentParameterMismatchException"),
    LIMIT_EXCEEDED("LimitExceededException"),
    POLICY_NOT_FOUND("PolicyNotFoundException"),
    RESOURCE_IN_USE("ResourceInUseException"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException"),
    TABLE_NOT_FOUND("TableNotFoundException"),
    TRANSACTION_CANCELED("TransactionCanceledException"),
    VALIDATION("ValidationException");

    private static final String INVALID = "One or more parameter values were invalid: ";

    private final String code;

    DynamoDbError(String code) {
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

    /** With what the SDK's exception of the error has beside the message. */
    ApiException of(String message, SdkPojo more) {
        return new ApiException(this, message, more);
    }

    /** A request that says what cannot be. */
    static ApiException invalid(String what) {
        return VALIDATION.of(INVALID + what);
    }
}
