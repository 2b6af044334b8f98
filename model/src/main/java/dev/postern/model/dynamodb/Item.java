package dev.postern.model.dynamodb;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Attributes by their names: an item of a table, a part of one, or its key. */
public record Item(SequencedMap<String, AttributeValue> attributes) {
    public static final Item EMPTY = new Item(new LinkedHashMap<>());

    public Item {
        attributes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(attributes));
    }

    public static Item of(Map<String, AttributeValue> attributes) {
        return new Item(new LinkedHashMap<>(attributes));
    }

    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    public Optional<AttributeValue> get(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /** What is there of some names. */
    public Item only(Collection<String> names) {
        LinkedHashMap<String, AttributeValue> some = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (names.contains(name)) {
                some.put(name, value);
            }
        });
        return new Item(some);
    }

    /** The bytes that it takes: its names and its values. */
    public int size() {
        int size = 0;
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            size += bytes(attribute.getKey()) + attribute.getValue().size();
        }
        return size;
    }

    /** The same for equal items, in whatever order somebody named their attributes. */
    @Override
    public String toString() {
        return new TreeMap<>(attributes).toString();
    }

    /** The length of a text in UTF-8. */
    static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                bytes += 2; // the two halves of one beyond the first plane have two each
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
