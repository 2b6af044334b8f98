package dev.postern.services.accessanalyzer;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import java.util.Map;

/**
 * The errors of IAM Access Analyzer.
 *
 * @see <a href="https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html#API_ValidatePolicy_Errors">
 *     Errors</a>
 */
enum AccessAnalyzerError implements ErrorCode {
    INVALID_PARAMETER("InvalidParameterException", 400),
    UNPROCESSABLE("UnprocessableEntityException", 422),
    VALIDATION("ValidationException", 400);

    private final String code;
    private final int status;

    AccessAnalyzerError(String code, int status) {
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

    /** A request that is not as it must be. */
    static ApiException invalid(String message) {
        return new ApiException(VALIDATION, message, Map.of("reason", "fieldValidationFailed"));
    }
}
