package dev.postern.wire.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members of the SDK's requests that came with a newer SDK and that nothing here honours. They are refused by name,
 * as before the SDK knew them: a parameter that is read and then ignored would promise what does not happen.
 *
 * <p>{@code unserved-members.txt} is the list, and says how it is kept.
 */
public final class UnservedMembers {
    private static final UnservedMembers LIST = read();

    private final Map<String, Set<String>> byStructure;
    private final String reviewed;

    private UnservedMembers(Map<String, Set<String>> byStructure, String reviewed) {
        this.byStructure = byStructure;
        this.reviewed = reviewed;
    }

    private static UnservedMembers read() {
        Map<String, Set<String>> members = new HashMap<>();
        String reviewed = "";
        for (String line : lines()) {
            String[] words = line.split(" ", -1);
            if (line.startsWith("reviewed ")) {
                reviewed = words[1];
            } else if (!line.startsWith("#")) {
                members.computeIfAbsent(words[0] + " " + words[1], k -> new HashSet<>())
                        .add(words[2]);
            }
        }
        return new UnservedMembers(Map.copyOf(members), reviewed);
    }

    private static List<String> lines() {
        try (InputStream in = UnservedMembers.class.getResourceAsStream("unserved-members.txt")) {
            if (in == null) {
                throw new IllegalStateException("unserved-members.txt is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names on the wire that a structure does not serve, by its class or its builder's. */
    static Set<String> of(Class<?> type) {
        String[] name = type.getName().split("[.$]", -1); // software.amazon.awssdk.services.ec2.model.CpuOptions
        return name.length < 7 ? Set.of() : LIST.byStructure.getOrDefault(name[4] + " " + name[6], Set.of());
    }

    /** The headers, in lower case, that no request of a service may carry. */
    public static Set<String> headers(String service) {
        return LIST.byStructure.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(service + " "))
                .flatMap(entry -> entry.getValue().stream())
                .filter(name -> name.startsWith("x-amz-"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The SDK's release against which the list was last gone through. */
    static String reviewed() {
        return LIST.reviewed;
    }

    /** All that the list names: service and structure, and names on the wire. */
    static Map<String, Set<String>> all() {
        return LIST.byStructure;
    }
}
