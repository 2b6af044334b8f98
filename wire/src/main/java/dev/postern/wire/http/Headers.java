package dev.postern.wire.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header fields in the order of their first appearance; names are compared without case. Immutable. */
public final class Headers {
    public static final Headers NONE = new Headers(new LinkedHashMap<>());

    private final Map<String, List<String>> values;

    private Headers(Map<String, List<String>> values) {
        this.values = values;
    }

    public static Headers of(String... namesAndValues) {
        Builder builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    public Optional<String> first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    public List<String> all(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Lower-case names. */
    public Iterable<String> names() {
        return values.keySet();
    }

    public void forEach(BiConsumer<String, String> action) {
        values.forEach((name, all) -> all.forEach(value -> action.accept(name, value)));
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
        return values.toString();
    }

    /** Collects fields. */
    public static final class Builder {
        private final Map<String, List<String>> values = new LinkedHashMap<>();

        private Builder() {}

        public Builder add(String name, String value) {
            values.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(value);
            return this;
        }

        public Headers build() {
            Map<String, List<String>> copy = new LinkedHashMap<>();
            values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
            return new Headers(Collections.unmodifiableMap(copy));
        }
    }
}
