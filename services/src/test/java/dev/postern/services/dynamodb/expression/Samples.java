package dev.postern.services.dynamodb.expression;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import dev.postern.model.dynamodb.Item;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values in few letters. */
final class Samples {
    private Samples() {}

    static AttributeValue s(String text) {
        return new AttributeValue.S(text);
    }

    static AttributeValue n(String number) {
        return AttributeValue.N.of(number);
    }

    static AttributeValue b(String text) {
        return new AttributeValue.B(Binary.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static AttributeValue ss(String... texts) {
        return AttributeValue.StringSet.of(List.of(texts));
    }

    static AttributeValue ns(String... numbers) {
        return AttributeValue.NumberSet.of(Arrays.stream(numbers)
                .map(dev.postern.model.dynamodb.Numbers::parse)
                .toList());
    }

    static AttributeValue l(AttributeValue... values) {
        return new AttributeValue.L(List.of(values));
    }

    static AttributeValue m(Object... pairs) {
        return AttributeValue.M.of(pairs(pairs));
    }

    static Item item(Object... pairs) {
        return Item.of(pairs(pairs));
    }

    static Map<String, AttributeValue> pairs(Object... pairs) {
        LinkedHashMap<String, AttributeValue> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], (AttributeValue) pairs[i + 1]);
        }
        return map;
    }
}
