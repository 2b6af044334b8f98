package dev.postern.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that is an AWS error. It is an expected outcome, so it carries no stack trace.
 *
 * <p>Each protocol renders it in its own form, with the request id.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode error;
    private final transient Map<String, String> details;

    public ApiException(ErrorCode error, String message) {
        this(error, message, Map.of());
    }

    /**
     * An error with more elements than code and message.
     *
     * @param details further elements of the body by name, as S3's {@code BucketName}
     */
    public ApiException(ErrorCode error, String message, Map<String, String> details) {
        super(message, null, false, false);
        this.error = error;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public ErrorCode error() {
        return error;
    }

    public Map<String, String> details() {
        return details;
    }

    /** The message, which is never absent. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
