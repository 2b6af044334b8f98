package dev.postern.wire;

/**
 * The errors that every service answers.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html">Common errors</a>
 */
public enum CommonError implements ErrorCode {
    ACCESS_DENIED("AccessDenied", 403),
    INTERNAL_ERROR("InternalError", 500),
    INVALID_ACTION("InvalidAction", 400),
    MALFORMED_QUERY_STRING("MalformedQueryString", 400),
    MISSING_ACTION("MissingAction", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503);

    private final String code;
    private final int status;

    CommonError(String code, int status) {
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
}
