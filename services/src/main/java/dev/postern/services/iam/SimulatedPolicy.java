package dev.postern.services.iam;

import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Matched;
import dev.postern.policy.NamedPolicy;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.policy.StatementSpan;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.Position;
import software.amazon.awssdk.services.iam.model.Statement;

/**
 * A policy that takes part in a simulation.
 *
 * @param named its name is how answers identify it
 * @param type what answers call its type; AWS says it in words that its SDKs do not know
 * @param spans where its statements are in the document
 */
record SimulatedPolicy(NamedPolicy named, String type, List<StatementSpan> spans) {
    static final String IDENTITY_TYPE = "IAM Policy";
    static final String RESOURCE_TYPE = "Resource Policy";

    SimulatedPolicy {
        spans = List.copyOf(spans);
    }

    /** Policies that a request gives: they are called by their member and their place in it. */
    static List<SimulatedPolicy> given(String member, List<String> documents) {
        SimulationTerms.requireLengths(member, documents, 1, 131_072);
        List<SimulatedPolicy> policies = new ArrayList<>();
        for (String document : documents) {
            policies.add(given(member + "." + (policies.size() + 1), document, PolicyKind.IDENTITY, IDENTITY_TYPE));
        }
        return policies;
    }

    /** A policy that a request gives. */
    static SimulatedPolicy given(String id, String document, PolicyKind kind, String type) {
        try {
            return parsed(id, document, kind, type);
        } catch (MalformedPolicyException e) {
            throw new ApiException(IamError.INVALID_INPUT, id + " is not a valid policy: " + e.text());
        }
    }

    /** A policy of a user or role. One that an older grammar took keeps the simulation from saying anything. */
    static SimulatedPolicy stored(String id, String document) {
        try {
            return parsed(id, document, PolicyKind.IDENTITY, IDENTITY_TYPE);
        } catch (MalformedPolicyException e) {
            throw new ApiException(IamError.POLICY_EVALUATION, "Policy " + id + " could not be evaluated: " + e.text());
        }
    }

    /** Allows nothing, as a boundary that cannot be found. */
    static SimulatedPolicy closed(String id) {
        Policy policy = Policy.EMPTY;
        return new SimulatedPolicy(new NamedPolicy(id, policy), IDENTITY_TYPE, List.of());
    }

    private static SimulatedPolicy parsed(String id, String document, PolicyKind kind, String type)
            throws MalformedPolicyException {
        return new SimulatedPolicy(new NamedPolicy(id, Policy.parse(document, kind)), type, StatementSpan.of(document));
    }

    Statement shape(Matched matched) {
        StatementSpan span = spans.get(matched.statement().index());
        return Statement.builder()
                .sourcePolicyId(named.name())
                .sourcePolicyType(type)
                .startPosition(Position.builder()
                        .line(span.startLine())
                        .column(span.startColumn())
                        .build())
                .endPosition(Position.builder()
                        .line(span.endLine())
                        .column(span.endColumn())
                        .build())
                .build();
    }
}
