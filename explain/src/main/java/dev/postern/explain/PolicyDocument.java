package dev.postern.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** A policy's document as it is written, with one statement more or less. */
record PolicyDocument(ObjectNode root) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATEMENT = "Statement";

    static PolicyDocument empty() {
        ObjectNode root = JSON.createObjectNode().put("Version", "2012-10-17");
        root.putArray(STATEMENT);
        return new PolicyDocument(root);
    }

    /** What cannot be read counts as empty. */
    static PolicyDocument read(String text) {
        try {
            return JSON.readTree(text) instanceof ObjectNode root ? new PolicyDocument(root) : empty();
        } catch (JsonProcessingException e) {
            return empty();
        }
    }

    private ArrayNode statements() {
        JsonNode given = root.path(STATEMENT);
        ArrayNode all = JSON.createArrayNode();
        if (given.isArray()) {
            given.forEach(all::add);
        } else if (given.isObject()) {
            all.add(given);
        }
        return all;
    }

    /** The text of a statement, from 0. */
    Optional<String> statement(int index) {
        return Optional.ofNullable(statements().get(index)).map(JsonNode::toString);
    }

    /** Without a statement; empty if it was the only one. */
    Optional<PolicyDocument> without(int index) {
        ArrayNode left = statements();
        left.remove(index);
        return left.isEmpty() ? Optional.empty() : Optional.of(withStatements(left));
    }

    /** With one statement more. */
    PolicyDocument allowing(Optional<JsonNode> principal, String action, String resource) {
        ObjectNode statement = allow(principal, action);
        return with(statement.put("Resource", resource));
    }

    /** With one statement more, for a role's trust, which has no resource. */
    PolicyDocument trusting(JsonNode principal) {
        return with(allow(Optional.of(principal), "sts:AssumeRole"));
    }

    private static ObjectNode allow(Optional<JsonNode> principal, String action) {
        ObjectNode statement = JSON.createObjectNode().put("Effect", "Allow");
        principal.ifPresent(who -> statement.set("Principal", who));
        return statement.put("Action", action);
    }

    private PolicyDocument with(ObjectNode statement) {
        ArrayNode more = statements();
        more.add(statement);
        return withStatements(more);
    }

    private PolicyDocument withStatements(ArrayNode statements) {
        ObjectNode copy = root.deepCopy();
        copy.set(STATEMENT, statements);
        return new PolicyDocument(copy);
    }

    static JsonNode everybody() {
        return JSON.getNodeFactory().textNode("*");
    }

    static JsonNode aws(String arn) {
        return JSON.createObjectNode().put("AWS", arn);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
