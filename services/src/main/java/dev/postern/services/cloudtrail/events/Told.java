package dev.postern.services.cloudtrail.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.wire.codec.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Requests and answers as events tell them: members as AWS's service model names them, beginning in lower case. Of EC2 they are named as
 * its XML has them, and lists are in {@code items}. It remembers the texts that it hid.
 */
final class Told {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final boolean xml;
    private final List<String> hidden = new ArrayList<>();

    Told(String service) {
        this.xml = service.equals("ec2");
    }

    /** What a structure says; null where it says nothing. */
    @Nullable
    ObjectNode of(SdkPojo structure) {
        ObjectNode object = JSON.objectNode();
        for (SdkField<?> field : structure.sdkFields()) {
            Object value = Shape.valueOf(field, structure);
            if (value == null || value instanceof SdkBytes) {
                continue;
            }
            String name = name(field);
            if (Secrets.contains(structure, field)) {
                note(value);
                object.put(name, name.equals("userData") ? "<sensitiveDataRemoved>" : Secrets.HIDDEN);
            } else {
                JsonNode told = value(value);
                if (told != null) {
                    object.set(name, told);
                }
            }
        }
        return object.isEmpty() ? null : object;
    }

    private void note(Object secret) {
        switch (secret) {
            case String text -> hidden.add(text);
            case Collection<?> all -> all.forEach(this::note);
            case Map<?, ?> all -> all.values().forEach(this::note);
            default -> {}
        }
    }

    private @Nullable JsonNode value(Object value) {
        return switch (value) {
            case SdkPojo nested -> {
                ObjectNode object = of(nested);
                yield object == null ? JSON.objectNode() : object;
            }
            case List<?> list -> {
                ArrayNode array = JSON.arrayNode();
                for (Object element : list) {
                    JsonNode told = value(element);
                    if (told != null) {
                        array.add(told);
                    }
                }
                yield xml ? JSON.objectNode().set("items", array) : array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = JSON.objectNode();
                map.forEach((key, element) -> {
                    JsonNode told = value(element);
                    if (told != null) {
                        object.set(String.valueOf(key), told);
                    }
                });
                yield object;
            }
            case SdkBytes _ -> null;
            case Boolean truth -> JSON.booleanNode(truth);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Instant time -> JSON.textNode(time.toString());
            default -> JSON.textNode(value.toString());
        };
    }

    private String name(SdkField<?> field) {
        String name = xml ? field.unmarshallLocationName() : field.memberName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** A text without what was hidden: services quote what they were given. */
    String without(String text) {
        return hidden.stream().anyMatch(secret -> !secret.isEmpty() && text.contains(secret)) ? Secrets.HIDDEN : text;
    }
}
