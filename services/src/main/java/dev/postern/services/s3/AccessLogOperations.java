package dev.postern.services.s3;

/**
 * What server access logs call operations: {@code REST.GET.OBJECT}.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html">Amazon S3 server access log format</a>
 */
final class AccessLogOperations {
    private AccessLogOperations() {}

    static String name(String method, S3Operation operation) {
        return operation == S3Operation.COPY_OBJECT || operation == S3Operation.UPLOAD_PART_COPY
                ? "REST.COPY." + resource(operation)
                : "REST." + method + "." + resource(operation);
    }

    private static String resource(S3Operation operation) {
        return switch (operation) {
            case GET_OBJECT, HEAD_OBJECT, PUT_OBJECT, COPY_OBJECT, DELETE_OBJECT -> "OBJECT";
            case UPLOAD_PART, UPLOAD_PART_COPY -> "PART";
            case CREATE_MULTIPART_UPLOAD, LIST_MULTIPART_UPLOADS -> "UPLOADS";
            case COMPLETE_MULTIPART_UPLOAD, ABORT_MULTIPART_UPLOAD, LIST_PARTS -> "UPLOAD";
            case DELETE_OBJECTS -> "MULTI_OBJECT_DELETE";
            case GET_OBJECT_TAGGING, PUT_OBJECT_TAGGING, DELETE_OBJECT_TAGGING -> "OBJECT_TAGGING";
            case LIST_OBJECT_VERSIONS -> "BUCKETVERSIONS";
            case GET_BUCKET_POLICY, PUT_BUCKET_POLICY, DELETE_BUCKET_POLICY -> "BUCKETPOLICY";
            case GET_BUCKET_LOGGING, PUT_BUCKET_LOGGING -> "LOGGING_STATUS";
            case GET_BUCKET_REQUEST_PAYMENT, PUT_BUCKET_REQUEST_PAYMENT -> "REQUEST_PAYMENT";
            default -> byParameter(operation);
        };
    }

    /** Most others are called as their parameter is; what has none is the bucket itself. */
    private static String byParameter(S3Operation operation) {
        String parameter = operation.subresource();
        return parameter.isEmpty() || parameter.equals("list-type")
                ? "BUCKET"
                : parameter
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .replace('-', '_')
                        .toUpperCase(java.util.Locale.ROOT);
    }
}
