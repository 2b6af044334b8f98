package dev.postern.services.authorization;

import dev.postern.model.Remembered;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;

/** Policies by the text of their document, so that a request never parses one that another request has met. */
final class ParsedPolicies {
    private static final int ENTRIES_MAX = 10_000;

    private final Remembered<Key, Policy> parsed = new Remembered<>(ENTRIES_MAX);

    private record Key(PolicyKind kind, String document) {}

    NamedPolicy named(String name, PolicyKind kind, String document) {
        return new NamedPolicy(name, parsed.get(new Key(kind, document), ParsedPolicies::parse));
    }

    /** What was accepted once may be refused by a newer grammar: it then allows nothing. */
    private static Policy parse(Key key) {
        try {
            return Policy.parse(key.document(), key.kind());
        } catch (MalformedPolicyException e) {
            return Policy.EMPTY;
        }
    }
}
