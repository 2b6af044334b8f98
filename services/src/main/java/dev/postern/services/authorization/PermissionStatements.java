package dev.postern.services.authorization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import java.util.List;
import java.util.Optional;

/**
 * The statements that operations write into a policy, as AddPermission of SNS and SQS and CreateFlowLogs of EC2 do, and that
 * RemovePermission takes out of it.
 */
public final class PermissionStatements {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PermissionStatements() {}

    /**
     * A policy with a statement more, which lets accounts do something.
     *
     * @param document one that was parsed as a policy
     * @param actions with their service
     * @return none if it has a statement of that name
     */
    public static Optional<String> with(
            String document, String sid, List<AccountId> accounts, List<String> actions, String resource) {
        ObjectNode root = read(document);
        ArrayNode statements = statements(root);
        if (hasStatement(statements, sid)) {
            return Optional.empty();
        }
        ObjectNode added = statements.addObject();
        added.put("Sid", sid).put("Effect", "Allow");
        List<String> principals = accounts.stream()
                .map(account -> Arn.global("iam", account, "root").toString())
                .toList();
        write(added.putObject("Principal"), "AWS", principals);
        write(added, "Action", actions);
        added.put("Resource", resource);
        return Optional.of(root.toString());
    }

    /**
     * A policy with statements more; one whose name is taken gets a number after it.
     *
     * @param document one that was parsed as a policy, or such a one without statements
     */
    public static String with(String document, List<ObjectNode> added) {
        ObjectNode root = read(document);
        ArrayNode statements = statements(root);
        for (ObjectNode statement : added) {
            String name = statement.path("Sid").asText();
            String free = name;
            for (int number = 1; hasStatement(statements, free); number++) {
                free = name + number;
            }
            statements.add(statement.deepCopy().put("Sid", free));
        }
        return root.toString();
    }

    private static boolean hasStatement(ArrayNode statements, String sid) {
        return statements
                .valueStream()
                .anyMatch(statement -> statement.path("Sid").asText().equals(sid));
    }

    /**
     * A policy without the statement of a name.
     *
     * @return none if it has none
     */
    public static Optional<String> without(String document, String sid) {
        ObjectNode root = read(document);
        ArrayNode statements = statements(root);
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(sid)) {
                statements.remove(i);
                return Optional.of(root.toString());
            }
        }
        return Optional.empty();
    }

    /** Whether a policy has no statement, and so is none. */
    public static boolean isEmpty(String document) {
        return statements(read(document)).isEmpty();
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

    private static ObjectNode read(String document) {
        try {
            return (ObjectNode) JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy that was parsed is JSON", e);
        }
    }
}
