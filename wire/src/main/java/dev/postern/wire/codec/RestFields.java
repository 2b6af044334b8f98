package dev.postern.wire.codec;

import dev.postern.wire.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Fields of the REST protocols that travel in headers and in the query string. */
public final class RestFields {
    private RestFields() {}

    /** Sets a field from the text of a query parameter. */
    public static void set(SdkField<?> field, SdkPojo builder, String text) {
        field.set(builder, parse(field, text));
    }

    private static Object parse(SdkField<?> field, String text) {
        return switch (field.marshallingType().getKnownType()) {
            case LIST -> {
                List<Object> values = new ArrayList<>();
                for (String part : text.split(",", -1)) {
                    values.add(Scalars.parse(Shape.elementOf(field), part.strip(), field.locationName()));
                }
                yield values;
            }
            default -> Scalars.parse(field, text, field.locationName());
        };
    }

    /** Sets a field from its header, or a map from all headers with its prefix; absent ones leave it unset. */
    public static void setFromHeaders(SdkField<?> field, SdkPojo builder, Headers headers) {
        if (field.marshallingType().getTargetClass() == Map.class) {
            String prefix = field.locationName().toLowerCase(Locale.ROOT);
            Map<String, String> values = new LinkedHashMap<>();
            for (String name : headers.names()) {
                if (name.startsWith(prefix)) {
                    values.put(name.substring(prefix.length()), asUtf8(String.join(",", headers.all(name))));
                }
            }
            if (!values.isEmpty()) {
                field.set(builder, values);
            }
            return;
        }
        String text = headers.firstOrNull(field.locationName());
        if (text == null) {
            return;
        }
        // A date that cannot be read is ignored, as HTTP asks (If-Modified-Since, Expires).
        if (field.marshallingType().getTargetClass() == java.time.Instant.class) {
            try {
                field.set(builder, parse(field, text));
            } catch (InvalidValueException e) {
                return;
            }
        } else {
            set(field, builder, text);
        }
    }

    /** Adds all header fields that are set, but for Content-Length, which the transport writes. */
    public static void addHeaders(Headers.Builder headers, SdkPojo response) {
        Set<String> written = new HashSet<>();
        for (SdkField<?> field : Shape.of(response).fields()) {
            if (field.location() != MarshallLocation.HEADER
                    || field.locationName().equals("Content-Length")) {
                continue;
            }
            Object value = Shape.valueOf(field, response);
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, text) -> headers.add(
                        field.locationName().toLowerCase(Locale.ROOT)
                                + key.toString().toLowerCase(Locale.ROOT),
                        asLatin1(text.toString())));
            } else if (value instanceof List<?> list) {
                List<String> texts = new ArrayList<>();
                list.forEach(element -> texts.add(element.toString()));
                headers.add(field.locationName(), String.join(",", texts));
            } else if (value != null && written.add(field.locationName())) {
                headers.add(field.locationName(), Scalars.format(field, value, Format.RFC_822, true));
            }
        }
    }

    private static String asUtf8(String text) {
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** HTTP headers carry bytes; the transport writes one byte per character, so UTF-8 is spelled out here. */
    private static String asLatin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
