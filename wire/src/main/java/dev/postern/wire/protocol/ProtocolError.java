package dev.postern.wire.protocol;

import dev.postern.wire.ErrorCode;

/** Errors that belong to the protocols themselves. */
enum ProtocolError implements ErrorCode {
    INVALID_INPUT("InvalidInput", 400),
    INVALID_INPUT_EXCEPTION("InvalidInputException", 400),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", 400),
    MISSING_ACTION("MissingAction", 400),
    MISSING_PARAMETER("MissingParameter", 400),
    SERIALIZATION("SerializationException", 400),
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    UNKNOWN_PATH("UnknownOperationException", 404),
    UNKNOWN_PARAMETER("UnknownParameter", 400),
    UNSUPPORTED_OPERATION("UnsupportedOperation", 400),
    MALFORMED_INPUT("MalformedInput", 400),
    VALIDATION_ERROR("ValidationError", 400),
    VALIDATION_EXCEPTION("ValidationException", 400);

    private final String code;
    private final int status;

    ProtocolError(String code, int status) {
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
