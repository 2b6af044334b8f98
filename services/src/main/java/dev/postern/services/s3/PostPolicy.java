package dev.postern.services.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.wire.ApiException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the signer of a form lets it bring: conditions that its fields must meet, and between how many bytes its file may have.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html">POST policy</a>
 */
record PostPolicy(Instant expiration, List<Condition> conditions, Optional<Range> range) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Fields that no condition has to speak of. */
    private static final Set<String> FREE = Set.of("x-amz-signature", "file", "policy", "awsaccesskeyid", "signature");

    PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /**
     * One condition on a field.
     *
     * @param prefix whether the value may go on behind what is said
     * @param field in lower case
     * @param text as the policy has it
     */
    record Condition(boolean prefix, String field, String value, String text) {
        boolean holds(String actual) {
            if (!prefix) {
                return actual.equals(value);
            }
            // Of several content types each must begin so.
            return field.equals("content-type")
                    ? List.of(actual.split(",", -1)).stream()
                            .allMatch(one -> one.strip().startsWith(value))
                    : actual.startsWith(value);
        }
    }

    /** How many bytes a file may have. */
    record Range(long min, long max) {}

    /**
     * Reads a policy.
     *
     * @throws ApiException if it is none
     */
    static PostPolicy parse(String base64) {
        JsonNode document;
        try {
            document = JSON.readTree(Base64.getMimeDecoder().decode(base64));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw invalid("Invalid JSON.");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (document == null || !document.isObject()) {
            throw invalid("Invalid JSON.");
        }
        if (!document.path("expiration").isTextual()) {
            throw invalid("Policy missing expiration.");
        }
        if (!document.path("conditions").isArray()) {
            throw invalid("Policy missing conditions.");
        }
        List<Condition> conditions = new ArrayList<>();
        Optional<Range> range = Optional.empty();
        for (JsonNode one : document.get("conditions")) {
            if (one.isArray() && one.size() == 3 && one.get(0).asText().equalsIgnoreCase("content-length-range")) {
                range = Optional.of(new Range(number(one.get(1)), number(one.get(2))));
            } else {
                conditions.addAll(conditions(one));
            }
        }
        return new PostPolicy(expiration(document.get("expiration").asText()), conditions, range);
    }

    private static long number(JsonNode node) {
        if (!node.isIntegralNumber() && !node.asText().matches("\\d{1,18}")) {
            throw invalid("Invalid JSON.");
        }
        return node.asLong();
    }

    private static Instant expiration(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw invalid("Invalid 'expiration' value: '" + text + "'");
        }
    }

    private static List<Condition> conditions(JsonNode one) {
        List<Condition> conditions = new ArrayList<>();
        if (one.isObject()) {
            for (Map.Entry<String, JsonNode> field : one.properties()) {
                conditions.add(new Condition(
                        false,
                        field.getKey().toLowerCase(Locale.ROOT),
                        field.getValue().asText(),
                        "[\"eq\", \"$" + field.getKey() + "\", \""
                                + field.getValue().asText() + "\"]"));
            }
            return conditions;
        }
        String operator = one.path(0).asText().toLowerCase(Locale.ROOT);
        String field = one.path(1).asText();
        if (!one.isArray()
                || one.size() != 3
                || !Set.of("eq", "starts-with").contains(operator)
                || !field.startsWith("$")) {
            throw invalid("Invalid Condition: " + one);
        }
        String value = one.get(2).asText();
        conditions.add(new Condition(
                operator.equals("starts-with"),
                field.substring(1).toLowerCase(Locale.ROOT),
                value,
                "[\"" + operator + "\", \"" + field + "\", \"" + value + "\"]"));
        return conditions;
    }

    private static ApiException invalid(String why) {
        return S3Error.INVALID_POLICY_DOCUMENT.said("Invalid Policy: " + why);
    }

    /**
     * Refuses a form that the signer does not let pass.
     *
     * @param fields by name in lower case
     */
    void require(Map<String, String> fields, String bucket, Instant now) {
        if (!now.isBefore(expiration)) {
            throw S3Error.ACCESS_DENIED.said("Invalid according to Policy: Policy expired.");
        }
        Set<String> spoken = new HashSet<>();
        for (Condition condition : conditions) {
            String actual = condition.field().equals("bucket") ? bucket : fields.getOrDefault(condition.field(), "");
            spoken.add(condition.field());
            if (!condition.holds(actual)) {
                throw S3Error.ACCESS_DENIED.said(
                        "Invalid according to Policy: Policy Condition failed: " + condition.text());
            }
        }
        List<String> extra = fields.keySet().stream()
                .filter(name -> !spoken.contains(name) && !FREE.contains(name) && !name.startsWith("x-ignore-"))
                .sorted()
                .toList();
        if (!extra.isEmpty()) {
            throw S3Error.ACCESS_DENIED.said(
                    "Invalid according to Policy: Extra input fields: " + String.join(", ", extra));
        }
    }
}
