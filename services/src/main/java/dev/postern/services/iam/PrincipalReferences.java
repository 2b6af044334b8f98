package dev.postern.services.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.postern.model.Change;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.Role;
import dev.postern.model.s3.Bucket;
import java.util.List;
import java.util.Optional;

/**
 * The users and roles that saved policies name. AWS keeps such a principal by its unique id and shows its ARN while it
 * exists: when it is deleted the policy shows the id, and nobody who later takes the name inherits what it was granted.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">IAM JSON
 *     policy elements: Principal</a>
 */
final class PrincipalReferences {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PrincipalReferences() {}

    /** Writes another name for a principal into every policy of the cloud that names it. */
    static Change replace(Snapshot snapshot, String arn, String by) {
        Change.Builder change = Change.builder();
        snapshot.all(Role.class).stream()
                .forEach(role -> replace(role.trustPolicy(), arn, by)
                        .ifPresent(policy -> change.put(role.withTrustPolicy(policy))));
        snapshot.all(Bucket.class).stream()
                .forEach(bucket -> bucket.policy()
                        .flatMap(policy -> replace(policy, arn, by))
                        .ifPresent(policy -> change.put(bucket.withPolicy(Optional.of(policy)))));
        snapshot.all(VpcEndpoint.class).stream()
                .forEach(endpoint -> endpoint.policyDocument()
                        .flatMap(policy -> replace(policy, arn, by))
                        .ifPresent(policy -> change.put(endpoint.withPolicy(Optional.of(policy)))));
        return change.build();
    }

    /** The document with the principal replaced; empty when it does not name it. */
    static Optional<String> replace(String document, String arn, String by) {
        if (!document.contains(arn)) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(document);
            JsonNode statements = root.path("Statement");
            boolean changed = false;
            for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
                for (String element : List.of("Principal", "NotPrincipal")) {
                    changed |=
                            statement.path(element) instanceof ObjectNode principals && replaceIn(principals, arn, by);
                }
            }
            return changed ? Optional.of(root.toString()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // it was accepted once, so this cannot be; and it names nobody now
        }
    }

    private static boolean replaceIn(ObjectNode principals, String arn, String by) {
        JsonNode aws = principals.path("AWS");
        if (aws.isTextual() && aws.asText().equals(arn)) {
            principals.put("AWS", by);
            return true;
        }
        boolean changed = false;
        if (aws instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).asText().equals(arn)) {
                    list.set(i, TextNode.valueOf(by));
                    changed = true;
                }
            }
        }
        return changed;
    }
}
