package dev.postern.model;

import java.util.Comparator;

/**
 * Which entity of its class.
 *
 * @param key as {@link Entity#key}
 */
public record Ref(Scope scope, String key) implements Comparable<Ref> {
    private static final Comparator<Ref> ORDER =
            Comparator.comparing(Ref::scope).thenComparing(Ref::key);

    static Ref to(Entity entity) {
        return new Ref(entity.scope(), entity.key());
    }

    @Override
    public int compareTo(Ref other) {
        return ORDER.compare(this, other);
    }
}
