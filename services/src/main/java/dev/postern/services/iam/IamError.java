package dev.postern.services.iam;

import dev.postern.wire.ErrorCode;

/**
 * IAM's errors.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html">Common errors</a>
 */
public enum IamError implements ErrorCode {
    NO_SUCH_ENTITY("NoSuchEntity", 404),
    ENTITY_ALREADY_EXISTS("EntityAlreadyExists", 409),
    DELETE_CONFLICT("DeleteConflict", 409),
    NOT_SUPPORTED_SERVICE("NotSupportedService", 404),
    LIMIT_EXCEEDED("LimitExceeded", 409),
    MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocument", 400),
    INVALID_INPUT("InvalidInput", 400),
    VALIDATION_ERROR("ValidationError", 400),
    POLICY_EVALUATION("PolicyEvaluation", 500),
    UNMODIFIABLE_ENTITY("UnmodifiableEntity", 400),
    ACCESS_DENIED("AccessDenied", 403);

    private final String code;
    private final int status;

    IamError(String code, int status) {
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
