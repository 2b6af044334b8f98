package dev.postern.services.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.sns.Topic;
import dev.postern.policy.MalformedPolicyException;
import dev.postern.policy.Policy;
import dev.postern.policy.PolicyKind;
import dev.postern.services.authorization.PrincipalDirectory;
import dev.postern.services.authorization.TopicPolicy;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The policies of topics: what may be one, and the statements that AddPermission writes into one.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html">Access control</a>
 */
final class TopicPolicies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int POLICY_BYTES_MAX = 30 << 10;

    /** What a topic's policy can allow, in lower case. */
    private static final Set<String> ACTIONS = Set.of(
            "sns:*",
            "sns:addpermission",
            "sns:deletetopic",
            "sns:getdataprotectionpolicy",
            "sns:gettopicattributes",
            "sns:listsubscriptionsbytopic",
            "sns:listtagsforresource",
            "sns:publish",
            "sns:putdataprotectionpolicy",
            "sns:receive",
            "sns:removepermission",
            "sns:settopicattributes",
            "sns:subscribe");

    private TopicPolicies() {}

    /** The policy that a request gives. */
    static String checked(SnsCall call, String document) {
        if (document.length() > POLICY_BYTES_MAX) {
            throw SnsError.invalid("Policy Error: null");
        }
        try {
            Policy policy = Policy.parse(document, PolicyKind.TOPIC);
            boolean foreign = policy.statements().stream()
                    .flatMap(statement -> statement.actions().actions().stream())
                    .map(action -> action.toLowerCase(Locale.ROOT))
                    .anyMatch(action -> !isOfTopics(action));
            if (foreign) {
                throw SnsError.invalid("Policy statement action out of service scope!");
            }
            PrincipalDirectory.firstUnknown(call.snapshot(), policy).ifPresent(_ -> {
                throw SnsError.invalid("Policy Error: PrincipalNotFound");
            });
            return document;
        } catch (MalformedPolicyException malformed) {
            throw SnsError.invalid("Policy Error: null");
        }
    }

    private static boolean isOfTopics(String action) {
        return ACTIONS.contains(action)
                || (action.startsWith("sns:") && (action.contains("*") || action.contains("?")));
    }

    /** The policy with a statement more, which lets accounts do something. */
    static String with(Topic topic, String label, List<String> accounts, List<String> actions) {
        ObjectNode root = read(topic);
        ArrayNode statements = statements(root);
        for (JsonNode statement : statements) {
            if (statement.path("Sid").asText().equals(label)) {
                throw SnsError.invalid("Statement already exists");
            }
        }
        ObjectNode added = statements.addObject();
        added.put("Sid", label).put("Effect", "Allow");
        List<String> principals = accounts.stream()
                .map(account -> {
                    if (!AccountId.isValid(account)) {
                        throw SnsError.invalid("AWSAccountId");
                    }
                    return Arn.global("iam", new AccountId(account), "root").toString();
                })
                .toList();
        List<String> allowed = actions.stream()
                .map(action -> {
                    if (!action.equals("*") && !ACTIONS.contains("sns:" + action.toLowerCase(Locale.ROOT))) {
                        throw SnsError.invalid("Policy statement action out of service scope!");
                    }
                    return "SNS:" + action;
                })
                .toList();
        write(added.putObject("Principal"), "AWS", principals);
        write(added, "Action", allowed);
        added.put("Resource", topic.arn().toString());
        return root.toString();
    }

    /** The policy without a statement. */
    static String without(Topic topic, String label) {
        ObjectNode root = read(topic);
        ArrayNode statements = statements(root);
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(label)) {
                statements.remove(i);
                if (statements.isEmpty()) {
                    throw SnsError.invalid("A topic's policy must have a statement");
                }
                return root.toString();
            }
        }
        throw SnsError.NOT_FOUND.of("The policy has no statement " + label);
    }

    /** One as a text, several as a list, as AWS writes them. */
    private static void write(ObjectNode node, String name, List<String> values) {
        if (values.size() == 1) {
            node.put(name, values.getFirst());
        } else {
            values.forEach(node.putArray(name)::add);
        }
    }

    private static ArrayNode statements(ObjectNode root) {
        JsonNode statements = root.get("Statement");
        if (statements instanceof ArrayNode array) {
            return array;
        }
        ArrayNode array = JSON.createArrayNode().add(statements);
        root.set("Statement", array);
        return array;
    }

    private static ObjectNode read(Topic topic) {
        try {
            return (ObjectNode) JSON.readTree(TopicPolicy.of(topic));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy that was parsed is JSON", e);
        }
    }
}
