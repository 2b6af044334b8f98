package dev.postern.storage.items;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.KeySchema;
import dev.postern.model.dynamodb.Projection;
import dev.postern.model.dynamodb.ScalarType;
import dev.postern.model.dynamodb.SecondaryIndex;
import dev.postern.model.dynamodb.Table;
import dev.postern.storage.StorageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the store must know of a table to keep its items and its indexes in order.
 *
 * @param table its id, which no other table ever has
 * @param indexes by their names, without those that are about to go
 * @param expiry the attribute that says when an item is to go
 */
public record Layout(String table, Key key, SortedMap<String, Index> indexes, Optional<String> expiry) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public Layout {
        indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
    }

    /** An attribute of a key. */
    public record Part(String name, ScalarType type) {
        Optional<AttributeValue> in(Item item) {
            return item.get(name).filter(type::fits);
        }
    }

    /** A key. */
    public record Key(Part hash, Optional<Part> range) {
        /** Whether an item has all of it, in the types that it has here. */
        boolean isIn(Item item) {
            return hash.in(item).isPresent()
                    && (range.isEmpty() || range.get().in(item).isPresent());
        }

        byte[] partition(Item item) {
            return SortKey.partition(hash.in(item).orElseThrow());
        }

        byte[] sort(Item item) {
            return SortKey.of(range.flatMap(part -> part.in(item)));
        }

        KeySchema schema() {
            return new KeySchema(hash.name(), range.map(Part::name));
        }
    }

    /** A secondary index. */
    public record Index(Key key, Projection projection) {}

    /** The layout of a table as it is. */
    public static Layout of(Table table) {
        TreeMap<String, Index> indexes = new TreeMap<>();
        for (SecondaryIndex index : table.indexes()) {
            if (index.status() != Table.Status.DELETING) {
                indexes.put(index.name(), new Index(key(table, index.key()), index.projection()));
            }
        }
        return new Layout(table.id(), key(table, table.keySchema()), indexes, table.expiryAttribute());
    }

    private static Key key(Table table, KeySchema schema) {
        return new Key(part(table, schema.hash()), schema.range().map(name -> part(table, name)));
    }

    private static Part part(Table table, String name) {
        return new Part(
                name, table.type(name).orElseThrow(() -> new IllegalArgumentException(name + " has no definition")));
    }

    /** The index of a name that is among them. */
    Index index(String name) {
        return Objects.requireNonNull(indexes.get(name));
    }

    String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("table", table);
        json.set("key", json(key));
        ObjectNode all = json.putObject("indexes");
        indexes.forEach((name, index) -> {
            ObjectNode one = json(index.key());
            one.put("projection", index.projection().kind().name());
            index.projection().nonKeyAttributes().forEach(one.withArray("with")::add);
            all.set(name, one);
        });
        expiry.ifPresent(name -> json.put("expiry", name));
        return json.toString();
    }

    static Layout ofJson(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            TreeMap<String, Index> indexes = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : json.get("indexes").properties()) {
                JsonNode one = entry.getValue();
                List<String> with = new ArrayList<>();
                one.path("with").forEach(name -> with.add(name.asText()));
                Projection.Kind kind =
                        Projection.Kind.valueOf(one.get("projection").asText());
                indexes.put(entry.getKey(), new Index(key(one), new Projection(kind, with)));
            }
            return new Layout(
                    json.get("table").asText(),
                    key(json.get("key")),
                    indexes,
                    Optional.ofNullable(json.get("expiry")).map(JsonNode::asText));
        } catch (JsonProcessingException e) {
            throw new StorageException("the layout of a table cannot be read: " + text, e);
        }
    }

    private static ObjectNode json(Key key) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("hash", json(key.hash()));
        key.range().ifPresent(part -> json.set("range", json(part)));
        return json;
    }

    private static ObjectNode json(Part part) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", part.name())
                .put("type", part.type().name());
    }

    private static Key key(JsonNode json) {
        return new Key(
                part(json.get("hash")), Optional.ofNullable(json.get("range")).map(Layout::part));
    }

    private static Part part(JsonNode json) {
        return new Part(
                json.get("name").asText(), ScalarType.valueOf(json.get("type").asText()));
    }
}
