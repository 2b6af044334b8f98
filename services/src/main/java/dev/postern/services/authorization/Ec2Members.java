package dev.postern.services.authorization;

import dev.postern.model.Resource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        for (String line : table()) {
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

    /** A line for each member: its path, how it is read, and perhaps why. */
    static List<String> table() {
        return Resource.lines(Ec2Members.class, "ec2-members.txt");
    }

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
}
