package dev.postern.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the JSON of a policy document into typed statements, or says what is wrong with it. */
final class PolicyParser {
    /** Far above the largest policy that any service takes: it only keeps absurd input from costing memory. */
    private static final int DOCUMENT_CHARACTERS_MAX = 131_072;

    private static final int NESTING_MAX = 20;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final PolicyKind kind;

    PolicyParser(PolicyKind kind) {
        this.kind = kind;
    }

    Policy parse(String document) throws MalformedPolicyException {
        if (document.length() > DOCUMENT_CHARACTERS_MAX) {
            throw kind.error(Violation.TOO_LARGE, "");
        }
        if (!document.startsWith("{")) {
            throw kind.error(
                    document.stripLeading().startsWith("{") || kind == PolicyKind.BUCKET
                            ? Violation.FIRST_BYTE
                            : Violation.INVALID_JSON,
                    "");
        }
        JsonNode root = readTree(document);
        checkElements(root, Policy.ELEMENTS);
        Optional<String> id = optionalText(root, "Id");
        LanguageVersion version = version(root);
        List<JsonNode> nodes = statementNodes(root);
        List<Statement> statements = new ArrayList<>();
        Set<String> sids = new TreeSet<>();
        for (JsonNode node : nodes) {
            Statement statement = statement(node, statements.size(), version);
            String sid = statement.sid().orElse("");
            if (!sid.isEmpty() && !sids.add(sid)) {
                throw kind.error(Violation.DUPLICATE_SID, sid);
            }
            statements.add(statement);
        }
        return new Policy(version, id, statements);
    }

    private JsonNode readTree(String document) throws MalformedPolicyException {
        try {
            JsonNode root = JSON.readTree(document);
            if (!root.isObject()) {
                throw kind.error(Violation.INVALID_JSON, "");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw kind.error(Violation.INVALID_JSON, "");
        }
    }

    private LanguageVersion version(JsonNode root) throws MalformedPolicyException {
        Optional<String> text = optionalText(root, "Version");
        Optional<LanguageVersion> version =
                text.isEmpty() ? Optional.of(LanguageVersion.V2008_10_17) : LanguageVersion.find(text.get());
        if (version.isEmpty()) {
            throw kind.error(Violation.INVALID_VERSION, text.orElse(""));
        }
        if (kind.isNewest() && version.get() != LanguageVersion.V2012_10_17) {
            throw kind.error(Violation.OLD_VERSION, text.orElse(""));
        }
        return version.get();
    }

    private List<JsonNode> statementNodes(JsonNode root) throws MalformedPolicyException {
        JsonNode node = root.get("Statement");
        if (node == null) {
            throw kind.error(Violation.MISSING_FIELD, "Statement");
        }
        if (node.isObject()) {
            return List.of(node);
        }
        if (!node.isArray()) {
            throw kind.error(Violation.WRONG_TYPE, "Statement");
        }
        List<JsonNode> nodes = new ArrayList<>();
        node.forEach(nodes::add);
        if (nodes.isEmpty()) {
            throw kind.error(Violation.EMPTY_STATEMENT, "");
        }
        return nodes;
    }

    private Statement statement(JsonNode node, int index, LanguageVersion version) throws MalformedPolicyException {
        if (!node.isObject()) {
            throw kind.error(Violation.WRONG_TYPE, "Statement");
        }
        checkElements(node, Statement.ELEMENTS);
        Optional<String> sid = optionalText(node, "Sid");
        boolean anySid = kind == PolicyKind.BUCKET
                || kind == PolicyKind.ENDPOINT
                || kind == PolicyKind.TOPIC
                || kind == PolicyKind.QUEUE
                || kind == PolicyKind.TABLE
                || kind == PolicyKind.KEY
                || kind == PolicyKind.ANY;
        if (!anySid && !sid.orElse("").matches("[0-9A-Za-z]*")) {
            throw kind.error(Violation.INVALID_SID, sid.orElse(""));
        }
        Effect effect = effect(node);
        Optional<Statement.PrincipalClause> principals = principals(node, effect);
        checkResources(node);
        Clause actions = clause(node, "Action", "NotAction");
        ActionGrammar.check(kind, actions.values());
        Optional<Statement.ResourceClause> resources = resources(node, version);
        List<Condition> conditions = conditions(node, version);
        if (kind == PolicyKind.BUCKET) {
            S3ConditionKeys.checkKnown(kind, conditions);
            if (!actions.negated() && resources.isPresent()) {
                S3Actions.checkApply(kind, actions.values(), resources.get());
                S3ConditionKeys.checkApply(kind, conditions, actions.values());
            }
        }
        return new Statement(
                index,
                sid,
                effect,
                principals,
                new Statement.ActionClause(actions.negated(), actions.values()),
                resources,
                conditions);
    }

    private Effect effect(JsonNode node) throws MalformedPolicyException {
        String text = optionalText(node, "Effect").orElse(null);
        if (text == null) {
            throw kind.error(Violation.MISSING_FIELD, "Effect");
        }
        return switch (text) {
            case "Allow" -> Effect.ALLOW;
            case "Deny" -> Effect.DENY;
            default ->
                throw kind.error(
                        text.equalsIgnoreCase("Allow") || text.equalsIgnoreCase("Deny")
                                ? Violation.EFFECT_CASE
                                : Violation.INVALID_EFFECT,
                        text);
        };
    }

    private Optional<Statement.PrincipalClause> principals(JsonNode node, Effect effect)
            throws MalformedPolicyException {
        JsonNode positive = node.get("Principal");
        JsonNode negative = node.get("NotPrincipal");
        if (!kind.hasPrincipal()) {
            if (positive != null || negative != null) {
                throw kind.error(Violation.PROHIBITED_PRINCIPAL, "");
            }
            return Optional.empty();
        }
        if (positive != null && negative != null) {
            throw kind.error(Violation.WRONG_TYPE, "Principal");
        }
        if (positive != null) {
            return Optional.of(new Statement.PrincipalClause(false, PrincipalGrammar.read(kind, positive)));
        }
        if (negative != null) {
            if (effect == Effect.ALLOW && (kind == PolicyKind.BUCKET || kind == PolicyKind.TRUST)) {
                throw kind.error(Violation.ALLOW_NOT_PRINCIPAL, "");
            }
            if (kind == PolicyKind.TRUST) {
                throw kind.error(Violation.PROHIBITED_NOT_PRINCIPAL, "");
            }
            return Optional.of(new Statement.PrincipalClause(true, PrincipalGrammar.read(kind, negative)));
        }
        throw kind.error(Violation.MISSING_FIELD, "Principal");
    }

    /** AWS looks at the resources, where there are any, before the actions. */
    private void checkResources(JsonNode node) throws MalformedPolicyException {
        boolean given =
                !node.path("Resource").isEmpty() || node.path("Resource").isTextual();
        boolean excluded =
                !node.path("NotResource").isEmpty() || node.path("NotResource").isTextual();
        if (kind.hasResource() && (given || excluded)) {
            for (String resource : clause(node, "Resource", "NotResource").values()) {
                ResourceGrammar.check(kind, resource);
            }
        }
    }

    private Optional<Statement.ResourceClause> resources(JsonNode node, LanguageVersion version)
            throws MalformedPolicyException {
        if (!kind.hasResource()) {
            if (node.has("Resource") || node.has("NotResource")) {
                throw kind.error(Violation.PROHIBITED_RESOURCE, "");
            }
            return Optional.empty();
        }
        if (kind == PolicyKind.ANY && !node.has("Resource") && !node.has("NotResource")) {
            return Optional.empty();
        }
        Clause clause = clause(node, "Resource", "NotResource");
        return Optional.of(
                new Statement.ResourceClause(clause.negated(), clause.values(), version, kind == PolicyKind.IDENTITY));
    }

    private List<Condition> conditions(JsonNode node, LanguageVersion version) throws MalformedPolicyException {
        JsonNode operators = node.get("Condition");
        if (operators == null) {
            return List.of();
        }
        if (!operators.isObject()) {
            throw kind.error(Violation.WRONG_TYPE, "Condition");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : operators.properties()) {
            if (!operator.getValue().isObject()) {
                throw kind.error(Violation.WRONG_TYPE, "Condition");
            }
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                conditions.add(condition(operator.getKey(), key.getKey(), key.getValue(), version));
            }
        }
        return conditions;
    }

    private Condition condition(String operatorText, String key, JsonNode value, LanguageVersion version)
            throws MalformedPolicyException {
        SpelledOperator operator = SpelledOperator.find(operatorText)
                .filter(found -> !found.ifExists() || found.operator() != ConditionOperator.NULL)
                .orElseThrow(() -> kind.error(Violation.INVALID_CONDITION_OPERATOR, operatorText));
        List<String> values = conditionValues(value);
        for (String text : values) {
            checkConditionValue(operator.operator(), text);
        }
        return new Condition(operator, key, values, version);
    }

    private void checkConditionValue(ConditionOperator operator, String value) throws MalformedPolicyException {
        if (!ValueMatcher.isAccepted(operator, value)) {
            throw kind.error(Violation.INVALID_CONDITION_VALUE, value);
        }
        boolean address = operator == ConditionOperator.IP_ADDRESS || operator == ConditionOperator.NOT_IP_ADDRESS;
        if (kind == PolicyKind.BUCKET && address && !ValueMatcher.isAddress(value)) {
            throw kind.error(Violation.INVALID_IP, value);
        }
    }

    private List<String> conditionValues(JsonNode value) throws MalformedPolicyException {
        List<String> values = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isTextual() && !element.isBoolean() && !element.isNumber()) {
                throw kind.error(Violation.WRONG_TYPE, "Condition");
            }
            values.add(element.asText());
        }
        return values;
    }

    /** Action or NotAction, Resource or NotResource: exactly one of the two, a text or a list. */
    private record Clause(boolean negated, List<String> values) {}

    private Clause clause(JsonNode node, String name, String negatedName) throws MalformedPolicyException {
        JsonNode positive = node.get(name);
        JsonNode negative = node.get(negatedName);
        if (positive != null && negative != null) {
            throw kind.error(Violation.WRONG_TYPE, name);
        }
        JsonNode present = positive != null ? positive : negative;
        if (present == null) {
            throw kind.error(Violation.MISSING_FIELD, name);
        }
        List<String> values = new ArrayList<>();
        for (JsonNode element : present.isArray() ? present : List.of(present)) {
            if (!element.isTextual()) {
                throw kind.error(Violation.WRONG_TYPE, name);
            }
            values.add(element.asText());
        }
        if (values.isEmpty()) {
            throw kind.error(Violation.MISSING_FIELD, name);
        }
        return new Clause(positive == null, values);
    }

    private void checkElements(JsonNode node, Set<String> known) throws MalformedPolicyException {
        for (Map.Entry<String, JsonNode> element : node.properties()) {
            if (!known.contains(element.getKey())) {
                throw kind.error(Violation.UNKNOWN_FIELD, element.getKey());
            }
        }
    }

    private Optional<String> optionalText(JsonNode node, String name) throws MalformedPolicyException {
        JsonNode value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw kind.error(Violation.WRONG_TYPE, name);
        }
        return Optional.of(value.asText());
    }
}
