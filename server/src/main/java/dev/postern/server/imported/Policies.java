package dev.postern.server.imported;

import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import java.util.Optional;

/** Documents of policies, as the API would take them. */
final class Policies {
    /** What allows nothing: in the place of a document that cannot be taken over, which must not open anything by being away. */
    static final String CLOSED =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private Policies() {}

    /** A document that the API would take; one that it would not is told, and stands for a denial of everything. */
    static Optional<String> checked(Takeover to, Item item, String field, PolicyKind kind) {
        Optional<String> document = item.document(field);
        document.ifPresent(text -> to.renumbering().tell(item, field, text));
        return document.map(text -> {
            try {
                Policy.parse(text, kind);
                return text;
            } catch (MalformedPolicyException e) {
                item.note(field, "is not understood here (" + e.text() + "): it denies everything instead");
                return closed(kind);
            }
        });
    }

    private static String closed(PolicyKind kind) {
        String text = kind.hasPrincipal() ? CLOSED : CLOSED.replace("\"Principal\":\"*\",", "");
        return kind.hasResource()
                ? text
                : text.replace(",\"Resource\":\"*\"", "").replace("\"Action\":\"*\"", "\"Action\":\"sts:*\"");
    }
}
