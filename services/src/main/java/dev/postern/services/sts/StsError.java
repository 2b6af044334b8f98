package dev.postern.services.sts;

import dev.postern.wire.ErrorCode;

/**
 * STS's errors.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
public enum StsError implements ErrorCode {
    ACCESS_DENIED("AccessDenied", 403),
    VALIDATION_ERROR("ValidationError", 400),
    MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocument", 400),
    INVALID_AUTHORIZATION_MESSAGE("InvalidAuthorizationMessageException", 400),
    INVALID_IDENTITY_TOKEN("InvalidIdentityToken", 400),
    EXPIRED_TOKEN("ExpiredTokenException", 400),
    IDP_COMMUNICATION_ERROR("IDPCommunicationError", 400),
    IDP_REJECTED_CLAIM("IDPRejectedClaim", 403),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", 400),
    PACKED_POLICY_TOO_LARGE("PackedPolicyTooLarge", 400);

    private final String code;
    private final int status;

    StsError(String code, int status) {
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
