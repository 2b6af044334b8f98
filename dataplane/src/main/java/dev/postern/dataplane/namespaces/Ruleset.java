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
 * A namespace's nftables rules: one table. It is loaded whole, or brought from one content to another, in one transaction: no
 * packet ever meets half of a change.
 *
 * @param parts what is referred to before what refers to it
 * @param generation a digest of the content; the table has a chain of this name, by which a restarted process sees what is loaded
 */
public record Ruleset(List<RulesetPart> parts, String generation) {
    /** Our table's name in every namespace. */
    public static final String TABLE = "postern";

    /** What the marker chain's name starts with. */
    public static final String MARKER = "generation_";

    /** The set that holds the number of the transaction by which the rules became what they are. */
    public static final String COMMIT = "commit";

    /** The generation of rules that somebody else changed. */
    public static final String CHANGED = "changed";

    /**
     * ARP requests are routed too, by the address that is asked for, and must be admitted for that; whom they are answered to is
     * the interface's matter.
     */
    private static final String ARP = """
            table arp %s {
              chain requests {
                type filter hook input priority filter; policy accept;
                meta mark set %s
              }
            }
            """.formatted(TABLE, Judgement.hex(Judgement.ADMITTED));

    /** No table at all. */
    public static final Ruleset NONE = new Ruleset(List.of(), "");

    public Ruleset {
        parts = List.copyOf(parts);
    }

    static Ruleset of(List<RulesetPart> parts) {
        return new Ruleset(parts, Digest.of(ARP + body(parts), 16));
    }

    /** The table's content, for people. */
    public String body() {
        return body(parts);
    }

    /**
     * The transaction for {@code nft -f -} after which exactly these rules are in the namespace, whatever was there.
     *
     * @param commit the number that it will get in its namespace; who finds another number there later knows that somebody
     *     changed something
     */
    public String replacement(int commit) {
        return "flush ruleset\n" + ARP + "table ip " + TABLE + " {\n" + body() + "  chain " + MARKER + generation
                + " {\n  }\n  set " + COMMIT + " {\n    type mark\n    elements = { " + Judgement.hex(commit)
                + " }\n  }\n}\n";
    }

    /**
     * The transaction that brings the table from one content to this one. It touches only what differs: a base chain that is
     * replaced makes the kernel wait for every processor.
     *
     * @param commit as for {@link #replacement}
     */
    public String update(Ruleset before, int commit) {
        Map<String, RulesetPart> old = byName(before);
        Map<String, RulesetPart> now = byName(this);
        List<String> lines = new ArrayList<>();
        for (RulesetPart part : parts) {
            if (!isSameObject(part, old.get(part.name()))) {
                lines.add(declaration(part));
            }
        }
        for (RulesetPart part : parts) {
            RulesetPart earlier = old.get(part.name());
            if (earlier == null || !isSameObject(part, earlier)) {
                fill(part, lines);
            } else if (!part.equals(earlier)) {
                change(part, earlier, lines);
            }
        }
        List<RulesetPart> gone = before.parts.reversed().stream()
                .filter(part -> !isSameObject(part, now.get(part.name())))
                .toList();
        gone.forEach(part -> lines.add("flush " + kind(part) + " ip " + TABLE + " " + part.name()));
        gone.forEach(part -> lines.add("delete " + kind(part) + " ip " + TABLE + " " + part.name()));
        lines.add("delete chain ip " + TABLE + " " + MARKER + before.generation);
        lines.add("add chain ip " + TABLE + " " + MARKER + generation);
        lines.add("flush set ip " + TABLE + " " + COMMIT);
        elements("add", COMMIT, List.of(Judgement.hex(commit)), lines);
        return String.join("\n", lines) + "\n";
    }

    private static void change(RulesetPart part, RulesetPart earlier, List<String> lines) {
        if (part instanceof Elements now && earlier instanceof Elements before) {
            TreeSet<String> removed = new TreeSet<>(before.elements());
            now.elements().forEach(removed::remove);
            TreeSet<String> added = new TreeSet<>(now.elements());
            before.elements().forEach(added::remove);
            elements("delete", part.name(), removed.stream().map(Ruleset::key).toList(), lines);
            elements("add", part.name(), added, lines);
        } else {
            lines.add("flush chain ip " + TABLE + " " + part.name());
            fill(part, lines);
        }
    }

    private static void fill(RulesetPart part, List<String> lines) {
        switch (part) {
            case Elements elements -> elements("add", part.name(), elements.elements(), lines);
            case Chain chain ->
                chain.rules().forEach(rule -> lines.add("add rule ip " + TABLE + " " + chain.name() + " " + rule));
        }
    }

    private static void elements(String verb, String name, Collection<String> elements, List<String> lines) {
        if (!elements.isEmpty()) {
            lines.add(verb + " element ip " + TABLE + " " + name + " { " + String.join(", ", elements) + " }");
        }
    }

    private static String declaration(RulesetPart part) {
        return switch (part) {
            case Elements(String kind, String name, String type, var _) ->
                "add " + kind + " ip " + TABLE + " " + name + " { " + type + "; }";
            case Chain(String name, String hook, var _) ->
                "add chain ip " + TABLE + " " + name + (hook.isEmpty() ? "" : " { " + hook + " }");
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

    private static Map<String, RulesetPart> byName(Ruleset ruleset) {
        Map<String, RulesetPart> byName = new LinkedHashMap<>();
        ruleset.parts.forEach(part -> byName.put(part.name(), part));
        return byName;
    }

    private static String body(List<RulesetPart> parts) {
        StringBuilder text = new StringBuilder();
        for (RulesetPart part : parts) {
            switch (part) {
                case Elements(String kind, String name, String type, List<String> elements) -> {
                    text.append("  %s %s {\n    %s;\n".formatted(kind, name, type));
                    if (!elements.isEmpty()) {
                        text.append(
                                "    elements = {\n      %s\n    }\n".formatted(String.join(",\n      ", elements)));
                    }
                }
                case Chain(String name, String hook, List<String> rules) -> {
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
