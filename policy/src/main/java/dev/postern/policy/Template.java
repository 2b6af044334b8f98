package dev.postern.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of a policy, which may contain policy variables, as {@code arn:aws:s3:::home/${aws:username}/*}.
 *
 * <p>A variable's value always stands for itself: a star in a user's name is no wildcard. An empty value is none, and a key that
 * requests have with any number of values is no variable.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">Variables and
 *     tags</a>
 */
final class Template {
    /** Not a character (Unicode has sixty-six that are none), so that no name has it. */
    private static final char SYMBOL = '\uffff';

    private final String source;
    private final List<Part> parts;
    private final boolean constant;
    private final Optional<Glob> constantGlob;
    private final Optional<String> constantText;

    /** The condition keys of its variables, as the policy spells them. */
    private final List<String> spelledVariables;

    /** The same in lower case. */
    private final List<String> variables;

    /** What it was for the last values of its variables: one caller's are the same in request after request. */
    private @Nullable Filled last;

    /** With what each text begins that it can match, whatever its variables are. */
    private final String start;

    /** Threads may lose what others remember, and never see half of it. */
    private record Filled(List<String> values, Optional<Glob> glob) {}

    private sealed interface Part {}

    /** Text as the policy has it; its stars and question marks are wildcards where wildcards are allowed. */
    private record Plain(String text) implements Part {}

    /** Text that stands for itself: {@code ${*}}, {@code ${?}}, {@code ${$}}. */
    private record Literal(String text) implements Part {}

    private record Variable(String key, String lowerCaseKey, boolean multivalued, Optional<String> defaultValue)
            implements Part {
        static Variable of(String key, Optional<String> defaultValue) {
            String lowerCaseKey = key.toLowerCase(Locale.ROOT);
            return new Variable(key, lowerCaseKey, Condition.isMultivalued(lowerCaseKey), defaultValue);
        }
    }

    private Template(String source, List<Part> parts) {
        this.source = source;
        this.parts = parts;
        this.constant = parts.stream().noneMatch(Variable.class::isInstance);
        this.constantGlob = constant ? Optional.of(buildGlob(List.of())) : Optional.empty();
        this.constantText = constant ? buildText(ConditionContext.EMPTY) : Optional.empty();
        this.spelledVariables = parts.stream()
                .filter(Variable.class::isInstance)
                .map(part -> ((Variable) part).key())
                .toList();
        this.variables = spelledVariables.stream()
                .map(key -> key.toLowerCase(Locale.ROOT))
                .toList();
        this.start = widest().start();
    }

    static Template parse(String source, LanguageVersion version) {
        if (version == LanguageVersion.V2008_10_17 || !source.contains("${")) {
            return new Template(source, List.of(new Plain(source)));
        }
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < source.length()) {
            int open = source.indexOf("${", at);
            int close = open < 0 ? -1 : source.indexOf('}', open);
            if (close < 0) {
                parts.add(new Plain(source.substring(at)));
                break;
            }
            if (open > at) {
                parts.add(new Plain(source.substring(at, open)));
            }
            parts.add(variable(source.substring(open + 2, close)));
            at = close + 1;
        }
        return new Template(source, List.copyOf(parts));
    }

    private static Part variable(String inside) {
        String name = inside.strip();
        if (name.equals("*") || name.equals("?") || name.equals("$")) {
            return new Literal(name);
        }
        int comma = name.indexOf(',');
        if (comma < 0) {
            return Variable.of(name, Optional.empty());
        }
        String value = name.substring(comma + 1).strip();
        boolean quoted = value.length() >= 2 && value.startsWith("'") && value.endsWith("'");
        return Variable.of(
                name.substring(0, comma).strip(), Optional.of(quoted ? value.substring(1, value.length() - 1) : value));
    }

    /** Whether the value is the same for every request. */
    boolean isConstant() {
        return constant;
    }

    /** Whether it is known of all its variables which values they have, be it none. */
    boolean isKnown(ConditionContext context) {
        for (String variable : variables) {
            if (!context.knows(variable)) {
                return false;
            }
        }
        return true;
    }

    /** The condition keys of its variables, in lower case. */
    List<String> variables() {
        return variables;
    }

    /** The condition keys of its variables, as the policy spells them. */
    List<String> spelledVariables() {
        return spelledVariables;
    }

    /** Whether a text begins as all do that it matches: if not, its variables need not be looked at. */
    boolean canMatch(String text) {
        return text.startsWith(start);
    }

    /** The value as a pattern; none when a variable has no value in this request. */
    Optional<Glob> glob(ConditionContext context) {
        return constant ? constantGlob : filled(context);
    }

    private Optional<Glob> filled(ConditionContext context) {
        List<String> values = new ArrayList<>(variables.size());
        for (Part part : parts) {
            if (part instanceof Variable variable) {
                Optional<String> value = valueOf(variable, context);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value.get());
            }
        }
        Filled known = last;
        if (known == null || !known.values().equals(values)) {
            known = new Filled(values, Optional.of(buildGlob(values)));
            last = known;
        }
        return known.glob();
    }

    /** What it can be, whatever its variables are. */
    Glob widest() {
        Glob.Builder builder = new Glob.Builder();
        for (Part part : parts) {
            switch (part) {
                case Plain(String text) -> builder.pattern(text);
                case Literal(String text) -> builder.literal(text);
                case Variable _ -> builder.pattern("*");
            }
        }
        return builder.build();
    }

    /** What it can be where each of its variables has a value that no policy can write: one of two templates matches that of the other only by the same variable, or a star. */
    Glob symbolic() {
        Glob.Builder builder = new Glob.Builder();
        for (Part part : parts) {
            switch (part) {
                case Plain(String text) -> builder.pattern(text);
                case Literal(String text) -> builder.literal(text);
                case Variable variable ->
                    builder.literal(SYMBOL
                            + variable.lowerCaseKey()
                            + SYMBOL
                            + variable.defaultValue()
                                    .map(value -> SYMBOL + value)
                                    .orElse("")
                            + SYMBOL);
            }
        }
        return builder.build();
    }

    /** The value as plain text; none when a variable has no value in this request. */
    Optional<String> text(ConditionContext context) {
        return constant ? constantText : buildText(context);
    }

    /** @param values of its variables, in order */
    private Glob buildGlob(List<String> values) {
        Glob.Builder builder = new Glob.Builder();
        int at = 0;
        for (Part part : parts) {
            switch (part) {
                case Plain(String text) -> builder.pattern(text);
                case Literal(String text) -> builder.literal(text);
                case Variable _ -> builder.literal(values.get(at++));
            }
        }
        return builder.build();
    }

    private Optional<String> buildText(ConditionContext context) {
        StringBuilder builder = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Plain(String text) -> builder.append(text);
                case Literal(String text) -> builder.append(text);
                case Variable variable -> {
                    Optional<String> value = valueOf(variable, context);
                    if (value.isEmpty()) {
                        return Optional.empty();
                    }
                    builder.append(value.get());
                }
            }
        }
        return Optional.of(builder.toString());
    }

    private static Optional<String> valueOf(Variable variable, ConditionContext context) {
        if (!variable.multivalued()) {
            List<String> values = context.values(variable.lowerCaseKey());
            if (values.size() == 1 && !values.getFirst().isEmpty()) {
                return Optional.of(values.getFirst());
            }
        }
        return variable.defaultValue();
    }

    @Override
    public String toString() {
        return source;
    }
}
