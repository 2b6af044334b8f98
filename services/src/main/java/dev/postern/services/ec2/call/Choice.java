package dev.postern.services.ec2.call;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A parameter that is one of a few words. */
public final class Choice {
    private Choice() {}

    /**
     * What a required parameter says.
     *
     * @param wireName how EC2 writes one of them
     */
    public static <E extends Enum<E>> E require(
            @Nullable String text, String parameter, Class<E> of, Function<E, String> wireName) {
        if (text == null || text.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of(parameter);
        }
        return Arrays.stream(of.getEnumConstants())
                .filter(one -> wireName.apply(one).equals(text))
                .findFirst()
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + text + ") for parameter " + parameter + " is invalid."));
    }
}
