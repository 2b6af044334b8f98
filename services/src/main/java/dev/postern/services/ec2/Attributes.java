package dev.postern.services.ec2;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;

/** Attributes as requests change them and answers show them: a value in an element of its own. */
final class Attributes {
    private Attributes() {}

    static AttributeBooleanValue of(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }

    static AttributeValue of(String value) {
        return AttributeValue.builder().value(value).build();
    }

    /** What a request says, or what was before when it says nothing. */
    static boolean flag(@Nullable AttributeBooleanValue given, boolean old) {
        Boolean value = given == null ? null : given.value();
        return value == null ? old : value;
    }

    /** What a request says, or what was before when it says nothing. */
    static String text(@Nullable AttributeValue given, String old) {
        String value = given == null ? null : given.value();
        return value == null ? old : value;
    }
}
