package dev.postern.services.authorization;

import dev.postern.wire.ErrorCode;

/** How services say that a request is not, or would be, authorized. */
public enum AuthorizationError implements ErrorCode {
    /** IAM, STS and S3. */
    AUTHORIZATION_ERROR("AuthorizationError", 403),
    ACCESS_DENIED("AccessDenied", 403),
    /** The services that speak AWS JSON. */
    ACCESS_DENIED_EXCEPTION("AccessDeniedException", 400),
    /** The services that speak JSON by REST. */
    ACCESS_DENIED_BY_REST("AccessDeniedException", 403),
    /** IAM, of temporary credentials that it does not take. */
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403),
    /** EC2. */
    UNAUTHORIZED_OPERATION("UnauthorizedOperation", 403),
    /** A query operation without a signature. */
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", 403);

    private final String code;
    private final int status;

    AuthorizationError(String code, int status) {
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
