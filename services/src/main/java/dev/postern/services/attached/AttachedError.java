package dev.postern.services.attached;

import dev.postern.wire.ErrorCode;

/** What is answered in the place of a server that is attached. */
public enum AttachedError implements ErrorCode {
    ALREADY_EXISTS("QueueNameExists", 400),
    /** The same in the query protocol. */
    QUERY_ALREADY_EXISTS("QueueAlreadyExists", 400),
    INVALID_ADDRESS("InvalidAddress", 404),
    INVALID_ATTRIBUTE_VALUE("InvalidAttributeValue", 400),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", 400),
    MISSING_PARAMETER("MissingParameter", 400),
    QUEUE_DOES_NOT_EXIST("QueueDoesNotExist", 400),
    /** The same in the query protocol. */
    NON_EXISTENT_QUEUE("AWS.SimpleQueueService.NonExistentQueue", 400),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
    REQUEST_TOO_LARGE("RequestEntityTooLarge", 413),
    SERIALIZATION("SerializationException", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
    /** The server took longer than anybody waits. */
    TIMEOUT("GatewayTimeout", 504),
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    UNSUPPORTED_OPERATION("UnsupportedOperation", 400),
    /** The same in the query protocol. */
    QUERY_UNSUPPORTED_OPERATION("AWS.SimpleQueueService.UnsupportedOperation", 400);

    private final String code;
    private final int status;

    AttachedError(String code, int status) {
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
