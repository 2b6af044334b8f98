package dev.postern.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A resource's tags, ordered by key.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html">Tag your EC2 resources</a>
 */
public record Tags(SortedMap<String, String> values) {
    public static final Tags NONE = new Tags(new TreeMap<>());

    public Tags {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Tags of(Map<String, String> values) {
        return new Tags(new TreeMap<>(values));
    }

    /** These tags with the others put over them. */
    public Tags plus(Map<String, String> others) {
        TreeMap<String, String> merged = new TreeMap<>(values);
        merged.putAll(others);
        return new Tags(merged);
    }

    public Tags minus(String key) {
        TreeMap<String, String> rest = new TreeMap<>(values);
        rest.remove(key);
        return new Tags(rest);
    }
}
