package dev.postern.wire.protocol;

import dev.postern.wire.ApiException;
import dev.postern.wire.protocol.ServiceModel.Violation;
import java.util.List;
import java.util.Map;

/**
 * What Organizations says of a request that has not the form that its model asks for.
 *
 * @see <a href="https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html#API_CreatePolicy_Errors">Errors</a>
 */
final class OrganizationsErrors {
    private OrganizationsErrors() {}

    static void require(List<Violation> violations) {
        if (violations.isEmpty()) {
            return;
        }
        throw switch (violations.getFirst()) {
            case Violation.Missing(String path, String _) ->
                error("INPUT_REQUIRED", "You must provide a value for " + path + ".");
            case Violation.Unacceptable(String _, String _, String constraint, String _) -> unacceptable(constraint);
        };
    }

    private static ApiException unacceptable(String constraint) {
        if (constraint.contains("regular expression")) {
            return error("INVALID_PATTERN", "You provided a value that does not match the required pattern.");
        }
        if (constraint.contains("enum value set")) {
            return error("INVALID_ENUM", "You specified an invalid value.");
        }
        return constraint.contains("less than or equal")
                ? error("MAX_LENGTH_EXCEEDED", "You provided a value that exceeds the maximum.")
                : error("MIN_LENGTH_EXCEEDED", "You provided a value that is below the minimum.");
    }

    private static ApiException error(String reason, String message) {
        return new ApiException(ProtocolError.INVALID_INPUT_EXCEPTION, message, Map.of("Reason", reason));
    }
}
