package dev.postern.policy.analysis;

import java.util.List;

/**
 * Where in a document something is: by the way to it through the JSON, and by line and column.
 *
 * @param path from the document's root
 * @see <a href="https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Location.html">Location</a>
 */
public record Location(List<Step> path, Span span) {
    public Location {
        path = List.copyOf(path);
    }

    /** One step from a value into it. */
    public sealed interface Step {
        /** To the name of a member itself. */
        record Key(String name) implements Step {}

        /** To the value of a member. */
        record Value(String name) implements Step {}

        /** To an element of an array, from 0. */
        record Index(int index) implements Step {}
    }
}
