package dev.postern.services.ec2.call;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;

/** Attributes as requests change them and answers show them: a value in an element of its own. */
public final class Attributes {
    private static final int TEXT_MAX = 255;

    private Attributes() {}

    public static AttributeBooleanValue of(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }

    public static AttributeValue of(String value) {
        return AttributeValue.builder().value(value).build();
    }

    /**
     * Refuses a request that changes several attributes at once, or none.
     *
     * @param others members of the request that are no attributes
     */
    public static void requireOne(SdkPojo request, Set<String> others) {
        List<String> given = request.sdkFields().stream()
                .filter(field -> isGiven(field.getValueOrDefault(request)))
                .map(SdkField::memberName)
                .filter(name -> !others.contains(name))
                .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1))
                .toList();
        if (given.isEmpty()) {
            throw Ec2Error.NO_ATTRIBUTES.of();
        }
        if (given.size() > 1) {
            throw Ec2Error.SEVERAL_ATTRIBUTES.of(String.join(", ", given));
        }
    }

    private static boolean isGiven(@Nullable Object value) {
        return value instanceof List<?> list ? !list.isEmpty() : value != null;
    }

    /** What a request says, or what was before when it says nothing. */
    public static boolean flag(@Nullable AttributeBooleanValue given, boolean old) {
        Boolean value = given == null ? null : given.value();
        return value == null ? old : value;
    }

    /** A description, or an empty one when a request gives none. */
    public static String description(@Nullable String given) {
        return given == null ? "" : checked(given, "description");
    }

    /** Refuses a text that is longer than EC2 keeps. */
    public static String checked(String text, String parameter) {
        if (text.codePointCount(0, text.length()) > TEXT_MAX) {
            throw Ec2Error.TEXT_TOO_LONG.of(text, parameter, TEXT_MAX);
        }
        return text;
    }

    /** What a request says, or what was before when it says nothing. */
    public static String text(@Nullable AttributeValue given, String old) {
        String value = given == null ? null : given.value();
        return value == null ? old : value;
    }
}
