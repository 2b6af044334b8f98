package dev.postern.wire.codec;

import dev.postern.wire.codec.InvalidValueException.Kind;
import dev.postern.wire.codec.Parameters.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.MapTrait;

/**
 * Fills request builders from the parameters of the EC2 Query and AWS Query protocols.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html">ec2Query</a>
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">awsQuery</a>
 */
public final class QueryDecoder {
    private final boolean strict;

    /**
     * A decoder.
     *
     * @param strict whether parameters that the operation does not have are refused, as EC2 does
     */
    public QueryDecoder(boolean strict) {
        this.strict = strict;
    }

    /** Fills a request's builder from all parameters but those that belong to the protocol itself. */
    public void decode(Parameters parameters, Set<String> notOfTheRequest, SdkPojo builder) {
        fill(builder, parameters.tree(notOfTheRequest), "");
    }

    private void fill(SdkPojo builder, Node node, String path) {
        Shape shape = Shape.of(builder);
        for (Map.Entry<String, Node> entry : node.children.entrySet()) {
            String name = path + entry.getKey();
            if (!isUnset(entry.getValue())) {
                shape.requireServed(entry.getKey(), firstLeaf(entry.getValue(), name), entry.getValue().value);
            }
            SdkField<?> field = shape.byRequestName(entry.getKey());
            if (field != null) {
                Object value = decode(field, entry.getValue(), name);
                if (value != null) {
                    field.set(builder, value);
                }
            } else if (strict) {
                throw new InvalidValueException(Kind.UNKNOWN_NAME, entry.getKey(), "");
            }
        }
    }

    /** A parameter without a value, which clients write for one that they do not give. */
    private static boolean isUnset(Node node) {
        return node.children.isEmpty() && (node.value == null || node.value.isEmpty());
    }

    private @Nullable Object decode(SdkField<?> field, Node node, String name) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> {
                if (node.value != null && !node.value.isEmpty()) {
                    throw new InvalidValueException(Kind.NOT_A_STRUCTURE, name, node.value);
                }
                SdkPojo nested = field.constructor().get();
                fill(nested, node, name + ".");
                yield Shape.build(nested);
            }
            case LIST -> decodeList(field, node, name);
            case MAP -> decodeMap(field, node, name);
            default -> {
                if (!node.children.isEmpty() && strict) {
                    throw new InvalidValueException(Kind.UNKNOWN_NAME, name, "");
                }
                yield node.value == null ? null : Scalars.parse(field, node.value, name);
            }
        };
    }

    private List<Object> decodeList(SdkField<?> field, Node node, String name) {
        SdkField<?> element = Shape.elementOf(field);
        Node elements = node;
        String prefix = name;
        Node named = node.children.get(element.locationName());
        if (named != null) {
            elements = named; // awsQuery: Tags.member.1; EC2 numbers the list itself
            prefix = name + "." + element.locationName();
        }
        if (elements.value != null && !elements.value.isEmpty()) {
            throw new InvalidValueException(Kind.NOT_A_LIST, name, elements.value);
        }
        List<Object> values = new ArrayList<>();
        for (Map.Entry<Integer, Node> entry : byNumber(elements).entrySet()) {
            Object value = decode(element, entry.getValue(), prefix + "." + entry.getKey());
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private Map<String, Object> decodeMap(SdkField<?> field, Node node, String name) {
        MapTrait trait = field.getRequiredTrait(MapTrait.class);
        Node named = node.children.get("entry");
        Map<String, Object> values = new LinkedHashMap<>();
        for (Node entry : byNumber(named != null ? named : node).values()) {
            Node key = entry.children.get(trait.keyLocationName() != null ? trait.keyLocationName() : "key");
            Node value = entry.children.get(trait.valueLocationName() != null ? trait.valueLocationName() : "value");
            if (key == null || key.value == null || value == null) {
                throw new InvalidValueException(Kind.NOT_A_STRUCTURE, name, "");
            }
            Object decoded = decode(trait.valueFieldInfo(), value, name);
            if (decoded != null) {
                values.put(key.value, decoded);
            }
        }
        return values;
    }

    private static Map<Integer, Node> byNumber(Node node) {
        Map<Integer, Node> sorted = new TreeMap<>();
        node.children.forEach((key, child) -> {
            try {
                sorted.put(Integer.valueOf(key), child);
            } catch (NumberFormatException e) {
                throw new InvalidValueException(Kind.UNKNOWN_NAME, key, "");
            }
        });
        return sorted;
    }

    private static String firstLeaf(Node node, String name) {
        Node at = node;
        StringBuilder path = new StringBuilder(name);
        while (at.value == null && !at.children.isEmpty()) {
            Map.Entry<String, Node> first = at.children.entrySet().iterator().next();
            path.append('.').append(first.getKey());
            at = first.getValue();
        }
        return path.toString();
    }
}
