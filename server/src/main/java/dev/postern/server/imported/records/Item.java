package dev.postern.server.imported.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.model.Tags;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A record of a file, or a part of one. It knows what was read of it: what was not is told, and so is nothing dropped silently. */
public final class Item {
    private static final String NOT_HERE = "Postern has nothing like it";

    private final Source source;
    private final String id;
    private final String path;
    private final JsonNode node;
    private final boolean defaultsSayNothing;
    private final TreeSet<String> read = new TreeSet<>();
    private final Map<String, List<Item>> parts = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean gone;

    public Item(Source source, String id, JsonNode node) {
        this(source, id, "", node, false);
    }

    /** Of a program that writes every attribute that there is: false, nought and what has only such inside say nothing in it. */
    public static Item ofAttributes(Source source, String id, JsonNode node) {
        return new Item(source, id, "", node, true);
    }

    private Item(Source source, String id, String path, JsonNode node, boolean defaultsSayNothing) {
        this.source = source;
        this.id = id;
        this.path = path;
        this.node = node;
        this.defaultsSayNothing = defaultsSayNothing;
    }

    public Source source() {
        return source;
    }

    public String id() {
        return id;
    }

    public JsonNode node() {
        return node;
    }

    /** A text, a number or a truth value as text; empty where there is none. */
    public Optional<String> text(String field) {
        read.add(field);
        JsonNode value = node.path(field);
        if (value.isContainerNode()) {
            throw mistake(field + " is no text");
        }
        return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
                ? Optional.empty()
                : Optional.of(value.asText());
    }

    public String need(String field) {
        return text(field).orElseThrow(() -> mistake(path + field + " is missing"));
    }

    public boolean flag(String field, boolean otherwise) {
        return text(field).map(Boolean::parseBoolean).orElse(otherwise);
    }

    public int number(String field, int otherwise) {
        try {
            return text(field).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw mistake(path + field + " is no number");
        }
    }

    /** When something was; the epoch where nothing is said. */
    public Instant time(String field) {
        Optional<String> text = text(field);
        try {
            return text.map(one -> OffsetDateTime.parse(one).toInstant()).orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            throw mistake(path + field + " is no time: " + text.orElse(""));
        }
    }

    public Optional<Item> part(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw mistake(path + field + " is no object");
        }
        return Optional.of(
                parts.computeIfAbsent(field, _ -> List.of(inside(field, value))).getFirst());
    }

    public List<Item> parts(String field) {
        return parts.computeIfAbsent(field, _ -> {
            List<Item> all = new ArrayList<>();
            JsonNode value = list(field);
            for (int i = 0; i < value.size(); i++) {
                if (!value.get(i).isObject()) {
                    throw mistake(path + field + "[" + i + "] is no object");
                }
                all.add(inside(field + "[" + i + "]", value.get(i)));
            }
            return all;
        });
    }

    private Item inside(String where, JsonNode value) {
        return new Item(source, id, path + where + ".", value, defaultsSayNothing);
    }

    public List<String> texts(String field) {
        read.add(field);
        List<String> all = new ArrayList<>();
        list(field).forEach(one -> all.add(one.asText()));
        return all;
    }

    private JsonNode list(String field) {
        JsonNode value = node.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
            throw mistake(path + field + " is no list");
        }
        return value;
    }

    /** The document of a policy: an object, or a text, which the API writes with percent signs. */
    public Optional<String> document(String field) {
        read.add(field);
        JsonNode value = node.path(field);
        if (value.isObject()) {
            return Optional.of(value.toString());
        }
        return text(field).map(text -> text.startsWith("%7B") ? URLDecoder.decode(text, StandardCharsets.UTF_8) : text);
    }

    public Tags tags(String field) {
        TreeMap<String, String> tags = new TreeMap<>();
        parts(field).forEach(tag -> tags.put(tag.need("Key"), tag.text("Value").orElse("")));
        return Tags.of(tags);
    }

    /** Fields that say again what is known, or nothing that matters here. */
    public Item skip(String... fields) {
        read.addAll(List.of(fields));
        return this;
    }

    /** A field that is the same everywhere here: any other value is told. */
    public Item only(String field, String... values) {
        read.add(field);
        JsonNode value = node.path(field);
        boolean empty = value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
        String text = value.isContainerNode() ? value.toString() : value.asText();
        if (!empty && !text.isEmpty() && !List.of(values).contains(text)) {
            note(field, "is " + text + ", which is not honoured here");
        }
        return this;
    }

    public void note(String field, String reason) {
        findings.add(new Finding(source.name(), id, path + field, reason));
    }

    /** The whole record is not taken over. */
    public void gone(String reason) {
        gone = true;
        note("", "not taken over: " + reason);
    }

    public ImportMistake mistake(String what) {
        return new ImportMistake(source.name() + ": " + id + ": " + what);
    }

    /** What is to be told of this record: what was noted, and what nobody read. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>(findings);
        if (!gone) {
            node.properties().forEach(field -> {
                List<Item> inside = parts.get(field.getKey());
                if (inside != null) {
                    inside.forEach(one -> all.addAll(one.findings()));
                } else if (!read.contains(field.getKey()) && says(field.getValue())) {
                    all.add(new Finding(source.name(), id, path + field.getKey(), NOT_HERE));
                }
            });
        }
        return all;
    }

    private boolean says(JsonNode value) {
        if (!defaultsSayNothing) {
            return value.isContainerNode()
                    ? !value.isEmpty()
                    : !value.isNull() && !value.asText().isEmpty();
        }
        return value.isContainerNode()
                ? value.valueStream().anyMatch(this::says)
                : !value.isNull() && !List.of("", "false", "0").contains(value.asText());
    }
}
