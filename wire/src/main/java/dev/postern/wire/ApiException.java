package dev.postern.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An answer that is an AWS error. It is an expected outcome, so it carries no stack trace.
 *
 * <p>Each protocol renders it in its own form, with the request id.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode error;
    private final transient Map<String, String> details;
    private final transient Optional<SdkPojo> more;
    private final transient Map<String, String> headers;

    public ApiException(ErrorCode error, String message) {
        this(error, message, Map.of());
    }

    /**
     * An error with more elements than code and message.
     *
     * @param details further elements of the body by name, as S3's {@code BucketName}
     */
    public ApiException(ErrorCode error, String message, Map<String, String> details) {
        this(error, message, details, Optional.empty(), Map.of());
    }

    /**
     * An error that has more members than code and message.
     *
     * @param more a structure that has them, as the SDK's exception of the error
     */
    public ApiException(ErrorCode error, String message, SdkPojo more) {
        this(error, message, Map.of(), Optional.of(more), Map.of());
    }

    private ApiException(
            ErrorCode error,
            String message,
            Map<String, String> details,
            Optional<SdkPojo> more,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.error = error;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        this.more = more;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The same error, whose answer has headers of its own. */
    public ApiException answering(Map<String, String> answered) {
        return new ApiException(error, text(), details, more, answered);
    }

    public ErrorCode error() {
        return error;
    }

    public Map<String, String> details() {
        return details;
    }

    /** Headers of the answer by name, in protocols that have any. */
    public Map<String, String> headers() {
        return headers;
    }

    /** What has the further members of the error, where they are not texts alone. */
    public Optional<SdkPojo> more() {
        return more;
    }

    /** The message, which is never absent. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
