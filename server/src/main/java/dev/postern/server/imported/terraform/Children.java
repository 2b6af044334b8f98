package dev.postern.server.imported.terraform;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Resources that are parts of other things, by the id of what they are a part of. */
final class Children {
    private final String attribute;
    private final Map<String, List<Resource>> byParent = new LinkedHashMap<>();
    private final Set<String> asked = new HashSet<>();

    Children(String attribute) {
        this.attribute = attribute;
    }

    void add(Resource child) {
        child.item()
                .text(attribute)
                .ifPresent(parent ->
                        byParent.computeIfAbsent(parent, _ -> new ArrayList<>()).add(child));
    }

    /** The parts of something, which is so known to be taken over. */
    List<Resource> of(String parent) {
        asked.add(parent);
        return byParent.getOrDefault(parent, List.of());
    }

    /** Tells of those that nobody asked for. */
    void tellOrphans() {
        byParent.forEach((parent, children) -> {
            if (!asked.contains(parent)) {
                children.forEach(one ->
                        one.item().gone("its " + attribute + " " + parent + " is no resource that is taken over"));
            }
        });
    }
}
