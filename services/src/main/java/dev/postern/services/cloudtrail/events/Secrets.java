package dev.postern.services.cloudtrail.events;

import dev.postern.wire.codec.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * Which members of requests and answers no event tells. AWS's service models mark most of them, and the SDK heeds the marks in the
 * texts of its structures, from which they are read here; the others have names that say so. Bytes are never told.
 */
final class Secrets {
    static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
    private static final String MARK = "*** Sensitive Data Redacted ***";

    private static final Set<String> NAMES = Set.of(
            "authenticationcode1",
            "authenticationcode2",
            "granttoken",
            "granttokens",
            "message",
            "newpassword",
            "oldpassword",
            "password",
            "passworddata",
            "plaintext",
            "privatekey",
            "samlassertion",
            "secretaccesskey",
            "sessiontoken",
            "tokencode",
            "userdata",
            "webidentitytoken");

    private static final Map<Class<?>, Set<String>> KNOWN = new ConcurrentHashMap<>();

    private Secrets() {}

    static boolean contains(SdkPojo structure, SdkField<?> field) {
        return KNOWN.computeIfAbsent(structure.getClass(), _ -> of(structure)).contains(field.memberName());
    }

    private static Set<String> of(SdkPojo structure) {
        Set<String> secret = new HashSet<>();
        for (SdkField<?> field : structure.sdkFields()) {
            if (NAMES.contains(field.memberName().toLowerCase(Locale.ROOT)) || isMarked(structure, field)) {
                secret.add(field.memberName());
            }
        }
        return secret;
    }

    /** Asks the text of a structure that has nothing but the one member. */
    private static boolean isMarked(SdkPojo structure, SdkField<?> field) {
        Object sample = sample(field);
        if (sample == null || !(structure instanceof ToCopyableBuilder<?, ?> copyable)) {
            return false;
        }
        SdkPojo builder = (SdkPojo) copyable.toBuilder();
        structure.sdkFields().forEach(other -> other.set(builder, null));
        field.set(builder, sample);
        return Shape.build(builder).toString().contains(MARK);
    }

    private static @Nullable Object sample(SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> "x";
            case LIST -> List.of();
            case MAP -> Map.of();
            case SDK_BYTES -> SdkBytes.fromUtf8String("x");
            case SDK_POJO -> Shape.build(field.constructor().get());
            case INTEGER -> 1;
            case LONG -> 1L;
            case BOOLEAN -> true;
            default -> null; // numbers and times of other kinds: no model marks any
        };
    }
}
