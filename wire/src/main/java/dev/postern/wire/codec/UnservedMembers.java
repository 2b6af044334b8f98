package dev.postern.wire.codec;

import dev.postern.model.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The members of requests that nothing here honours. They are refused by name: a parameter that is read and then ignored would
 * promise what does not happen. A value that asks for what is the case anyway is taken.
 *
 * <p>{@code unserved-members.txt} is the list, and says how it is kept.
 */
public final class UnservedMembers {
    private static final UnservedMembers LIST = read();

    /** By service and structure: names on the wire, each with the values, in lower case, that are taken. */
    private final Map<String, Map<String, Set<String>>> byStructure;

    private final String reviewed;

    private UnservedMembers(Map<String, Map<String, Set<String>>> byStructure, String reviewed) {
        this.byStructure = byStructure;
        this.reviewed = reviewed;
    }

    private static UnservedMembers read() {
        Map<String, Map<String, Set<String>>> members = new HashMap<>();
        String reviewed = "";
        for (String line : Resource.lines(UnservedMembers.class, "unserved-members.txt")) {
            List<String> words = List.of(line.split(" ", -1));
            if (line.startsWith("reviewed ")) {
                reviewed = words.get(1);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                members.computeIfAbsent(words.get(0) + " " + words.get(1), k -> new HashMap<>())
                        .put(words.get(2), Set.copyOf(words.subList(3, words.size())));
            }
        }
        return new UnservedMembers(Map.copyOf(members), reviewed);
    }

    /** The names on the wire that a structure does not serve, and the values taken, by its class or its builder's. */
    static Map<String, Set<String>> of(Class<?> type) {
        String[] name = type.getName().split("[.$]", -1); // software.amazon.awssdk.services.ec2.model.CpuOptions
        return name.length < 7 ? Map.of() : LIST.byStructure.getOrDefault(name[4] + " " + name[6], Map.of());
    }

    /** Whether a member's value asks for nothing that is not the case anyway. */
    static boolean isTaken(Collection<String> taken, @Nullable String value) {
        return value != null && taken.contains(value.toLowerCase(Locale.ROOT));
    }

    /** The headers, in lower case, that no request of a service may carry, but with one of the values. */
    public static Map<String, Set<String>> headers(String service) {
        return LIST.byStructure.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(service + " "))
                .flatMap(entry -> entry.getValue().entrySet().stream())
                .filter(entry -> entry.getKey().startsWith("x-amz-"))
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (one, same) -> one));
    }

    /** The SDK's release against which the list was last gone through. */
    static String reviewed() {
        return LIST.reviewed;
    }

    /** All that the list names: service and structure, names on the wire, and the values that are taken. */
    public static Map<String, Map<String, Set<String>>> all() {
        return LIST.byStructure;
    }
}
