package dev.postern.cli.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A perimeter file as it lies there, without a cloud: what it says of each pair of who and what.
 *
 * @param pairs by {@code who -> what}, as the file says them
 * @param checks its checks, as one text; empty for none
 */
public record SavedPerimeter(SortedMap<String, Said> pairs, String checks) {
    private static final int CHARACTERS_MAX = 64 << 20;
    private static final List<String> SECTIONS = List.of("perimeter", "checks");
    private static final List<String> KEYS = List.of(
            "name",
            "from",
            "to",
            "action",
            "on",
            "as",
            "region",
            "bucket-owner",
            "expect",
            "stopped-by",
            "paper",
            "because");

    public SavedPerimeter {
        pairs = Collections.unmodifiableSortedMap(new TreeMap<>(pairs));
    }

    /**
     * What is said of a pair.
     *
     * @param verdict {@code allowed} or {@code denied}
     * @param because why, as it was exported; empty where the file does not say
     */
    public record Said(String verdict, List<String> because) {
        public Said {
            because = List.copyOf(because);
        }
    }

    /** What is wrong with a file, by its line and column. */
    public static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mistake(int line, int column, String text) {
            super(line + ":" + column + ": " + text, null, false, false);
        }

        static Mistake at(Node node, String text) {
            return new Mistake(
                    node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1),
                    node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1),
                    text);
        }
    }

    /**
     * Reads one.
     *
     * @throws Mistake at the first thing that is wrong with it
     */
    public static SavedPerimeter read(String text) {
        Node root = root(text);
        Map<String, Node> sections = mapping(root, "a file begins with \"perimeter:\"");
        requireKnown(root, sections, SECTIONS);
        if (sections.isEmpty()) {
            throw Mistake.at(root, "a file begins with \"perimeter:\"");
        }
        TreeMap<String, Said> pairs = new TreeMap<>();
        for (Node line : items(Optional.ofNullable(sections.get("perimeter")))) {
            line(line, pairs);
        }
        return new SavedPerimeter(
                pairs,
                Optional.ofNullable(sections.get("checks"))
                        .map(SavedPerimeter::said)
                        .orElse(""));
    }

    private static Node root(String text) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(CHARACTERS_MAX).build();
        try {
            return new Compose(settings).composeString(text).orElseThrow(() -> new Mistake(1, 1, "the file is empty"));
        } catch (MarkedYamlEngineException e) {
            throw new Mistake(
                    e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1),
                    e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(1),
                    "this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new Mistake(1, 1, "this cannot be read: " + e.getMessage());
        }
    }

    private static void line(Node node, SortedMap<String, Said> pairs) {
        Map<String, Node> line = mapping(node, "a line of a perimeter has from, to or action, and expect");
        requireKnown(node, line, KEYS);
        if (line.containsKey("to") == line.containsKey("action")) {
            throw Mistake.at(node, "a line has to or action, and one of them only");
        }
        String verdict = said(need(node, line, "expect"));
        if (!verdict.equals("allowed") && !verdict.equals("denied")) {
            throw Mistake.at(need(node, line, "expect"), "expect is allowed or denied, not " + verdict);
        }
        Said said = new Said(
                verdict,
                items(Optional.ofNullable(line.get("because"))).stream()
                        .map(SavedPerimeter::said)
                        .toList());
        for (Node from : items(Optional.of(need(node, line, "from")))) {
            for (String what : whats(node, line)) {
                Said other = pairs.put(said(from) + " -> " + what, said);
                if (other != null && !other.verdict.equals(verdict)) {
                    throw Mistake.at(node, said(from) + " -> " + what + " is " + verdict + " here, and not before");
                }
            }
        }
    }

    private static List<String> whats(Node node, Map<String, Node> line) {
        if (line.containsKey("to")) {
            return items(Optional.ofNullable(line.get("to"))).stream()
                    .map(SavedPerimeter::said)
                    .toList();
        }
        String action = said(need(node, line, "action"));
        String how = List.of("as", "region", "bucket-owner").stream()
                .filter(line::containsKey)
                .map(key -> ", " + key + " " + said(need(node, line, key)))
                .collect(Collectors.joining());
        List<Node> on = items(Optional.ofNullable(line.get("on")));
        return on.isEmpty()
                ? List.of(action + how)
                : on.stream().map(one -> action + " on " + said(one) + how).toList();
    }

    private static void requireKnown(Node node, Map<String, Node> of, List<String> known) {
        for (String key : of.keySet()) {
            if (!known.contains(key)) {
                throw Mistake.at(node, "there is no " + key + " here, only " + String.join(", ", known));
            }
        }
    }

    private static Node need(Node node, Map<String, Node> of, String key) {
        return Optional.ofNullable(of.get(key)).orElseThrow(() -> Mistake.at(node, key + " is missing"));
    }

    /** Those of a list, or the one that is no list. */
    private static List<Node> items(Optional<Node> node) {
        return node.map(one -> one instanceof SequenceNode list ? list.getValue() : List.of(one))
                .orElse(List.of());
    }

    private static Map<String, Node> mapping(Node node, String otherwise) {
        if (!(node instanceof MappingNode mapping)) {
            throw Mistake.at(node, otherwise);
        }
        TreeMap<String, Node> all = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (all.put(said(tuple.getKeyNode()), tuple.getValueNode()) != null) {
                throw Mistake.at(tuple.getKeyNode(), said(tuple.getKeyNode()) + " is said twice");
            }
        }
        return all;
    }

    /** As one text, whatever its form. */
    private static String said(Node node) {
        return switch (node) {
            case ScalarNode word -> word.getValue();
            case SequenceNode list ->
                list.getValue().stream().map(SavedPerimeter::said).collect(Collectors.joining(", ", "[", "]"));
            default -> {
                List<String> entries = new ArrayList<>();
                mapping(node, "this is no text").forEach((key, value) -> entries.add(key + ": " + said(value)));
                yield String.join(", ", entries);
            }
        };
    }
}
