package dev.postern.services.cloudtrail;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * The errors of CloudTrail.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html#API_LookupEvents_Errors">Errors</a>
 */
enum CloudTrailError implements ErrorCode {
    INVALID_LOOKUP_ATTRIBUTES("InvalidLookupAttributesException"),
    INVALID_MAX_RESULTS("InvalidMaxResultsException"),
    INVALID_NEXT_TOKEN("InvalidNextTokenException"),
    INVALID_TIME_RANGE("InvalidTimeRangeException"),
    UNSUPPORTED_OPERATION("UnsupportedOperationException");

    private final String code;

    CloudTrailError(String code) {
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
