package dev.postern.services.authorization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Reads requests by the names that their members have in AWS's service model. */
final class RequestFields {
    private RequestFields() {}

    /** A member that is a text. */
    static Optional<String> text(SdkPojo request, String member) {
        return value(request, member).filter(String.class::isInstance).map(String.class::cast);
    }

    /** A member that is a list of texts; empty when it is absent. */
    static List<String> texts(SdkPojo request, String member) {
        List<String> found = new ArrayList<>();
        value(request, member).ifPresent(value -> {
            if (value instanceof Collection<?> elements) {
                elements.forEach(element -> {
                    if (element instanceof String text) {
                        found.add(text);
                    }
                });
            }
        });
        return found;
    }

    /** A member that is a structure. */
    static Optional<SdkPojo> structure(SdkPojo request, String member) {
        return value(request, member).filter(SdkPojo.class::isInstance).map(SdkPojo.class::cast);
    }

    /** A member that is a list of structures; empty when it is absent. */
    static List<SdkPojo> structures(SdkPojo request, String member) {
        List<SdkPojo> found = new ArrayList<>();
        value(request, member).ifPresent(value -> {
            if (value instanceof Collection<?> elements) {
                elements.forEach(element -> {
                    if (element instanceof SdkPojo pojo) {
                        found.add(pojo);
                    }
                });
            }
        });
        return found;
    }

    /** Every text anywhere in the request. */
    static List<String> allTexts(SdkPojo request) {
        List<String> texts = new ArrayList<>();
        collect(request, texts);
        return texts;
    }

    /** The tags that a request puts on what it makes or changes. */
    static Map<String, String> tags(SdkPojo request) {
        Map<String, String> tags = new TreeMap<>();
        addTags(structures(request, "Tags"), tags);
        for (SdkPojo specification : structures(request, "TagSpecifications")) {
            addTags(structures(specification, "Tags"), tags);
        }
        return tags;
    }

    private static void addTags(List<SdkPojo> from, Map<String, String> tags) {
        from.forEach(tag -> text(tag, "Key")
                .ifPresent(key -> tags.put(key, text(tag, "Value").orElse(""))));
    }

    private static Optional<Object> value(SdkPojo request, String member) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals(member)) {
                return Optional.ofNullable(field.getValueOrDefault(request));
            }
        }
        return Optional.empty();
    }

    private static void collect(@Nullable Object value, List<String> texts) {
        if (value instanceof String text) {
            texts.add(text);
        } else if (value instanceof SdkPojo pojo) {
            pojo.sdkFields().forEach(field -> collect(field.getValueOrDefault(pojo), texts));
        } else if (value instanceof Collection<?> elements) {
            elements.forEach(element -> collect(element, texts));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collect(element, texts));
        }
    }
}
