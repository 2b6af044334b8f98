package dev.postern.services.sts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.PoliciesInForce;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/**
 * The session policy of a role's session: all policies that were passed, as one. What any of them allows, the session
 * may do if the role may.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session">Session
 *     policies</a>
 */
final class SessionPolicy {
    private static final int CHARACTERS_MAX = 2_048;
    private static final int POLICIES_MAX = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SessionPolicy() {}

    /**
     * All policies of a request as one; none if it passes none.
     *
     * @param account whose the managed policies are
     * @param document the one in the request itself
     */
    static Optional<String> of(
            Snapshot snapshot, AccountId account, @Nullable String document, List<PolicyDescriptorType> managed) {
        return join(Optional.ofNullable(document), documents(snapshot, account, managed));
    }

    private static Optional<String> join(Optional<String> inline, List<String> managed) {
        inline.ifPresent(SessionPolicy::require);
        if (managed.isEmpty()) {
            return inline;
        }
        List<String> documents = new ArrayList<>(managed);
        inline.ifPresent(documents::add);
        ObjectNode joined = JSON.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = joined.putArray("Statement");
        for (String document : documents) {
            for (JsonNode statement : statements(document)) {
                ((ObjectNode) statement).remove("Sid"); // names need only be unique within each document
                statements.add(statement);
            }
        }
        return Optional.of(joined.toString());
    }

    /** The documents of managed policies that a request names. */
    private static List<String> documents(Snapshot snapshot, AccountId account, List<PolicyDescriptorType> policies) {
        if (policies.size() > POLICIES_MAX) {
            throw new ApiException(
                    StsError.VALIDATION_ERROR,
                    "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have"
                            + " length less than or equal to " + POLICIES_MAX);
        }
        return policies.stream()
                .map(policy -> PoliciesInForce.managedDocument(snapshot, account, policy.arn())
                        .orElseThrow(() -> new ApiException(
                                StsError.VALIDATION_ERROR, "Policy " + policy.arn() + " was not found.")))
                .toList();
    }

    private static void require(String document) {
        if (document.length() > CHARACTERS_MAX) {
            throw new ApiException(
                    StsError.VALIDATION_ERROR,
                    "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length"
                            + " less than or equal to " + CHARACTERS_MAX);
        }
        try {
            Policy.parse(document, PolicyKind.IDENTITY);
        } catch (MalformedPolicyException e) {
            throw new ApiException(StsError.MALFORMED_POLICY_DOCUMENT, e.text());
        }
    }

    private static List<JsonNode> statements(String document) {
        try {
            JsonNode statement = JSON.readTree(document).path("Statement");
            List<JsonNode> statements = new ArrayList<>();
            (statement.isArray() ? statement : List.of(statement)).forEach(statements::add);
            return statements;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy that was saved is not JSON", e);
        }
    }
}
