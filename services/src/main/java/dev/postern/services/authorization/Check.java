package dev.postern.services.authorization;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One permission that an operation needs.
 *
 * @param action as {@code ec2:RunInstances}
 * @param resource its ARN, or {@code *}
 * @param keys condition keys beyond the global ones
 */
record Check(String action, String resource, Map<String, List<String>> keys) {
    static Check of(String action, String resource) {
        return new Check(action, resource, Map.of());
    }

    Check with(Map<String, List<String>> more) {
        Map<String, List<String>> all = new TreeMap<>(keys);
        all.putAll(more);
        return new Check(action, resource, all);
    }
}
