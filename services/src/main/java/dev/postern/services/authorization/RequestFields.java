package dev.postern.services.authorization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Reads requests by the names that their members have in AWS's service model. */
final class RequestFields {
    /** Members that name resources, beside those that are called {@code VpcId} or {@code InstanceIds}. */
    private static final Set<String> NAMES_RESOURCES = Set.of("Resources", "Groups", "GroupSet");

    /** Members that speak of something without acting on it. */
    private static final Set<String> SPEAKING =
            Set.of("Tags", "TagSpecifications", "Filters", "IpPermissions", "SecurityGroupRuleDescriptions");

    private RequestFields() {}

    /** A member that is a text. */
    static Optional<String> text(SdkPojo request, String member) {
        return value(request, member).filter(String.class::isInstance).map(String.class::cast);
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

    /**
     * The resources that a request names: the texts of members whose name says that they are ids. What people write in tags,
     * descriptions, filters and tokens names none, and neither do the groups and lists that a rule speaks of.
     */
    static List<String> resources(SdkPojo request) {
        List<String> texts = new ArrayList<>();
        request.sdkFields().forEach(field -> collect(field, field.getValueOrDefault(request), texts));
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

    private static boolean namesResources(String member) {
        return member.endsWith("Id") || member.endsWith("Ids") || NAMES_RESOURCES.contains(member);
    }

    private static Optional<Object> value(SdkPojo request, String member) {
        for (SdkField<?> field : request.sdkFields()) {
            if (field.memberName().equals(member)) {
                return Optional.ofNullable(field.getValueOrDefault(request));
            }
        }
        return Optional.empty();
    }

    private static void collect(SdkField<?> field, @Nullable Object value, List<String> texts) {
        if (SPEAKING.contains(field.memberName())) {
            return;
        }
        if (value instanceof String text) {
            if (namesResources(field.memberName())) {
                texts.add(text);
            }
        } else if (value instanceof SdkPojo pojo) {
            pojo.sdkFields().forEach(member -> collect(member, member.getValueOrDefault(pojo), texts));
        } else if (value instanceof Collection<?> elements) {
            elements.forEach(element -> collect(field, element, texts));
        }
    }
}
