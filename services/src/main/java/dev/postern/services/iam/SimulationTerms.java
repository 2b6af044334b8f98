package dev.postern.services.iam;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.policy.ContextType;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ContextEntry;

/**
 * What a simulation may be asked with, and what it means.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html">SimulateCustomPolicy</a>
 */
final class SimulationTerms {
    static final String ALL_RESOURCES = "*";

    /** The kinds of resources that a way of launching instances needs, by its name. */
    private static final Map<String, List<String>> HANDLING = Map.of(
            "EC2-VPC-InstanceStore",
            List.of("instance", "image", "security-group", "network-interface"),
            "EC2-VPC-InstanceStore-Subnet",
            List.of("instance", "image", "security-group", "network-interface", "subnet"),
            "EC2-VPC-EBS",
            List.of("instance", "image", "security-group", "network-interface", "volume"),
            "EC2-VPC-EBS-Subnet",
            List.of("instance", "image", "security-group", "network-interface", "subnet", "volume"));

    private SimulationTerms() {}

    /** Actions are whole names: what a pattern is allowed cannot be one answer. */
    static List<String> actions(List<String> names) {
        requireLengths("actionNames", names, 3, 128);
        for (String name : names) {
            if (!name.matches("[\\w-]+:[\\w-]+")) {
                throw invalid("ActionNames are not in a valid format: " + name + ".");
            }
        }
        return names;
    }

    static List<String> resources(List<String> arns) {
        requireLengths("resourceArns", arns, 1, 2_048);
        for (String arn : arns) {
            if (!arn.equals(ALL_RESOURCES) && Arn.parse(arn).isEmpty()) {
                throw invalid("ResourceNames are not in a valid ARN format: " + arn + ".");
            }
        }
        return arns.isEmpty()
                ? List.of(ALL_RESOURCES)
                : arns.stream().distinct().toList();
    }

    /** The account that the ARN of a root user names. */
    static Optional<AccountId> owner(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(Arn.parse(text)
                .filter(arn -> arn.service().equals("iam")
                        && arn.resource().equals("root")
                        && AccountId.isValid(arn.account()))
                .map(arn -> new AccountId(arn.account()))
                .orElseThrow(() -> invalid("'" + text + "' is not a valid as a Resource Owner.")));
    }

    /** The ARN of a user, who need not exist. */
    static Optional<Arn> caller(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        return Optional.of(Arn.parse(text)
                .filter(arn -> arn.service().equals("iam")
                        && arn.resource().matches("user/.*[^/]")
                        && AccountId.isValid(arn.account()))
                .orElseThrow(() -> PolicySource.unclear(text)));
    }

    /** The values by key in lower case. */
    static Map<String, List<String>> context(List<ContextEntry> entries) {
        Map<String, List<String>> values = new TreeMap<>();
        for (ContextEntry entry : entries) {
            String key = entry.contextKeyName();
            String type = entry.contextKeyTypeAsString();
            if (key == null || type == null) {
                throw invalid("Each of ContextEntries must have a ContextKeyName and a ContextKeyType.");
            }
            requireValues(key, type, entry.contextKeyValues());
            if (values.putIfAbsent(key.toLowerCase(Locale.ROOT), entry.contextKeyValues()) != null) {
                throw invalid("ContextEntries has more than one entry of the key " + key + ".");
            }
        }
        return values;
    }

    private static void requireValues(String key, String type, List<String> values) {
        boolean list = type.endsWith("List");
        ContextType of = ContextType.find(type.replaceFirst("List$", ""))
                .orElseThrow(() -> invalid("'" + type + "' is not a valid ContextKeyType."));
        if (!list && values.size() > 1) {
            throw invalid("The context key " + key + " of type " + type + " cannot have more than one value.");
        }
        values.stream().filter(value -> !of.accepts(value)).findFirst().ifPresent(value -> {
            throw invalid("'" + value + "' is not a valid value of the context key " + key + " of type " + type + ".");
        });
    }

    /** Checks that all resources are there which a way of launching instances needs. */
    static void requireHandling(@Nullable String option, List<String> resources) {
        if (option == null) {
            return;
        }
        List<String> needed = HANDLING.get(option);
        if (needed == null) {
            throw invalid("'" + option + "' is not a valid ResourceHandlingOption.");
        }
        List<String> missing = new ArrayList<>(needed);
        missing.removeIf(type -> resources.stream()
                .anyMatch(resource -> Arn.parse(resource)
                        .filter(arn ->
                                arn.service().equals("ec2") && arn.resource().startsWith(type + "/"))
                        .isPresent()));
        if (!missing.isEmpty()) {
            throw invalid("The ResourceHandlingOption " + option + " needs resources of the types "
                    + String.join(", ", needed) + "; there is none of " + String.join(", ", missing) + ".");
        }
    }

    static void requireLengths(String member, List<String> values, int min, int max) {
        String name = member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
        for (String value : values) {
            if (value.length() < min || value.length() > max) {
                throw IamCall.validationError("1 validation error detected: Value at '" + name
                        + "' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less"
                        + " than or equal to " + max + ", Member must have length greater than or equal to " + min
                        + "]");
            }
        }
    }

    static ApiException invalid(String message) {
        return new ApiException(IamError.INVALID_INPUT, message);
    }
}
