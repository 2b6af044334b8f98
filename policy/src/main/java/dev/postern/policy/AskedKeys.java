package dev.postern.policy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The condition keys on which policies depend: those of their conditions, and those of variables in them and in resources. */
public final class AskedKeys {
    private AskedKeys() {}

    /** As the policies spell them, in the order in which they come; of two spellings of one key it is the first. */
    public static List<String> of(Collection<Policy> policies) {
        Map<String, String> keys = new LinkedHashMap<>();
        policies.stream().flatMap(AskedKeys::ofOne).forEach(key -> keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key));
        return List.copyOf(keys.values());
    }

    private static Stream<String> ofOne(Policy policy) {
        return policy.statements().stream()
                .flatMap(statement -> Stream.concat(
                        statement.resources().stream()
                                .flatMap(clause -> clause.templates().stream())
                                .flatMap(template -> template.spelledVariables().stream()),
                        statement.conditions().stream()
                                .flatMap(condition -> Stream.concat(
                                        Stream.of(condition.spelledKey()),
                                        condition.values().stream()
                                                .map(value -> Template.parse(value, policy.version()))
                                                .flatMap(template -> template.spelledVariables().stream())))));
    }
}
