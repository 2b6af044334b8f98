package dev.postern.dataplane.namespaces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** How a namespace differs from what it was left as, in words. */
final class Difference {
    private static final int NAMED = 3;

    private final List<String> words = new ArrayList<>();

    private Difference() {}

    /**
     * Compares.
     *
     * @param whole whether what was added counts
     * @return empty if there is no difference that matters
     */
    static String between(NamespaceState left, NamespaceState found, boolean whole) {
        Difference difference = new Difference();
        if (whole && !left.generation().equals(found.generation())) {
            difference.words.add(found.generation().isEmpty() ? "no packet rules" : "other packet rules");
        }
        List<String> links = left.links().values().stream()
                .filter(link -> {
                    Link now = found.links().get(link.name());
                    return now != null && !link.isLike(now, whole);
                })
                .map(Link::name)
                .toList();
        difference.add("changed link", links);
        difference.compare("link", left.links().keySet(), found.links().keySet(), whole);
        difference.compare("address", left.addresses(), found.addresses(), whole);
        difference.compare("neighbour", left.neighbours(), found.neighbours(), whole);
        difference.compare("route", left.routes(), found.routes(), whole);
        if (whole && !found.otherPrograms(left).isEmpty()) {
            difference.words.add("other programs for packets");
        }
        difference.compare("routing rule", left.rules(), found.rules(), whole);
        return String.join("; ", difference.words);
    }

    private <T> void compare(String noun, Collection<T> left, Collection<T> found, boolean whole) {
        add("missing " + noun, without(left, found));
        if (whole) {
            add("foreign " + noun, without(found, left));
        }
    }

    private void add(String what, List<String> names) {
        if (names.size() > NAMED) {
            words.add(what + " " + String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED)
                    + " more");
        } else if (!names.isEmpty()) {
            words.add(what + " " + String.join(", ", names));
        }
    }

    private static <T> List<String> without(Collection<T> some, Collection<T> others) {
        TreeSet<String> rest = new TreeSet<>();
        some.stream().filter(one -> !others.contains(one)).forEach(one -> rest.add(one.toString()));
        return List.copyOf(rest);
    }
}
