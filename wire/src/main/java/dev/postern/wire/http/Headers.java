package dev.postern.wire.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order of their appearance; names are compared without case. Immutable.
 *
 * <p>A request has few fields, so they are kept in one array and searched: this is on the hot path.
 */
public final class Headers {
    public static final Headers NONE = new Headers(new String[0]);

    /** Lower-case names and values in turn. */
    private final String[] fields;

    private Headers(String[] fields) {
        this.fields = fields;
    }

    public static Headers of(String... namesAndValues) {
        String[] fields = namesAndValues.clone();
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = fields[i].toLowerCase(Locale.ROOT);
        }
        return new Headers(fields);
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean isEmpty() {
        return fields.length == 0;
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(firstOrNull(name));
    }

    /** As {@link #first}, for the hot path. */
    public @Nullable String firstOrNull(String name) {
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /** Whether a field came more than once. */
    public boolean isRepeated(String name) {
        int count = 0;
        for (int i = 0; i < fields.length; i += 2) {
            count += fields[i].equalsIgnoreCase(name) ? 1 : 0;
        }
        return count > 1;
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                values.add(fields[i + 1]);
            }
        }
        return values;
    }

    /** Lower-case names, each once. */
    public Iterable<String> names() {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        for (int i = 0; i < fields.length; i += 2) {
            names.add(fields[i]);
        }
        return names;
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < fields.length; i += 2) {
            action.accept(fields[i], fields[i + 1]);
        }
    }

    /**
     * These and others behind them.
     *
     * @param namesAndValues names in lower case
     */
    public Headers and(String... namesAndValues) {
        String[] all = Arrays.copyOf(fields, fields.length + namesAndValues.length);
        System.arraycopy(namesAndValues, 0, all, fields.length, namesAndValues.length);
        return new Headers(all);
    }

    public Headers with(String name, String value) {
        Builder builder = new Builder();
        String lower = name.toLowerCase(Locale.ROOT);
        forEach((n, v) -> {
            if (!n.equals(lower)) {
                builder.add(n, v);
            }
        });
        return builder.add(name, value).build();
    }

    @Override
    public String toString() {
        return Arrays.toString(fields);
    }

    /** Collects fields. */
    public static final class Builder {
        private String[] fields = new String[32];
        private int size;

        private Builder() {}

        public Builder add(String name, String value) {
            if (size == fields.length) {
                fields = Arrays.copyOf(fields, size * 2);
            }
            fields[size++] = lower(name);
            fields[size++] = value;
            return this;
        }

        /** Nearly all names are in lower case already, and have to be looked at only. */
        private static String lower(String name) {
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                if (c > 0x7f || (c >= 'A' && c <= 'Z')) {
                    return name.toLowerCase(Locale.ROOT);
                }
            }
            return name;
        }

        public Headers build() {
            return size == 0 ? NONE : new Headers(Arrays.copyOf(fields, size));
        }
    }
}
