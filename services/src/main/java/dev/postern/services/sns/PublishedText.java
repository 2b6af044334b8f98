package dev.postern.services.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.services.sns.Message.Notice;
import dev.postern.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** What somebody wants to publish, and whether it can be. */
record PublishedText(
        @Nullable String subject,
        @Nullable String message,
        @Nullable String structure,
        Map<String, MessageAttributeValue> attributes) {
    /** Of a message with its attributes, and of a batch. */
    static final int BYTES_MAX = 262_144;

    private static final int SUBJECT_MAX = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Only FIFO topics know groups. */
    static void refuseOrder(@Nullable String group, @Nullable String deduplication) {
        String parameter = group != null ? "MessageGroupId" : deduplication != null ? "MessageDeduplicationId" : "";
        if (!parameter.isEmpty()) {
            throw SnsError.invalid(parameter + " Reason: The request includes " + parameter
                    + " parameter that is not valid for this topic type");
        }
    }

    Notice notice(SnsCall call) {
        if (message == null || message.isEmpty()) {
            throw SnsError.invalid("Empty message");
        }
        Map<String, String> texts = texts(message);
        Map<String, Attribute> named = checkedAttributes();
        long bytes = size(message);
        for (Map.Entry<String, Attribute> attribute : named.entrySet()) {
            bytes += size(attribute.getKey())
                    + size(attribute.getValue().type())
                    + size(attribute.getValue().value());
        }
        if (bytes > BYTES_MAX) {
            throw SnsError.invalid("Message too long");
        }
        return new Notice(
                call.context().ids().uuid(),
                checkedSubject(),
                texts.getOrDefault("default", message),
                texts,
                named,
                call.now());
    }

    private Optional<String> checkedSubject() {
        if (subject == null) {
            return Optional.empty();
        }
        boolean plain = !subject.isEmpty()
                && subject.length() <= SUBJECT_MAX
                && subject.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (!plain) {
            throw SnsError.invalid("Subject");
        }
        return Optional.of(subject);
    }

    /** By protocol; none where all get the message as it is. */
    private Map<String, String> texts(String written) {
        if (structure == null || structure.isEmpty()) {
            return Map.of();
        }
        if (!structure.equals("json")) {
            throw SnsError.invalid("MessageStructure");
        }
        try {
            JsonNode root = JSON.readTree(written);
            Map<String, String> texts = new TreeMap<>();
            root.properties().forEach(entry -> {
                if (entry.getValue().isTextual()) {
                    texts.put(entry.getKey(), entry.getValue().asText());
                }
            });
            if (!texts.containsKey("default")) {
                throw SnsError.invalid("Message Structure - No default entry in JSON message body");
            }
            return texts;
        } catch (JsonProcessingException e) {
            throw SnsError.invalid("Message Structure - JSON message body failed to parse");
        }
    }

    private Map<String, Attribute> checkedAttributes() {
        Map<String, Attribute> named = new TreeMap<>();
        attributes.forEach((name, value) -> named.put(name, attribute(name, value)));
        return named;
    }

    private static Attribute attribute(String name, MessageAttributeValue value) {
        String type = value.dataType() == null ? "" : value.dataType();
        String basic = type.contains(".") && !type.equals("String.Array") ? type.substring(0, type.indexOf('.')) : type;
        return switch (basic) {
            case "String", "String.Array", "Number" -> {
                if (value.stringValue() == null || value.stringValue().isEmpty()) {
                    throw empty(name, type);
                }
                if (basic.equals("Number")
                        && !value.stringValue().matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                    throw SnsError.invalid(
                            "The message attribute '" + name + "' with type '" + type + "' must use a valid number");
                }
                yield new Attribute(type, value.stringValue());
            }
            case "Binary" -> {
                if (value.binaryValue() == null || value.binaryValue().asByteArrayUnsafe().length == 0) {
                    throw empty(name, type);
                }
                yield new Attribute(
                        type,
                        Base64.getEncoder().encodeToString(value.binaryValue().asByteArrayUnsafe()));
            }
            default ->
                throw SnsError.invalid("The message attribute '" + name
                        + "' has an invalid message attribute type, the set of supported type prefixes is Binary,"
                        + " Number, and String.");
        };
    }

    private static ApiException empty(String name, String type) {
        return SnsError.invalid("The message attribute '" + name
                + "' must contain non-empty message attribute value for" + " message attribute type '" + type + "'.");
    }

    private static long size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
