package dev.postern.services.authorization;

import dev.postern.model.Resource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The members of EC2's requests by which they name resources. Whatever else a request says names none: what people write
 * into tags, descriptions and filters, and what a rule or a route speaks of.
 */
final class Ec2Members {
    private static final Node ROOT = new Node();

    static {
        for (String line : Resource.lines(Ec2Members.class, "ec2-members.txt")) {
            String[] words = line.split(" ", 3);
            Node node = ROOT;
            for (String member : words[0].split("\\.", -1)) {
                node = node.members.computeIfAbsent(member, m -> new Node());
            }
            node.read = words[1];
        }
    }

    /** A member, and those that are in it. */
    private static final class Node {
        private final Map<String, Node> members = new TreeMap<>();
        private String read = NOTHING;
    }

    /** Of a member that names nothing on which the action acts. */
    static final String NOTHING = "-";

    private Ec2Members() {}

    /**
     * What a request names.
     *
     * @param named gets, for each text that names a resource, how it is to be read, and the text; in the order of the members
     */
    static void read(SdkPojo request, BiConsumer<String, String> named) {
        read(ROOT, request, named);
    }

    private static void read(Node node, SdkPojo structure, BiConsumer<String, String> named) {
        for (SdkField<?> field : structure.sdkFields()) {
            Node member = node.members.get(field.memberName());
            if (member != null) {
                read(member, field.getValueOrDefault(structure), named);
            }
        }
    }

    private static void read(Node node, @Nullable Object value, BiConsumer<String, String> named) {
        if (value instanceof String text) {
            if (!text.isEmpty() && !node.read.equals(NOTHING)) {
                named.accept(node.read, text);
            }
        } else if (value instanceof SdkPojo structure) {
            read(node, structure, named);
        } else if (value instanceof Collection<?> elements) {
            elements.forEach(element -> read(node, element, named));
        }
    }

    /** How the member at a path is read; empty for one of which nothing is known. */
    static Optional<String> reading(String path) {
        Node node = ROOT;
        for (String member : path.split("\\.", -1)) {
            Node next = node.members.get(member);
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return Optional.of(node.read);
    }

    /** The paths of all members of which something is known. */
    static Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        Resource.lines(Ec2Members.class, "ec2-members.txt")
                .forEach(line -> paths.add(line.substring(0, line.indexOf(' '))));
        return paths;
    }
}
