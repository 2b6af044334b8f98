package dev.postern.model.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of an item tells whether a transaction is asked for again: it must not depend on how a client orders what has no order. */
final class ItemTest {
    @Test
    void equalItemsHaveTheSameText() {
        Item one = item(List.of("a", "b", "c"));
        Item other = item(List.of("c", "a", "b"));
        assertThat(one).isEqualTo(other).hasToString(other.toString());
    }

    @Test
    void theOrderOfAListTells() {
        assertThat(list("a", "b")).doesNotHaveToString(list("b", "a").toString());
    }

    @Test
    void setsOfDifferentTypesHaveDifferentTexts() {
        assertThat(AttributeValue.StringSet.of(List.of("1")))
                .doesNotHaveToString(
                        AttributeValue.NumberSet.of(List.of(BigDecimal.ONE)).toString());
    }

    private static AttributeValue list(String... texts) {
        return new AttributeValue.L(List.of(texts).stream()
                .<AttributeValue>map(AttributeValue.S::new)
                .toList());
    }

    private static Item item(List<String> names) {
        LinkedHashMap<String, AttributeValue> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, new AttributeValue.S("of " + name)));
        values.put("SS", AttributeValue.StringSet.of(names));
        values.put(
                "NS",
                AttributeValue.NumberSet.of(names.stream()
                        .map(name -> BigDecimal.valueOf(name.charAt(0)))
                        .toList()));
        values.put(
                "BS",
                AttributeValue.BinarySet.of(names.stream()
                        .map(name -> Binary.of(new byte[] {(byte) name.charAt(0)}))
                        .toList()));
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        names.forEach(name -> attributes.put(name, AttributeValue.M.of(values)));
        return new Item(attributes);
    }
}
