package dev.postern.services.authorization;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Reads requests by the names that their members have in AWS's service model. */
final class RequestFields {
    private RequestFields() {}

    /** A member that is a text. */
    static Optional<String> text(SdkPojo request, String member) {
        return value(request, member).filter(String.class::isInstance).map(String.class::cast);
    }

    /** The text of a member that is a text, a number or a truth value. */
    static Optional<String> scalar(SdkPojo request, String member) {
        return value(request, member).filter(RequestFields::isScalar).map(Object::toString);
    }

    /** The texts of a value: of a scalar its own, of a list those of its elements, of a structure that of its member Value. */
    static List<String> plain(@Nullable Object value) {
        if (value instanceof SdkPojo structure) {
            return scalar(structure, "Value").stream().toList();
        }
        if (value instanceof Collection<?> elements) {
            return elements.stream()
                    .filter(RequestFields::isScalar)
                    .map(Object::toString)
                    .toList();
        }
        return value != null && isScalar(value) ? List.of(value.toString()) : List.of();
    }

    private static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** A member that is a list of texts; empty when it is absent. */
    static List<String> texts(SdkPojo request, String member) {
        return elements(request, member, String.class);
    }

    /** A member that is a structure. */
    static Optional<SdkPojo> structure(SdkPojo request, String member) {
        return value(request, member).filter(SdkPojo.class::isInstance).map(SdkPojo.class::cast);
    }

    /** A member that is a list of structures; empty when it is absent. */
    static List<SdkPojo> structures(SdkPojo request, String member) {
        return elements(request, member, SdkPojo.class);
    }

    private static <E> List<E> elements(SdkPojo request, String member, Class<E> type) {
        return value(request, member)
                .map(value -> value instanceof Collection<?> found ? found : List.of())
                .orElse(List.of())
                .stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The tags in a member that is a list of them. */
    static Map<String, String> tags(SdkPojo request, String member) {
        Map<String, String> tags = new TreeMap<>();
        structures(request, member)
                .forEach(tag -> text(tag, "Key")
                        .ifPresent(key -> tags.put(key, text(tag, "Value").orElse(""))));
        return tags;
    }

    /** A member that is a map of texts; empty when it is absent. */
    static Map<String, String> map(SdkPojo request, String member) {
        Map<String, String> texts = new TreeMap<>();
        value(request, member)
                .map(value -> value instanceof Map<?, ?> found ? found : Map.of())
                .orElse(Map.of())
                .forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    /** A member that is bytes. */
    static Optional<byte[]> bytes(SdkPojo request, String member) {
        return value(request, member).filter(SdkBytes.class::isInstance).map(value -> ((SdkBytes) value).asByteArray());
    }

    private static Optional<Object> value(SdkPojo request, String member) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals(member)) {
                return Optional.ofNullable(field.getValueOrDefault(request));
            }
        }
        return Optional.empty();
    }
}
