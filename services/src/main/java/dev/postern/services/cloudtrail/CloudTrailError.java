package dev.postern.services.cloudtrail;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;

/**
 * The errors of CloudTrail.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html#API_CreateTrail_Errors">Errors</a>
 */
enum CloudTrailError implements ErrorCode {
    ARN_INVALID("CloudTrailARNInvalidException"),
    INSIGHT_NOT_ENABLED("InsightNotEnabledException"),
    INSUFFICIENT_BUCKET_POLICY("InsufficientS3BucketPolicyException", 403),
    INVALID_BUCKET_NAME("InvalidS3BucketNameException"),
    INVALID_EVENT_SELECTORS("InvalidEventSelectorsException"),
    INVALID_HOME_REGION("InvalidHomeRegionException"),
    INVALID_LOOKUP_ATTRIBUTES("InvalidLookupAttributesException"),
    INVALID_MAX_RESULTS("InvalidMaxResultsException"),
    INVALID_NEXT_TOKEN("InvalidNextTokenException"),
    INVALID_PARAMETER_COMBINATION("InvalidParameterCombinationException"),
    INVALID_PREFIX("InvalidS3PrefixException"),
    INVALID_TAG("InvalidTagParameterException"),
    INVALID_TIME_RANGE("InvalidTimeRangeException"),
    INVALID_TOKEN("InvalidTokenException"),
    INVALID_TRAIL_NAME("InvalidTrailNameException"),
    NO_SUCH_BUCKET("S3BucketDoesNotExistException"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException"),
    TAGS_LIMIT_EXCEEDED("TagsLimitExceededException"),
    TOO_MANY_TRAILS("MaximumNumberOfTrailsExceededException"),
    TRAIL_ALREADY_EXISTS("TrailAlreadyExistsException"),
    TRAIL_NOT_FOUND("TrailNotFoundException"),
    UNSUPPORTED_OPERATION("UnsupportedOperationException");

    private final String code;
    private final int status;

    CloudTrailError(String code) {
        this(code, 400);
    }

    CloudTrailError(String code, int status) {
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
