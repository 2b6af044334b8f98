package dev.postern.server.verify;

import dev.postern.server.verify.Line.Aim;
import dev.postern.server.verify.Line.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads perimeter files, which are YAML. What is not known is a mistake, with what may have been meant. */
final class PerimeterFile {
    /** How long a file may be, in characters. */
    static final int CHARACTERS_MAX = 16 << 20;

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
    private static final List<String> CRITERIA = List.of("tag", "subnet", "vpc", "group", "role");
    private static final List<String> GOAL = List.of("tag", "subnet", "vpc", "group", "role", "port");

    private PerimeterFile() {}

    /**
     * The lines of a file.
     *
     * @throws PerimeterMistake at the first thing that is wrong
     */
    static List<Line> read(String text) {
        Node root = root(text);
        Map<String, Node> file = mapping(root, "a file is", SECTIONS);
        if (!file.containsKey("perimeter") && file.containsKey("checks")) {
            return List.of();
        }
        Node lines = Optional.ofNullable(file.get("perimeter"))
                .orElseThrow(() -> new PerimeterMistake(Place.of(root), "a file begins with \"perimeter:\""));
        List<Line> read = new ArrayList<>();
        for (Node one : sequence(lines, "perimeter is a list: each line of it begins with a dash")) {
            read.add(line(one));
        }
        return read;
    }

    /** What a file has under a name, beside its lines. */
    static Optional<Node> section(String text, String name) {
        return Optional.ofNullable(mapping(root(text), "a file is", SECTIONS).get(name));
    }

    private static Node root(String text) {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(CHARACTERS_MAX).build();
        try {
            return new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new PerimeterMistake(new Place(1, 1), "the file is empty"));
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(Place::of).orElse(new Place(1, 1));
            throw new PerimeterMistake(place, "this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new PerimeterMistake(new Place(1, 1), "this cannot be read: " + e.getMessage());
        }
    }

    private static Line line(Node node) {
        Map<String, Node> of = mapping(node, "a line has", KEYS);
        // For people alone, and words all the same.
        Optional.ofNullable(of.get("because"))
                .map(PerimeterFile::items)
                .orElse(List.of())
                .forEach(word -> scalar(word, "because"));
        Node from = need(node, of, "from");
        boolean paper =
                Optional.ofNullable(of.get("paper")).map(it -> yes(it, "paper")).orElse(false);
        boolean allowed = expected(need(node, of, "expect"));
        if (allowed && of.containsKey("stopped-by")) {
            throw new PerimeterMistake(Place.of(need(node, of, "stopped-by")), "what is allowed is not stopped");
        }
        return new Line(
                Place.of(node),
                text(of, "name"),
                selectors(from),
                aim(node, of),
                text(of, "as"),
                text(of, "region"),
                text(of, "bucket-owner"),
                allowed,
                text(of, "stopped-by"),
                paper);
    }

    private static boolean expected(Node node) {
        String text = scalar(node, "expect");
        return switch (text) {
            case "allowed" -> true;
            case "denied" -> false;
            default ->
                throw new PerimeterMistake(
                        Place.of(node),
                        "expect is allowed or denied, not " + text + Meant.among(text, List.of("allowed", "denied")));
        };
    }

    private static boolean yes(Node node, String what) {
        String text = scalar(node, what);
        if (!text.equals("true") && !text.equals("false")) {
            throw new PerimeterMistake(Place.of(node), what + " is true or false, not " + text);
        }
        return text.equals("true");
    }

    private static Aim aim(Node node, Map<String, Node> of) {
        Node to = of.get("to");
        Node action = of.get("action");
        if ((to == null) == (action == null)) {
            throw new PerimeterMistake(
                    Place.of(node),
                    to == null
                            ? "a line has to (where a packet goes) or action (what a request does)"
                            : "a line has to or action, not both");
        }
        if (to != null) {
            for (String only : List.of("on", "as", "region", "bucket-owner")) {
                if (of.containsKey(only)) {
                    throw new PerimeterMistake(
                            Place.of(need(node, of, only)), only + " is for requests, which have an action");
                }
            }
            return new Line.Packets(items(to).stream().map(PerimeterFile::goal).toList());
        }
        List<String> on = Optional.ofNullable(of.get("on")).map(PerimeterFile::items).orElse(List.of()).stream()
                .map(item -> scalar(item, "on"))
                .toList();
        return new Line.Request(scalar(action, "action"), on);
    }

    private static Goal goal(Node node) {
        if (node instanceof ScalarNode word) {
            return new Goal(new Selector.Word(Place.of(node), word.getValue()), "");
        }
        Map<String, Node> of = mapping(node, "to has", GOAL);
        String port = scalar(need(node, of, "port"), "port");
        if (!port.matches("[0-9]{1,5}(/(tcp|udp))?|icmp")) {
            throw new PerimeterMistake(
                    Place.of(need(node, of, "port")), "a port is as 443, 53/udp or icmp, not " + port);
        }
        of.remove("port");
        return new Goal(chosen(node, of), port);
    }

    private static List<Selector> selectors(Node node) {
        return items(node).stream().map(PerimeterFile::selector).toList();
    }

    private static Selector selector(Node node) {
        return node instanceof ScalarNode word
                ? new Selector.Word(Place.of(node), word.getValue())
                : chosen(node, mapping(node, "who is meant is told by", CRITERIA));
    }

    private static Selector chosen(Node node, Map<String, Node> of) {
        if (of.isEmpty()) {
            throw new PerimeterMistake(Place.of(node), "say who: by " + String.join(", ", CRITERIA));
        }
        SortedMap<String, String> criteria = new TreeMap<>();
        of.forEach((key, value) -> criteria.put(key, scalar(value, key)));
        String tag = criteria.get("tag");
        if (tag != null && tag.indexOf('=') < 1) {
            throw new PerimeterMistake(Place.of(need(node, of, "tag")), "a tag is KEY=VALUE, not " + tag);
        }
        return new Selector.Chosen(Place.of(node), criteria);
    }

    /** One, or the items of a list, which has some. */
    private static List<Node> items(Node node) {
        if (!(node instanceof SequenceNode list)) {
            return List.of(node);
        }
        if (list.getValue().isEmpty()) {
            throw new PerimeterMistake(Place.of(node), "a list without anything means nobody");
        }
        return list.getValue();
    }

    static List<Node> sequence(Node node, String otherwise) {
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return list.getValue();
        }
        throw new PerimeterMistake(Place.of(node), otherwise);
    }

    static Map<String, Node> mapping(Node node, String what, List<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            throw new PerimeterMistake(Place.of(node), what + " " + String.join(", ", known) + ", each with a colon");
        }
        Map<String, Node> all = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(tuple.getKeyNode(), "a key");
            Place place = Place.of(tuple.getKeyNode());
            if (!known.contains(key)) {
                throw new PerimeterMistake(place, "there is no " + key + " here" + Meant.among(key, known));
            }
            if (all.put(key, tuple.getValueNode()) != null) {
                throw new PerimeterMistake(place, key + " is said twice");
            }
        }
        return all;
    }

    private static Node need(Node node, Map<String, Node> of, String key) {
        return Optional.ofNullable(of.get(key))
                .orElseThrow(() -> new PerimeterMistake(Place.of(node), key + " is missing"));
    }

    private static Optional<String> text(Map<String, Node> of, String key) {
        return Optional.ofNullable(of.get(key)).map(node -> scalar(node, key));
    }

    static String scalar(Node node, String what) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return scalar.getValue();
        }
        throw new PerimeterMistake(Place.of(node), what + " is a word");
    }
}
