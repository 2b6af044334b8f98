package dev.postern.services.authorization;

import dev.postern.policy.LanguageVersion;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Policies by the text of their document, so that a request never parses one that another request has met. */
final class ParsedPolicies {
    private static final int ENTRIES_MAX = 10_000;

    private final Map<Key, Policy> parsed = new ConcurrentHashMap<>();

    private record Key(PolicyKind kind, String document) {}

    NamedPolicy named(String name, PolicyKind kind, String document) {
        Key key = new Key(kind, document);
        Policy known = parsed.get(key);
        if (known == null) {
            if (parsed.size() >= ENTRIES_MAX) {
                parsed.clear();
            }
            known = parse(kind, document);
            parsed.put(key, known);
        }
        return new NamedPolicy(name, known);
    }

    /** What was accepted once may be refused by a newer grammar: it then allows nothing. */
    private static Policy parse(PolicyKind kind, String document) {
        try {
            return Policy.parse(document, kind);
        } catch (MalformedPolicyException e) {
            return new Policy(LanguageVersion.V2012_10_17, Optional.empty(), List.of());
        }
    }
}
