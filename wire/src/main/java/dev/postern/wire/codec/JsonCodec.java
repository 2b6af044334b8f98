package dev.postern.wire.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.wire.codec.InvalidValueException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** The bodies of the AWS JSON protocols. Times are seconds since 1970, unless a field says otherwise. */
public final class JsonCodec {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(128).build())
            .build());

    private JsonCodec() {}

    /**
     * Fills a builder from a JSON object; an empty body is an empty object.
     *
     * @throws JsonProcessingException if it is not JSON, or not an object
     */
    public static void decode(byte[] body, SdkPojo builder) throws JsonProcessingException {
        if (body.length == 0) {
            return;
        }
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (node == null || !node.isObject()) {
            throw new InvalidValueException(Kind.NOT_A_STRUCTURE, "", "");
        }
        fill(builder, node, "");
    }

    private static void fill(SdkPojo builder, JsonNode object, String path) {
        Shape shape = Shape.of(builder);
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            SdkField<?> field = shape.byRequestName(member.getKey());
            if (!member.getValue().isNull()) {
                shape.requireServed(
                        member.getKey(),
                        path + member.getKey(),
                        member.getValue().isValueNode() ? member.getValue().asText() : null);
            }
            if (field != null
                    && field.location() == MarshallLocation.PAYLOAD
                    && !member.getValue().isNull()) {
                field.set(builder, decode(field, member.getValue(), path + member.getKey()));
            }
        }
    }

    private static @Nullable Object decode(SdkField<?> field, JsonNode node, String name) {
        if (node.isNull()) {
            return null;
        }
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> {
                if (!node.isObject()) {
                    throw new InvalidValueException(Kind.NOT_A_STRUCTURE, name, node.asText());
                }
                SdkPojo nested = field.constructor().get();
                fill(nested, node, name + ".");
                yield Shape.build(nested);
            }
            case LIST -> {
                if (!node.isArray()) {
                    throw new InvalidValueException(Kind.NOT_A_LIST, name, node.asText());
                }
                List<@Nullable Object> values = new ArrayList<>();
                for (JsonNode element : node) {
                    values.add(decode(Shape.elementOf(field), element, name));
                }
                yield values;
            }
            case MAP -> {
                if (!node.isObject()) {
                    throw new InvalidValueException(Kind.NOT_A_STRUCTURE, name, node.asText());
                }
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    values.put(member.getKey(), decode(Shape.valueOfMap(field), member.getValue(), name));
                }
                yield values;
            }
            default -> {
                if (node.isContainerNode()) {
                    throw new InvalidValueException(Kind.NOT_A_STRUCTURE, name, "");
                }
                yield Scalars.parse(field, node.asText(), name);
            }
        };
    }

    /** The JSON object of an SDK value, to add to it. */
    public static ObjectNode tree(SdkPojo pojo) {
        try {
            return (ObjectNode) MAPPER.readTree(encode(pojo));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JSON object of an SDK value. */
    public static byte[] encode(SdkPojo pojo) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = MAPPER.getFactory().createGenerator(out)) {
            object(json, pojo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void object(JsonGenerator json, SdkPojo pojo) throws IOException {
        json.writeStartObject();
        for (SdkField<?> field : Shape.of(pojo).bodyFields()) {
            Object value = Shape.valueOf(field, pojo);
            if (value != null) {
                json.writeFieldName(field.locationName());
                value(json, field, value);
            }
        }
        json.writeEndObject();
    }

    private static void value(JsonGenerator json, SdkField<?> field, Object value) throws IOException {
        switch (value) {
            case SdkPojo nested -> object(json, nested);
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    value(json, Shape.elementOf(field), element);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    value(json, Shape.valueOfMap(field), entry.getValue());
                }
                json.writeEndObject();
            }
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case SdkBytes bytes -> json.writeString(Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            case Instant time -> time(json, field, time);
            case BigDecimal number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Float number -> json.writeNumber(number);
            case Number number -> json.writeNumber(number.longValue());
            default -> throw new IllegalStateException("no JSON form for " + value.getClass());
        }
    }

    private static void time(JsonGenerator json, SdkField<?> field, Instant time) throws IOException {
        if (Scalars.timestampFormat(field, Format.UNIX_TIMESTAMP) == Format.UNIX_TIMESTAMP) {
            json.writeNumber(BigDecimal.valueOf(time.toEpochMilli(), 3));
        } else {
            json.writeString(Scalars.format(field, time, Format.ISO_8601, true));
        }
    }
}
