package dev.postern.services.authorization;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One permission that an operation needs.
 *
 * @param action as {@code ec2:RunInstances}
 * @param resource its ARN, or {@code *}
 * @param keys condition keys beyond the global ones
 * @param shown what a refusal calls the resource, where that is not its ARN
 */
record Check(String action, String resource, Map<String, List<String>> keys, Optional<String> shown) {
    Check(String action, String resource, Map<String, List<String>> keys) {
        this(action, resource, keys, Optional.empty());
    }

    static Check of(String action, String resource) {
        return new Check(action, resource, Map.of());
    }

    Check shownAs(String text) {
        return new Check(action, resource, keys, Optional.of(text));
    }

    Check with(Map<String, List<String>> more) {
        Map<String, List<String>> all = new TreeMap<>(keys);
        all.putAll(more);
        return new Check(action, resource, all, shown);
    }
}
