package dev.postern.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Principal element of a policy may look like. */
final class PrincipalGrammar {
    private static final Set<String> TYPES = Set.of("AWS", "Service", "Federated", "CanonicalUser");

    private static final Set<String> SERVICES = Set.copyOf(Resource.lines(PrincipalGrammar.class, "services.txt"));
    private static final Pattern SERVICE =
            Pattern.compile("([a-z0-9-]+(?:\\.[a-z0-9-]+)*)\\.amazonaws\\.com(?:\\.cn)?");

    private PrincipalGrammar() {}

    static List<Principal> read(PolicyKind kind, JsonNode node) throws MalformedPolicyException {
        if (node.isTextual()) {
            if (!node.asText().equals("*")) {
                throw kind.error(Violation.INVALID_PRINCIPAL, "\"" + node.asText() + "\"");
            }
            return List.of(new Principal.Everyone());
        }
        if (!node.isObject()) {
            throw kind.error(Violation.INVALID_PRINCIPAL, "");
        }
        List<Principal> principals = new ArrayList<>();
        for (Map.Entry<String, JsonNode> type : node.properties()) {
            JsonNode value = type.getValue();
            for (JsonNode element : value.isArray() ? value : List.of(value)) {
                if (!element.isTextual()) {
                    throw kind.error(Violation.INVALID_PRINCIPAL, "");
                }
                String text = element.asText();
                principals.add(principal(type.getKey(), text)
                        .orElseThrow(() -> kind.error(Violation.INVALID_PRINCIPAL, shown(type.getKey(), text))));
            }
        }
        if (principals.isEmpty()) {
            throw kind.error(Violation.INVALID_PRINCIPAL, "");
        }
        return principals;
    }

    /** AWS writes the type in capitals, and leaves it at that when there is no such type. */
    private static String shown(String type, String text) {
        return TYPES.contains(type) ? "\"" + type.toUpperCase(Locale.ROOT) + "\":\"" + text + "\"" : "\"" + type + "\"";
    }

    private static Optional<Principal> principal(String type, String text) {
        return switch (type) {
            case "AWS" -> aws(text);
            case "Service" ->
                text.equals("*")
                        ? Optional.of(new Principal.Service("*"))
                        : isService(text) ? Optional.of(new Principal.Service(text)) : Optional.empty();
            case "Federated" -> text.isEmpty() ? Optional.empty() : Optional.of(new Principal.Federated(text));
            case "CanonicalUser" ->
                text.matches("[0-9a-f]{64}") ? Optional.of(new Principal.CanonicalUser(text)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * Whether a service acts under a name, be it one of a Region ({@code logs.eu-west-1.amazonaws.com}) or of a part of the
     * service ({@code delivery.logs.amazonaws.com}).
     */
    private static boolean isService(String text) {
        Matcher matcher = SERVICE.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group(1);
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (name.indexOf('.') > 0 && last.matches("[a-z]{2}(-[a-z]+)+-[0-9]")) {
            name = name.substring(0, name.length() - last.length() - 1);
            last = name.substring(name.lastIndexOf('.') + 1);
        }
        return SERVICES.contains(last);
    }

    private static Optional<Principal> aws(String text) {
        if (text.equals("*")) {
            return Optional.of(new Principal.Everyone());
        }
        if (AccountId.isValid(text)) {
            return Optional.of(new Principal.Account(new AccountId(text)));
        }
        if (text.matches("(AIDA|AROA)[A-Z0-9]{12,124}")) {
            return Optional.of(new Principal.UniqueId(text));
        }
        Optional<Arn> parsed = Arn.parse(text);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        Arn arn = parsed.get();
        if (!arn.partition().equals("aws")
                || !AccountId.isValid(arn.account())
                || !arn.region().isEmpty()
                || text.indexOf('*') >= 0) {
            return Optional.empty();
        }
        if (arn.service().equals("iam")) {
            if (arn.resource().equals("root")) {
                return Optional.of(new Principal.Account(new AccountId(arn.account())));
            }
            return arn.resource().matches("(user|role)/.+") ? Optional.of(new Principal.Named(text)) : Optional.empty();
        }
        boolean session =
                arn.service().equals("sts") && arn.resource().matches("assumed-role/[^/]+/[^/]+|federated-user/.+");
        return session ? Optional.of(new Principal.Named(text)) : Optional.empty();
    }
}
