package dev.postern.wire.protocol;

import dev.postern.model.Resource;
import dev.postern.wire.codec.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * What AWS's service model says and the SDK's classes do not: the exact names of all operations, and the constraints of
 * their members. {@code service-model.py} writes the files.
 */
public final class ServiceModel {
    /** A model that knows nothing: names come from the SDK's classes, and nothing is required. */
    public static final ServiceModel NONE = new ServiceModel(Map.of(), Map.of(), Set.of(), Set.of(), List.of());

    private final Map<String, String> namesByLowerCase;
    private final Map<String, Constraints> constraints;
    private final Set<String> emptyResults;
    private final Set<String> unsigned;
    private final List<HttpRoute> routes;

    private ServiceModel(
            Map<String, String> namesByLowerCase,
            Map<String, Constraints> constraints,
            Set<String> emptyResults,
            Set<String> unsigned,
            List<HttpRoute> routes) {
        this.namesByLowerCase = namesByLowerCase;
        this.constraints = constraints;
        this.emptyResults = emptyResults;
        this.unsigned = unsigned;
        this.routes = routes;
    }

    /**
     * A constraint on a member.
     *
     * @param path member names with dots between; lists are passed through
     * @param min of a text's or list's length, or of a number
     */
    record Constraint(
            String path,
            boolean required,
            @Nullable Long min,
            @Nullable Long max,
            String pattern,
            List<String> values) {
        static Constraint parse(String line) {
            String[] columns = Arrays.copyOf(line.strip().split("\t"), 6);
            return new Constraint(
                    columns[0],
                    "!".equals(columns[1]),
                    number(columns[2]),
                    number(columns[3]),
                    columns[4] == null ? "" : columns[4],
                    columns[5] == null ? List.of() : List.of(columns[5].split(",", -1)));
        }

        private static @Nullable Long number(@Nullable String text) {
            return text == null || text.isEmpty() ? null : Long.valueOf(text);
        }
    }

    /** The constraints of an operation, which are not looked into before somebody asks for it: there are thousands in all. */
    private static final class Constraints {
        private final List<String> lines;
        private volatile @Nullable List<Constraint> parsed;

        Constraints(List<String> lines) {
            this.lines = lines;
        }

        List<Constraint> list() {
            List<Constraint> known = parsed;
            if (known == null) {
                known = lines.stream().map(Constraint::parse).toList();
                parsed = known;
            }
            return known;
        }
    }

    /** A constraint that a request does not satisfy. */
    public sealed interface Violation {
        /** A member that must be there is not. */
        record Missing(String path, String wireName) implements Violation {}

        /**
         * A member's value is not one that it may have.
         *
         * @param value null for bytes, which are never shown
         */
        record Unacceptable(String path, @Nullable String value, String constraint, String pattern)
                implements Violation {}
    }

    /** The model of a service by the name with which its requests are signed. */
    public static ServiceModel load(String service) {
        Map<String, String> names = new HashMap<>();
        Map<String, Constraints> constraints = new HashMap<>();
        Set<String> emptyResults = new HashSet<>();
        Set<String> unsigned = new HashSet<>();
        List<HttpRoute> routes = new ArrayList<>();
        List<String> current = new ArrayList<>();
        for (String line : Resource.lines(ServiceModel.class, service + ".txt")) {
            if (line.startsWith("\t")) {
                current.add(line);
            } else {
                current = new ArrayList<>();
                String[] columns = line.split("\t", -1);
                names.put(columns[0].toLowerCase(Locale.ROOT), columns[0]);
                constraints.put(columns[0], new Constraints(current));
                List<String> marks = List.of(columns);
                if (marks.contains("{}")) {
                    emptyResults.add(columns[0]);
                }
                if (marks.contains("unsigned")) {
                    unsigned.add(columns[0]);
                }
                marks.stream()
                        .filter(mark -> mark.contains(" /"))
                        .forEach(mark -> routes.add(HttpRoute.parse(columns[0], mark)));
            }
        }
        return new ServiceModel(names, constraints, emptyResults, unsigned, routes);
    }

    /** AWS's spelling of an operation that the SDK spells its own way, as SendSSHPublicKey. */
    String exactName(String sdkName) {
        return namesByLowerCase.getOrDefault(sdkName.toLowerCase(Locale.ROOT), sdkName);
    }

    /** Whether AWS has the operation, be it served here or not. */
    public boolean knows(String operation) {
        return constraints.containsKey(operation);
    }

    /** Whether nobody signs the operation's requests: who asks is in what they say, as in AssumeRoleWithSAML. */
    public boolean isUnsigned(String operation) {
        return unsigned.contains(operation);
    }

    /** Whether the operation answers a result, though one without members: clients look for its element. */
    boolean hasEmptyResult(String operation) {
        return emptyResults.contains(operation);
    }

    /** The operation that a method and a path ask for, where its service speaks REST. */
    Optional<HttpRoute> routed(String method, String path) {
        return routes.stream().filter(route -> route.matches(method, path)).findFirst();
    }

    /** The method and path of an operation, where its service speaks REST. */
    Optional<HttpRoute> route(String operation) {
        return routes.stream()
                .filter(route -> route.operation().equals(operation))
                .findFirst();
    }

    /** All constraints that a request violates, in the model's order. */
    public List<Violation> violations(String operation, SdkPojo request) {
        List<Violation> found = new ArrayList<>();
        Constraints all = constraints.get(operation);
        for (Constraint constraint : all == null ? List.<Constraint>of() : all.list()) {
            check(constraint, List.of(constraint.path().split("\\.")), request, "", found);
        }
        return found;
    }

    private static void check(
            Constraint constraint, List<String> rest, SdkPojo pojo, String path, List<Violation> found) {
        SdkField<?> field = Shape.of(pojo).byMemberName(rest.getFirst());
        if (field == null) {
            return; // the model and the SDK are of different ages
        }
        String name = path + lowerFirst(rest.getFirst());
        Object value = Shape.valueOf(field, pojo);
        if (rest.size() > 1) {
            descend(constraint, rest.subList(1, rest.size()), value, name, found);
        } else if (value == null) {
            if (constraint.required()) {
                found.add(new Violation.Missing(name, field.locationName()));
            }
        } else {
            unacceptable(constraint, value)
                    .ifPresent(why ->
                            found.add(new Violation.Unacceptable(name, shown(value), why, constraint.pattern())));
        }
    }

    private static void descend(
            Constraint constraint, List<String> rest, @Nullable Object value, String name, List<Violation> found) {
        if (value instanceof SdkPojo nested) {
            check(constraint, rest, nested, name + ".", found);
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof SdkPojo nested) {
                    check(constraint, rest, nested, name + "." + (i + 1) + ".member.", found);
                }
            }
        }
    }

    private static Optional<String> unacceptable(Constraint constraint, Object value) {
        boolean number = value instanceof Number;
        long size = switch (value) {
            case Number n -> n.longValue();
            case String text -> text.length();
            case SdkBytes bytes -> bytes.asByteArrayUnsafe().length;
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> -1;
        };
        if (size < 0 && !number) {
            return Optional.empty();
        }
        String measure = number ? "value" : "length";
        if (constraint.min() != null && size < constraint.min()) {
            return Optional.of("Member must have " + measure + " greater than or equal to " + constraint.min());
        }
        if (constraint.max() != null && size > constraint.max()) {
            return Optional.of("Member must have " + measure + " less than or equal to " + constraint.max());
        }
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        if (!constraint.values().isEmpty() && !constraint.values().contains(text)) {
            return Optional.of("Member must satisfy enum value set: " + constraint.values());
        }
        if (!constraint.pattern().isEmpty()
                && !Patterns.of(constraint.pattern()).matcher(text).matches()) {
            return Optional.of("Member must satisfy regular expression pattern: " + constraint.pattern());
        }
        return Optional.empty();
    }

    private static @Nullable String shown(Object value) {
        return value instanceof SdkBytes ? null : value.toString();
    }

    private static String lowerFirst(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static final class Patterns {
        private static final Map<String, Pattern> COMPILED = new java.util.concurrent.ConcurrentHashMap<>();

        static Pattern of(String pattern) {
            return COMPILED.computeIfAbsent(pattern, Pattern::compile);
        }
    }
}
