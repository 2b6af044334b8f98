package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.RulesetPart.Chain;
import dev.postern.dataplane.namespaces.RulesetPart.Elements;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A namespace's nftables rules: a table for packets, and one for address resolution. They are loaded whole, or brought from one
 * content to another, in one transaction: no packet ever meets half of a change.
 *
 * @param parts what is referred to before what refers to it
 * @param generation a digest of the content; the table has a chain of this name, by which a restarted process sees what is loaded
 */
public record Ruleset(List<RulesetPart> parts, String generation) {
    /** The name of both tables in every namespace. */
    public static final String TABLE = "postern";

    /** What the marker chain's name starts with. */
    public static final String MARKER = "generation_";

    /** The set that holds the number of the transaction by which the rules became what they are. */
    public static final String COMMIT = "commit";

    /** The generation of rules that somebody else changed. */
    public static final String CHANGED = "changed";

    /** No table at all. */
    public static final Ruleset NONE = new Ruleset(List.of(), "");

    public Ruleset {
        parts = List.copyOf(parts);
    }

    static Ruleset of(List<RulesetPart> parts) {
        return new Ruleset(parts, Digest.of(tables(parts), 16));
    }

    /** The tables, for people. */
    public String tables() {
        return tables(parts);
    }

    /**
     * The transaction for {@code nft -f -} after which exactly these rules are in the namespace, whatever was there.
     *
     * @param commit the number that it will get in its namespace; who finds another number there later knows that somebody
     *     changed something
     */
    public String replacement(int commit) {
        return "flush ruleset\n" + tables() + "table ip " + TABLE + " {\n  chain " + MARKER + generation
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
        Map<String, RulesetPart> old = byPath(before);
        Map<String, RulesetPart> now = byPath(this);
        List<String> lines = new ArrayList<>();
        for (RulesetPart part : parts) {
            if (!isSameObject(part, old.get(part.path()))) {
                lines.add(declaration(part));
            }
        }
        for (RulesetPart part : parts) {
            RulesetPart earlier = old.get(part.path());
            if (earlier == null || !isSameObject(part, earlier)) {
                fill(part, lines);
            } else if (!part.equals(earlier)) {
                change(part, earlier, lines);
            }
        }
        List<RulesetPart> gone = before.parts.reversed().stream()
                .filter(part -> !isSameObject(part, now.get(part.path())))
                .toList();
        gone.forEach(part -> lines.add("flush " + kind(part) + " " + part.path()));
        gone.forEach(part -> lines.add("delete " + kind(part) + " " + part.path()));
        lines.add("delete chain ip " + TABLE + " " + MARKER + before.generation);
        lines.add("add chain ip " + TABLE + " " + MARKER + generation);
        lines.add("flush set ip " + TABLE + " " + COMMIT);
        elements("add", "ip " + TABLE + " " + COMMIT, List.of(Judgement.hex(commit)), lines);
        return String.join("\n", lines) + "\n";
    }

    private static void change(RulesetPart part, RulesetPart earlier, List<String> lines) {
        if (part instanceof Elements now && earlier instanceof Elements before) {
            TreeSet<String> removed = new TreeSet<>(before.elements());
            now.elements().forEach(removed::remove);
            TreeSet<String> added = new TreeSet<>(now.elements());
            before.elements().forEach(added::remove);
            elements("delete", part.path(), removed.stream().map(Ruleset::key).toList(), lines);
            elements("add", part.path(), added, lines);
        } else {
            lines.add("flush chain " + part.path());
            fill(part, lines);
        }
    }

    private static void fill(RulesetPart part, List<String> lines) {
        switch (part) {
            case Elements elements -> elements("add", part.path(), elements.elements(), lines);
            case Chain chain -> chain.rules().forEach(rule -> lines.add("add rule " + chain.path() + " " + rule));
        }
    }

    private static void elements(String verb, String path, Collection<String> elements, List<String> lines) {
        if (!elements.isEmpty()) {
            lines.add(verb + " element " + path + " { " + String.join(", ", elements) + " }");
        }
    }

    private static String declaration(RulesetPart part) {
        return switch (part) {
            case Elements elements -> "add " + elements.kind() + " " + part.path() + " { " + elements.type() + "; }";
            case Chain(var _, var _, String hook, var _) ->
                "add chain " + part.path() + (hook.isEmpty() ? "" : " { " + hook + " }");
        };
    }

    /** Whether it is the same kernel object, perhaps with other content. */
    private static boolean isSameObject(RulesetPart part, @Nullable RulesetPart other) {
        return other != null && declaration(part).equals(declaration(other));
    }

    private static String kind(RulesetPart part) {
        return switch (part) {
            case Elements elements -> elements.kind();
            case Chain _ -> "chain";
        };
    }

    private static String key(String element) {
        int value = element.indexOf(" : ");
        return value < 0 ? element : element.substring(0, value);
    }

    private static Map<String, RulesetPart> byPath(Ruleset ruleset) {
        Map<String, RulesetPart> byPath = new LinkedHashMap<>();
        ruleset.parts.forEach(part -> byPath.put(part.path(), part));
        return byPath;
    }

    private static String tables(List<RulesetPart> parts) {
        return table(RulesetPart.ARP, parts) + table(RulesetPart.IPV4, parts);
    }

    private static String table(String family, List<RulesetPart> parts) {
        return "table " + family + " " + TABLE + " {\n"
                + body(parts.stream()
                        .filter(part -> part.family().equals(family))
                        .toList())
                + "}\n";
    }

    private static String body(List<RulesetPart> parts) {
        StringBuilder text = new StringBuilder();
        for (RulesetPart part : parts) {
            switch (part) {
                case Elements(var _, String kind, String name, String type, List<String> elements) -> {
                    text.append("  %s %s {\n    %s;\n".formatted(kind, name, type));
                    if (!elements.isEmpty()) {
                        text.append(
                                "    elements = {\n      %s\n    }\n".formatted(String.join(",\n      ", elements)));
                    }
                }
                case Chain(var _, String name, String hook, List<String> rules) -> {
                    text.append("  chain %s {\n".formatted(name));
                    if (!hook.isEmpty()) {
                        text.append("    ").append(hook).append('\n');
                    }
                    rules.forEach(rule -> text.append("    ").append(rule).append('\n'));
                }
            }
            text.append("  }\n");
        }
        return text.toString();
    }
}
