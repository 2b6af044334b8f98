package dev.postern.policy;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One value of a condition, compiled: whether the request's value matches it. Negated operators share the matcher of
 * the positive ones.
 */
@FunctionalInterface
interface ValueMatcher {
    boolean matches(String actual, ConditionContext context);

    /** How many colon-separated parts an ARN has. */
    int ARN_PARTS = 6;

    static ValueMatcher compile(ConditionOperator operator, Template value) {
        return switch (operator) {
            case STRING_EQUALS, STRING_NOT_EQUALS -> text(value);
            case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE ->
                typed(value, ValueMatcher::lower, ValueMatcher::lower, String::equals);
            case STRING_LIKE, STRING_NOT_LIKE ->
                (actual, context) ->
                        value.glob(context).map(glob -> glob.matches(actual)).orElse(false);
            case NUMERIC_EQUALS, NUMERIC_NOT_EQUALS -> numeric(value, order -> order == 0);
            case NUMERIC_LESS_THAN -> numeric(value, order -> order < 0);
            case NUMERIC_LESS_THAN_EQUALS -> numeric(value, order -> order <= 0);
            case NUMERIC_GREATER_THAN -> numeric(value, order -> order > 0);
            case NUMERIC_GREATER_THAN_EQUALS -> numeric(value, order -> order >= 0);
            case DATE_EQUALS, DATE_NOT_EQUALS -> date(value, order -> order == 0);
            case DATE_LESS_THAN -> date(value, order -> order < 0);
            case DATE_LESS_THAN_EQUALS -> date(value, order -> order <= 0);
            case DATE_GREATER_THAN -> date(value, order -> order > 0);
            case DATE_GREATER_THAN_EQUALS -> date(value, order -> order >= 0);
            case BOOL, NULL -> typed(value, ValueMatcher::bool, ValueMatcher::bool, Boolean::equals);
            case BINARY_EQUALS -> typed(value, ValueMatcher::bytes, ValueMatcher::bytes, Arrays::equals);
            case IP_ADDRESS, NOT_IP_ADDRESS ->
                typed(value, AddressBlock::find, new Remembered<>(Ip::find), Cidr::contains);
            case ARN_EQUALS, ARN_NOT_EQUALS, ARN_LIKE, ARN_NOT_LIKE -> arn(value);
        };
    }

    private static ValueMatcher text(Template value) {
        if (value.isConstant()) {
            String constant = value.text(ConditionContext.EMPTY).orElseThrow();
            return (actual, _) -> actual.equals(constant);
        }
        return (actual, context) -> value.text(context).filter(actual::equals).isPresent();
    }

    /** Parses the policy's value once if it is constant, and the request's each time; what does not parse never matches. */
    private static <P, A> ValueMatcher typed(
            Template value,
            Function<String, Optional<P>> parsePolicy,
            Function<String, Optional<A>> parseActual,
            BiPredicate<P, A> test) {
        Optional<P> constant =
                value.isConstant() ? value.text(ConditionContext.EMPTY).flatMap(parsePolicy) : Optional.empty();
        return (actual, context) -> {
            Optional<P> expected =
                    value.isConstant() ? constant : value.text(context).flatMap(parsePolicy);
            if (expected.isEmpty()) {
                return false;
            }
            return parseActual
                    .apply(actual)
                    .filter(a -> test.test(expected.get(), a))
                    .isPresent();
        };
    }

    /**
     * Remembers what the last text was read as, since one caller's address or ARN comes with request after request. Threads may lose what
     * others remember, and never see half of it.
     */
    final class Remembered<A> implements Function<String, A> {
        private final Function<String, A> read;
        private @Nullable Last<A> last;

        private record Last<A>(String text, A value) {}

        Remembered(Function<String, A> read) {
            this.read = read;
        }

        @Override
        public A apply(String text) {
            Last<A> known = last;
            if (known == null || !known.text().equals(text)) {
                known = new Last<>(text, read.apply(text));
                last = known;
            }
            return known.value();
        }
    }

    private static ValueMatcher numeric(Template value, IntPredicate order) {
        return typed(
                value,
                ValueMatcher::number,
                ValueMatcher::number,
                (expected, actual) -> order.test(actual.compareTo(expected)));
    }

    private static ValueMatcher date(Template value, IntPredicate order) {
        return typed(
                value,
                PolicyDates::find,
                PolicyDates::find,
                (Instant expected, Instant actual) -> order.test(actual.compareTo(expected)));
    }

    /**
     * Each of an ARN's six parts is matched by itself, so that a star never reaches over a colon. What has fewer parts is no ARN,
     * and no match, be it the same text.
     */
    private static ValueMatcher arn(Template value) {
        Optional<List<Glob>> constant =
                value.isConstant() ? value.glob(ConditionContext.EMPTY).map(ValueMatcher::arnParts) : Optional.empty();
        Remembered<List<String>> partsOf = new Remembered<>(actual -> List.of(actual.split(":", ARN_PARTS)));
        return (actual, context) -> {
            Optional<List<Glob>> expected =
                    value.isConstant() ? constant : value.glob(context).map(ValueMatcher::arnParts);
            return expected.isPresent() && matchesArn(expected.get(), actual, partsOf.apply(actual));
        };
    }

    private static List<Glob> arnParts(Glob glob) {
        return glob.split(':', ARN_PARTS);
    }

    private static boolean matchesArn(List<Glob> globs, String actual, List<String> parts) {
        if (globs.size() == 1) {
            return globs.getFirst().isStar(0) && globs.getFirst().matches(actual); // a star alone is for any ARN
        }
        if (globs.size() != ARN_PARTS || parts.size() != ARN_PARTS) {
            return false;
        }
        for (int i = 0; i < ARN_PARTS; i++) {
            if (!globs.get(i).matches(parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * AWS compares the lower-case forms and nothing else: of the letters that share an upper-case form, as dotless i and i,
     * it takes none for another.
     */
    private static Optional<String> lower(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }

    static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<byte[]> bytes(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a policy may have a value. AWS takes what can never match, a typo in a date or an address, and refuses only
     * bytes that are none.
     */
    static boolean isAccepted(ConditionOperator operator, String value) {
        return operator != ConditionOperator.BINARY_EQUALS
                || value.contains("${")
                || bytes(value).isPresent();
    }

    /** Whether a value is an address or a block; S3 looks at those of a bucket's policy. */
    static boolean isAddress(String value) {
        return value.contains("${") || AddressBlock.find(value).isPresent();
    }
}
