package dev.postern.policy;

import dev.postern.model.AccountId;
import dev.postern.model.request.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Callers, contexts and policies that the tests of this package share. */
final class Fixtures {
    static final AccountId ACCOUNT = new AccountId("111122223333");
    static final AccountId OTHER = new AccountId("444455556666");
    static final PrincipalFacts ROOT = PrincipalFacts.of(new Caller.Root(ACCOUNT));
    static final PrincipalFacts ALICE =
            PrincipalFacts.of(new Caller.User(ACCOUNT, "/", "alice", "AIDAALICEALICEALICE1"));
    static final PrincipalFacts ANONYMOUS = PrincipalFacts.of(new Caller.Anonymous());
    static final PrincipalFacts SESSION = PrincipalFacts.of(new Caller.AssumedRole(
            ACCOUNT,
            "/app/",
            "reader",
            "AROAREADERREADERREA1",
            "i-0123",
            Optional.empty(),
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty()));

    private Fixtures() {}

    static NamedPolicy policy(PolicyKind kind, String document) {
        try {
            return new NamedPolicy(kind.name(), Policy.parse(document.replace('\'', '"'), kind));
        } catch (MalformedPolicyException e) {
            throw new AssertionError(e.text(), e);
        }
    }

    /** Statements, in single quotes, of a policy of the current version. */
    static NamedPolicy statements(PolicyKind kind, String... statements) {
        return policy(kind, "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}");
    }

    static NamedPolicy identity(String... statements) {
        return statements(PolicyKind.IDENTITY, statements);
    }

    static NamedPolicy bucket(String... statements) {
        return statements(PolicyKind.BUCKET, statements);
    }

    static PolicyLayers layers(NamedPolicy... identity) {
        return PolicyLayers.ofIdentity(List.of(identity));
    }

    static ConditionContext context(String... keysAndValues) {
        Map<String, List<String>> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], List.of(keysAndValues[i + 1].split("\\|", -1)));
        }
        return ConditionContext.of(values);
    }

    static AuthorizationRequest request(PrincipalFacts caller, String action, String resource, String... context) {
        return new AuthorizationRequest(caller, action, resource, Optional.of(ACCOUNT), context(context));
    }

    static Decision getObject(PrincipalFacts caller, PolicyLayers layers, String... context) {
        return Evaluator.decide(request(caller, "s3:GetObject", "arn:aws:s3:::data/key", context), layers);
    }
}
