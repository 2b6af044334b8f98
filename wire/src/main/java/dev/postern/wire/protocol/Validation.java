package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.ErrorCode;
import dev.postern.wire.protocol.ServiceModel.Violation;
import java.util.List;
import java.util.stream.Collectors;

/** The words of the services that check all members before anything else. */
final class Validation {
    private static final int SHOWN_MAX = 256;
    private static final String NAME_PATTERN = "[\\w+=,.@-]+";

    private Validation() {}

    static void require(List<Violation> violations, ErrorCode error) {
        if (violations.isEmpty()) {
            return;
        }
        if (violations.getFirst() instanceof Violation.Unacceptable value
                && error == ProtocolError.VALIDATION_ERROR
                && value.pattern().equals(NAME_PATTERN)
                && value.constraint().endsWith(NAME_PATTERN)) {
            throw new ApiException(
                    error,
                    "The specified value for " + value.path()
                            + " is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        }
        String all = violations.stream().map(Validation::words).collect(Collectors.joining("; "));
        String detected = violations.size() == 1 ? " validation error detected: " : " validation errors detected: ";
        throw new ApiException(error, violations.size() + detected + all);
    }

    private static String words(Violation violation) {
        return switch (violation) {
            case Violation.Missing(String path, String _) ->
                "Value null at '" + path + "' failed to satisfy constraint: Member must not be null";
            case Violation.Unacceptable(String path, var value, String constraint, String _) ->
                "Value " + (value != null && value.length() <= SHOWN_MAX ? "'" + value + "' " : "") + "at '" + path
                        + "' failed to satisfy constraint: " + constraint;
        };
    }
}
