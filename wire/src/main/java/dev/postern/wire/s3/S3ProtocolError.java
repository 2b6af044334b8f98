package dev.postern.wire.s3;

import dev.postern.wire.ErrorCode;

/** Errors that S3's protocol itself makes, before any operation runs. */
public enum S3ProtocolError implements ErrorCode {
    BAD_DIGEST("BadDigest", 400),
    /** S3's first line of defence says no more than the status: its answer has no body. */
    BAD_REQUEST("BadRequest", 400),
    ENTITY_TOO_LARGE("EntityTooLarge", 400),
    INCOMPLETE_BODY("IncompleteBody", 400),
    INVALID_ARGUMENT("InvalidArgument", 400),
    INVALID_REQUEST("InvalidRequest", 400),
    INVALID_URI("InvalidURI", 400),
    MALFORMED_POST_REQUEST("MalformedPOSTRequest", 400),
    MALFORMED_TRAILER("MalformedTrailerError", 400),
    MALFORMED_XML("MalformedXML", 400),
    MAX_POST_PRE_DATA_LENGTH_EXCEEDED("MaxPostPreDataLengthExceeded", 400),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405),
    MISSING_CONTENT_LENGTH("MissingContentLength", 411),
    NOT_IMPLEMENTED("NotImplemented", 501),
    PRECONDITION_FAILED("PreconditionFailed", 412);

    private final String code;
    private final int status;

    S3ProtocolError(String code, int status) {
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
