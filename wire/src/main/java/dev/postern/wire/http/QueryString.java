package dev.postern.wire.http;

import dev.postern.wire.codec.Parameters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request: as it came, and what it says. Who verifies a request, who finds its operation and who serves it all
 * look at its parameters; they are read once, when the first of them asks. Immutable to whoever looks.
 */
public final class QueryString {
    private final String text;

    /** Read twice if two threads ask at once, which is as good: what they get is the same. */
    private @Nullable Parameters parameters;

    /** @param text raw, without a question mark; may be empty */
    public QueryString(String text) {
        this.text = text;
    }

    /** As it came. */
    public String text() {
        return text;
    }

    /**
     * What it says; the first of two equal names counts.
     *
     * @throws dev.postern.wire.codec.InvalidValueException if there are too many
     */
    public Parameters parameters() {
        Parameters known = parameters;
        if (known == null) {
            known = Parameters.parse(text);
            parameters = known;
        }
        return known;
    }

    /** The value of a parameter; empty where it is not there. */
    public Optional<String> find(String name) {
        return text.isEmpty() ? Optional.empty() : parameters().find(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueryString query && query.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
