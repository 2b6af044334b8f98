package dev.postern.wire.sigv4;

import dev.postern.wire.ErrorCode;

/**
 * The codes with which services refuse signatures.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html">Troubleshooting
 *     signatures</a>
 */
public enum SignatureError implements ErrorCode {
    ACCESS_DENIED("AccessDenied", 403),
    AUTH_FAILURE("AuthFailure", 401),
    AUTHORIZATION_HEADER_MALFORMED("AuthorizationHeaderMalformed", 400),
    AUTHORIZATION_QUERY_PARAMETERS_ERROR("AuthorizationQueryParametersError", 400),
    CONTENT_SHA256_MISMATCH("XAmzContentSHA256Mismatch", 400),
    EXPIRED_TOKEN("ExpiredToken", 403),
    EXPIRED_TOKEN_S3("ExpiredToken", 400),
    EXPIRED_TOKEN_EXCEPTION("ExpiredTokenException", 400),
    INCOMPLETE_SIGNATURE("IncompleteSignature", 400),
    INCOMPLETE_SIGNATURE_EXCEPTION("IncompleteSignatureException", 400),
    INVALID_ACCESS_KEY_ID("InvalidAccessKeyId", 403),
    INVALID_ARGUMENT("InvalidArgument", 400),
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403),
    INVALID_REQUEST("InvalidRequest", 400),
    INVALID_SIGNATURE_EXCEPTION("InvalidSignatureException", 400),
    INVALID_TOKEN("InvalidToken", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", 403),
    MISSING_AUTHENTICATION_TOKEN_EXCEPTION("MissingAuthenticationTokenException", 400),
    REQUEST_EXPIRED("RequestExpired", 400),
    REQUEST_TIME_TOO_SKEWED("RequestTimeTooSkewed", 403),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
    UNRECOGNIZED_CLIENT_EXCEPTION("UnrecognizedClientException", 400);

    private final String code;
    private final int status;

    SignatureError(String code, int status) {
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
