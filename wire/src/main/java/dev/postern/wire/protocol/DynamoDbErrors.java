package dev.postern.wire.protocol;

import dev.postern.wire.ErrorCode;
import java.util.Set;

/** The whole names of DynamoDB's errors: its own, and those of the frame in which all services of its kind are. */
final class DynamoDbErrors {
    private static final String OWN = "com.amazonaws.dynamodb.v20120810#";
    private static final String FRAME = "com.amazon.coral.service#";
    private static final String VALIDATION = "com.amazon.coral.validate#";
    private static final Set<String> OF_FRAME = Set.of(
            "AccessDeniedException",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "SerializationException",
            "UnknownOperationException",
            "UnrecognizedClientException",
            "ExpiredTokenException");

    private DynamoDbErrors() {}

    static String type(ErrorCode error) {
        String code = error.code();
        if (code.equals("ValidationException")) {
            return VALIDATION + code;
        }
        return (OF_FRAME.contains(code) ? FRAME : OWN) + code;
    }
}
