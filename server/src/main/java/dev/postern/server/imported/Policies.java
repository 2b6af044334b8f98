package dev.postern.server.imported;

import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.server.imported.records.Item;
import java.util.Optional;

/** Documents of policies, as the API would take them. */
final class Policies {
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

    /** What denies everything: in the place of a document that cannot be taken over, which must not open anything by being away. */
    private static String closed(PolicyKind kind) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\","
                + (kind.hasPrincipal() ? "\"Principal\":\"*\"," : "")
                + (kind.hasResource() ? "\"Action\":\"*\",\"Resource\":\"*\"" : "\"Action\":\"sts:*\"") + "}]}";
    }
}
