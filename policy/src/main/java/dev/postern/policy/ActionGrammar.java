package dev.postern.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What an action in a policy may look like: {@code *}, or {@code vendor:name} with wildcards. */
final class ActionGrammar {
    private static final Set<String> TRUST_ACTIONS = Set.of(
            "sts:assumerole",
            "sts:assumerolewithsaml",
            "sts:assumerolewithwebidentity",
            "sts:tagsession",
            "sts:setsourceidentity",
            "sts:setcontext");

    private ActionGrammar() {}

    static void check(PolicyKind kind, List<String> actions) throws MalformedPolicyException {
        for (String action : actions) {
            check(kind, action);
        }
    }

    private static void check(PolicyKind kind, String action) throws MalformedPolicyException {
        if (kind == PolicyKind.TRUST) {
            checkTrust(action);
            return;
        }
        if (action.equals("*")) {
            return;
        }
        int colon = action.indexOf(':');
        if (colon < 0) {
            throw kind.error(Violation.UNQUALIFIED_ACTION, action);
        }
        if (action.indexOf(':', colon + 1) >= 0) {
            throw kind.error(Violation.ACTION_WITH_COLONS, action);
        }
        String vendor = action.substring(0, colon);
        if (!vendor.equals("*") && !vendor.matches("[a-zA-Z0-9\\-.]+")) {
            throw kind.error(Violation.INVALID_VENDOR, vendor);
        }
        if (kind == PolicyKind.BUCKET && !S3Actions.isKnown(action)) {
            throw kind.error(Violation.INVALID_ACTION, action);
        }
    }

    private static void checkTrust(String action) throws MalformedPolicyException {
        Glob pattern = Glob.ofLowerCase(action);
        if (action.equals("*")
                || !action.toLowerCase(Locale.ROOT).startsWith("sts:")
                || TRUST_ACTIONS.stream().noneMatch(pattern::matches)) {
            throw PolicyKind.TRUST.error(Violation.TRUST_ACTION, action);
        }
    }
}
