package dev.postern.services.ec2.call;

import dev.postern.model.Tags;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * The filters of one describe operation: which name selects by which of an item's values.
 *
 * <p>An item passes when every filter has a value that matches one of the item's; an unknown filter is an error.
 *
 * @param <T> the items
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html">List and filter using the
 *     CLI and API</a>
 */
public final class Filters<T> {
    private static final int FILTERS_MAX = 50;
    private static final int VALUES_MAX = 200;
    private static final int LENGTH_MAX = 255;

    private final Map<String, Function<T, Stream<String>>> byName = new HashMap<>();
    private Function<T, Tags> tags = item -> Tags.NONE;

    /** A filter by a value that every item has. */
    public Filters<T> one(String name, Function<T, ?> value) {
        return many(name, item -> Stream.of(value.apply(item)));
    }

    /** A filter by a value that an item may have. */
    public Filters<T> some(String name, Function<T, ? extends Optional<?>> value) {
        return many(name, item -> value.apply(item).stream());
    }

    /** A filter by any of several values. */
    public Filters<T> many(String name, Function<T, ? extends Stream<?>> values) {
        byName.put(name, item -> values.apply(item).map(Object::toString));
        return this;
    }

    /** Filters by what nothing has here: they are known, and find nothing. */
    public Filters<T> none(String... names) {
        for (String name : names) {
            many(name, item -> Stream.empty());
        }
        return this;
    }

    /** The filters {@code tag:KEY}, {@code tag-key} and {@code tag-value}. */
    public Filters<T> tags(Function<T, Tags> tagsOf) {
        tags = tagsOf;
        many("tag-key", item -> tagsOf.apply(item).values().keySet().stream());
        return many("tag-value", item -> tagsOf.apply(item).values().values().stream());
    }

    public List<T> apply(List<Filter> filters, Collection<? extends T> items) {
        check(filters);
        Predicate<T> passes = item -> true;
        for (Filter filter : filters) {
            Function<T, Stream<String>> values = valuesOf(filter.name());
            List<String> patterns = filter.values();
            passes = passes.and(item -> values.apply(item)
                    .anyMatch(value -> patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, value))));
        }
        return items.stream().<T>map(item -> item).filter(passes).toList();
    }

    /**
     * Refuses filters that no operation takes: too many or too long ones, and those without a name. One without values is none of
     * them: it finds nothing.
     */
    public static void check(List<Filter> filters) {
        if (filters.size() > FILTERS_MAX) {
            throw Ec2Error.FILTER_COUNT.of(FILTERS_MAX);
        }
        if (filters.stream().mapToInt(f -> f.values().size()).sum() > VALUES_MAX) {
            throw Ec2Error.FILTER_VALUE_COUNT.of(VALUES_MAX);
        }
        for (Filter filter : filters) {
            String name = filter.name();
            if (name == null || name.isEmpty()) {
                throw Ec2Error.INVALID_FILTER.of(String.valueOf(name));
            }
            if (name.length() > LENGTH_MAX) {
                throw Ec2Error.FILTER_LENGTH.of("name", LENGTH_MAX);
            }
            if (filter.values().stream().anyMatch(value -> value.length() > LENGTH_MAX)) {
                throw Ec2Error.FILTER_LENGTH.of("value", LENGTH_MAX);
            }
        }
    }

    private Function<T, Stream<String>> valuesOf(String name) {
        if (name.startsWith("tag:")) {
            String key = name.substring("tag:".length());
            return item -> Optional.ofNullable(tags.apply(item).values().get(key)).stream();
        }
        @Nullable Function<T, Stream<String>> values = byName.get(name);
        if (values == null) {
            throw Ec2Error.INVALID_FILTER.of(name);
        }
        return values;
    }
}
