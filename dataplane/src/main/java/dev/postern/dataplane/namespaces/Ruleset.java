package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import dev.postern.dataplane.namespaces.RulesetPart.Place;
import dev.postern.dataplane.namespaces.RulesetPart.Timeout;
import dev.postern.model.shared.SharedMap;
import dev.postern.model.shared.SharedSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A namespace's nftables rules: a table for the packets of each family, and one for address resolution. They are loaded whole, or brought from one
 * content to another, in one transaction: no packet ever meets half of a change. Immutable; a ruleset shares with the one that it is
 * made from what is the same.
 */
public final class Ruleset {
    /** The name of all tables in every namespace. */
    public static final String TABLE = "postern";

    /** What the marker chain's name starts with. */
    public static final String MARKER = "generation_";

    /** The set that holds the number of the transaction by which the rules became what they are. */
    public static final String COMMIT = "commit";

    /** The generation of rules that somebody else changed. */
    public static final String CHANGED = "changed";

    /** No table at all. */
    public static final Ruleset NONE = new Ruleset(SharedMap.empty(), Sum.NOTHING);

    private final SharedMap<Place, RulesetPart> parts;
    private final Sum content;

    private Ruleset(SharedMap<Place, RulesetPart> parts, Sum content) {
        this.parts = parts;
        this.content = content;
    }

    static Ruleset of(Collection<RulesetPart> parts) {
        Ruleset ruleset = NONE;
        for (RulesetPart part : parts) {
            ruleset = ruleset.plus(part);
        }
        return ruleset;
    }

    /** With a part, in the place of another one of its path. */
    Ruleset plus(RulesetPart part) {
        Place place = part.place();
        RulesetPart before = parts.get(place);
        if (part.equals(before)) {
            return this;
        }
        Sum rest = before == null ? content : content.minus(before.sum());
        return new Ruleset(parts.plus(place, part), rest.plus(part.sum()));
    }

    /** Without a part, if it is there. */
    Ruleset minus(Place place) {
        RulesetPart before = parts.get(place);
        return before == null ? this : new Ruleset(parts.minus(place), content.minus(before.sum()));
    }

    /** Without all that is in a family's table. */
    Ruleset without(String family) {
        Ruleset rest = this;
        for (RulesetPart part : parts.values()) {
            rest = part.family().equals(family) ? rest.minus(part.place()) : rest;
        }
        return rest;
    }

    private boolean has(String family) {
        return parts.values().stream().anyMatch(part -> part.family().equals(family));
    }

    /** A set or map as it is in here; empty if it is not. */
    Elements earlier(String family, String kind, String name, String type) {
        Elements empty = Elements.of(family, kind, name, type, List.of());
        return parts.get(empty.place()) instanceof Elements there ? there : empty;
    }

    /** A digest of the content; the table has a chain of this name, by which a restarted process sees what is loaded. */
    public String generation() {
        return parts.isEmpty() ? "" : content.toString().substring(0, 16);
    }

    /** The tables, for people. */
    public String tables() {
        return table(RulesetPart.ARP)
                + table(RulesetPart.IPV4)
                + (has(RulesetPart.IPV6) ? table(RulesetPart.IPV6) : "");
    }

    /**
     * The transaction for {@code nft -f -} after which exactly these rules are in the namespace, whatever was there.
     *
     * @param commit the number that it will get in its namespace; who finds another number there later knows that somebody
     *     changed something
     */
    public String replacement(int commit) {
        return "flush ruleset\n" + tables() + "table ip " + TABLE + " {\n  chain " + MARKER + generation()
                + " {\n  }\n  set " + COMMIT + " {\n    type mark\n    elements = { " + Judgement.hex(commit)
                + " }\n  }\n}\n";
    }

    /**
     * The transaction that brings the tables from one content to this one. It touches only what differs: a base chain that is
     * replaced makes the kernel wait for every processor.
     *
     * @param commit as for {@link #replacement}
     */
    public String update(Ruleset before, int commit) {
        List<RulesetPart> made = new ArrayList<>();
        List<RulesetPart> gone = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        SharedMap.compare(before.parts, parts, (_, was, is) -> {
            if (was != null && is != null && was.declaration().equals(is.declaration())) {
                change(is, was, changes);
                return;
            }
            if (was != null) {
                gone.addFirst(was);
            }
            if (is != null) {
                made.add(is);
                fill(is, changes);
            }
        });
        List<String> lines = new ArrayList<>();
        if (made.stream().anyMatch(part -> part.family().equals(RulesetPart.IPV6))) {
            lines.add("add table " + RulesetPart.IPV6 + " " + TABLE);
        }
        made.forEach(part -> lines.add(part.declaration()));
        lines.addAll(changes);
        gone.stream()
                .filter(part -> !(part instanceof Timeout))
                .forEach(part -> lines.add("flush " + kind(part) + " " + part.path()));
        gone.forEach(part -> lines.add("delete " + kind(part) + " " + part.path()));
        lines.add("delete chain ip " + TABLE + " " + MARKER + before.generation());
        lines.add("add chain ip " + TABLE + " " + MARKER + generation());
        lines.add("flush set ip " + TABLE + " " + COMMIT);
        elements("add", "ip " + TABLE + " " + COMMIT, List.of(Judgement.hex(commit)), lines);
        return String.join("\n", lines) + "\n";
    }

    private static void change(RulesetPart part, RulesetPart earlier, List<String> lines) {
        if (part instanceof Elements now && earlier instanceof Elements before) {
            List<String> removed = new ArrayList<>();
            List<String> added = new ArrayList<>();
            SharedSet.compare(before.elements(), now.elements(), element -> removed.add(key(element)), added::add);
            elements("delete", part.path(), removed, lines);
            elements("add", part.path(), added, lines);
        } else {
            lines.add("flush " + kind(part) + " " + part.path());
            fill(part, lines);
        }
    }

    private static void fill(RulesetPart part, List<String> lines) {
        switch (part) {
            case Elements elements -> elements("add", part.path(), elements.elements(), lines);
            case Timeout _ -> {}
            case Chain chain -> chain.rules().forEach(rule -> lines.add("add rule " + chain.path() + " " + rule));
        }
    }

    private static void elements(String verb, String path, Collection<String> elements, List<String> lines) {
        if (!elements.isEmpty()) {
            lines.add(verb + " element " + path + " { " + String.join(", ", elements) + " }");
        }
    }

    private static String kind(RulesetPart part) {
        return switch (part) {
            case Elements elements -> elements.kind();
            case Timeout _ -> "ct timeout";
            case Chain _ -> "chain";
        };
    }

    private static String key(String element) {
        int value = element.indexOf(" : ");
        return value < 0 ? element : element.substring(0, value);
    }

    private String table(String family) {
        StringBuilder text = new StringBuilder("table " + family + " " + TABLE + " {\n");
        for (RulesetPart part : parts.values()) {
            if (part.family().equals(family)) {
                print(part, text);
            }
        }
        return text.append("}\n").toString();
    }

    private static void print(RulesetPart part, StringBuilder text) {
        switch (part) {
            case Elements all -> {
                text.append("  %s %s {\n    %s;\n".formatted(all.kind(), all.name(), all.type()));
                if (!all.elements().isEmpty()) {
                    text.append(
                            "    elements = {\n      %s\n    }\n".formatted(String.join(",\n      ", all.elements())));
                }
            }
            case Timeout timeout ->
                text.append("  ct timeout %s {\n    protocol %s;\n    l3proto %s;\n    policy = { %s };\n"
                        .formatted(timeout.name(), timeout.protocol(), timeout.family(), timeout.policy()));
            case Chain chain -> {
                text.append("  chain %s {\n".formatted(chain.name()));
                if (!chain.hook().isEmpty()) {
                    text.append("    ").append(chain.hook()).append('\n');
                }
                chain.rules().forEach(rule -> text.append("    ").append(rule).append('\n'));
            }
        }
        text.append("  }\n");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ruleset ruleset && content.equals(ruleset.content) && parts.equals(ruleset.parts);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    @Override
    public String toString() {
        return "ruleset " + generation();
    }
}
