package dev.postern.wire.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.postern.wire.codec.InvalidValueException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/**
 * Structures of the SDK as JSON by the names that AWS's model gives their members. Where the model has several structures for one thing, as
 * for what a launch template says, what a request calls it and what an answer shows, they are each other's by this.
 */
public final class Members {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Members() {}

    /** All members of a structure that are set. */
    public static String write(SdkPojo structure) {
        return object(structure).toString();
    }

    /** One object's members with the other's over them. */
    public static String merged(String json, String over) {
        return parse(json).setAll(parse(over)).toString();
    }

    /** Sets those members that a builder's structure has; others are passed over. */
    public static void show(String json, SdkPojo builder) {
        fill(builder, parse(json), "", false);
    }

    /**
     * Sets the members of a request.
     *
     * @throws InvalidValueException if the request has no such member, or nothing honours it
     */
    public static void request(String json, SdkPojo builder) {
        fill(builder, parse(json), "", true);
    }

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not what was written here", e);
        }
    }

    private static ObjectNode object(SdkPojo structure) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (SdkField<?> field : Shape.of(structure).fields()) {
            Object value = Shape.valueOf(field, structure);
            if (value != null) {
                object.set(field.memberName(), node(field, value));
            }
        }
        return object;
    }

    private static JsonNode node(SdkField<?> field, Object value) {
        if (value instanceof SdkPojo nested) {
            return object(nested);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            list.forEach(element -> array.add(node(Shape.elementOf(field), element)));
            return array;
        }
        return TextNode.valueOf(Scalars.format(field, value, Format.ISO_8601, true));
    }

    private static void fill(SdkPojo builder, ObjectNode object, String path, boolean strict) {
        Shape shape = Shape.of(builder);
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            SdkField<?> field = shape.byMemberName(member.getKey());
            JsonNode value = member.getValue();
            String name = path + member.getKey();
            boolean empty = value.isContainerNode() && value.isEmpty();
            if (strict && field == null && !empty) {
                throw new InvalidValueException(Kind.NOT_SERVED, name, "");
            }
            if (strict && field != null && !empty) {
                shape.requireServed(field.locationName(), name, value.isValueNode() ? value.asText() : null);
            }
            if (field != null) {
                field.set(builder, value(field, value, name, strict));
            }
        }
    }

    private static Object value(SdkField<?> field, JsonNode node, String name, boolean strict) {
        if (node instanceof ObjectNode object) {
            SdkPojo nested = field.constructor().get();
            fill(nested, object, name + ".", strict);
            return Shape.build(nested);
        }
        if (node instanceof ArrayNode array) {
            List<Object> values = new ArrayList<>();
            array.forEach(element -> values.add(value(Shape.elementOf(field), element, name, strict)));
            return values;
        }
        return Scalars.parse(field, node.asText(), name);
    }
}
