package dev.postern.services.dynamodb;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that expressions mention. It looks for their names alone: what is wrong with an expression is told after the policies
 * were asked.
 */
final class Mentions {
    /** A name that is no value, no function, and not below another. */
    private static final Pattern NAME =
            Pattern.compile("(?<![:#.\\w])(#?[A-Za-z_][A-Za-z0-9_]*|#\\w+)(?!\\w)(?!\\s*\\()");

    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE");

    private final Map<String, String> names;
    private final Set<String> found = new TreeSet<>();

    /**
     * Nothing yet.
     *
     * @param names the placeholders of the request
     */
    Mentions(Map<String, String> names) {
        this.names = names;
    }

    Mentions in(@Nullable String expression) {
        Matcher matcher = NAME.matcher(Objects.requireNonNullElse(expression, ""));
        while (matcher.find()) {
            String name = matcher.group(1);
            if (name.startsWith("#")) {
                found.add(names.getOrDefault(name, name));
            } else if (!KEYWORDS.contains(name.toUpperCase(Locale.ROOT))) {
                found.add(name);
            }
        }
        return this;
    }

    Mentions of(Collection<String> attributes) {
        found.addAll(attributes);
        return this;
    }

    Set<String> all() {
        return found;
    }
}
