package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.server.imported.records.Item;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the AWS CLI would say of something, being written of a resource's attributes. */
final class Description {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Item item;
    private final ObjectNode node = JSON.objectNode();

    private Description(Item item) {
        this.item = item;
    }

    static Description of(Item item) {
        return new Description(item);
    }

    /** The same values by AWS's names: {@code cidr_block} is {@code CidrBlock}. */
    Description same(String... attributes) {
        for (String attribute : attributes) {
            as(attribute, pascal(attribute));
        }
        return this;
    }

    /** A value by another name. */
    Description as(String attribute, String field) {
        item.text(attribute).ifPresent(value -> node.put(field, value));
        return this;
    }

    Description put(String field, String value) {
        node.put(field, value);
        return this;
    }

    Description put(String field, JsonNode value) {
        node.set(field, value);
        return this;
    }

    Description put(String field, Description inside) {
        return put(field, inside.node);
    }

    /** Something inside, if there is anything to say of it. */
    Description inside(String field, Description inside) {
        return inside.node.isEmpty() ? this : put(field, inside.node);
    }

    Description list(String field, Collection<ObjectNode> values) {
        return put(field, array(values));
    }

    /** Tags with those that the provider adds to everything. */
    Description tags(String field) {
        JsonNode all = item.node().path("tags_all");
        JsonNode own = item.node().path("tags");
        item.skip("tags", "tags_all");
        ArrayNode tags = JSON.arrayNode();
        for (Map.Entry<String, JsonNode> tag : (all.isObject() ? all : own).properties()) {
            tags.add(JSON.objectNode()
                    .put("Key", tag.getKey())
                    .put("Value", tag.getValue().asText()));
        }
        return put(field, tags);
    }

    Description tags() {
        return tags("Tags");
    }

    ObjectNode node() {
        return node;
    }

    static ArrayNode array(Collection<? extends JsonNode> values) {
        ArrayNode array = JSON.arrayNode();
        array.addAll(values);
        return array;
    }

    static ArrayNode texts(Collection<String> values) {
        ArrayNode array = JSON.arrayNode();
        values.forEach(array::add);
        return array;
    }

    static ObjectNode object() {
        return JSON.objectNode();
    }

    private static String pascal(String attribute) {
        return Stream.of(attribute.split("_", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
