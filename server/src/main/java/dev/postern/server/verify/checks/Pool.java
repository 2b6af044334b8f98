package dev.postern.server.verify.checks;

import dev.postern.policy.Distinctions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Candidates of one kind, of which policies tell apart only some. It remembers what each policy tells apart, and is for one thread.
 *
 * @param <T> the kind
 */
final class Pool<T> {
    private final List<T> all;
    private final Function<T, Object> itself;
    private final BiFunction<Distinctions, T, Object> told;
    private final IdentityHashMap<Distinctions, int[]> classes = new IdentityHashMap<>();
    private int[] own = new int[0];

    /**
     * A pool.
     *
     * @param all those before others are preferred
     * @param itself what tells a candidate apart whatever the policies
     * @param told what a policy tells of a candidate
     */
    Pool(Collection<T> all, Function<T, Object> itself, BiFunction<Distinctions, T, Object> told) {
        this.all = List.copyOf(all);
        this.itself = itself;
        this.told = told;
    }

    List<T> all() {
        return all;
    }

    /** One of each class that some of these policies tell apart. */
    List<T> apart(List<Distinctions> policies) {
        if (own.length != all.size()) {
            own = numbered(itself);
        }
        List<int[]> rows = new ArrayList<>();
        rows.add(own);
        for (Distinctions policy : policies) {
            rows.add(classes.computeIfAbsent(policy, one -> numbered(candidate -> told.apply(one, candidate))));
        }
        Map<Row, T> first = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            int[] row = new int[rows.size()];
            for (int at = 0; at < row.length; at++) {
                row[at] = rows.get(at)[i];
            }
            first.putIfAbsent(new Row(row), all.get(i));
        }
        return List.copyOf(first.values());
    }

    private int[] numbered(Function<T, Object> by) {
        Map<Object, Integer> numbers = new HashMap<>();
        int[] numbered = new int[all.size()];
        for (int i = 0; i < numbered.length; i++) {
            Object key = by.apply(all.get(i));
            Integer known = numbers.putIfAbsent(key, numbers.size());
            numbered[i] = known == null ? numbers.size() - 1 : known;
        }
        return numbered;
    }

    /** The classes of a candidate, one of each policy. */
    private static final class Row {
        private final int[] numbers;

        Row(int[] numbers) {
            this.numbers = numbers;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row row && Arrays.equals(numbers, row.numbers);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(numbers);
        }
    }
}
