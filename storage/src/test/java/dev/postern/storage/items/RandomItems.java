package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Projection;
import dev.postern.model.dynamodb.ScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Items at random, and a table for them. */
final class RandomItems {
    private final Random random;

    RandomItems(Random random) {
        this.random = random;
    }

    static Layout layout(String table, List<String> indexes) {
        TreeMap<String, Layout.Index> all = new TreeMap<>();
        for (String index : indexes) {
            all.put(
                    index,
                    new Layout.Index(
                            new Layout.Key(part("g", ScalarType.N), Optional.of(part(index, ScalarType.S))),
                            Projection.ALL));
        }
        Layout.Key key = new Layout.Key(part("h", ScalarType.S), Optional.of(part("r", ScalarType.N)));
        return new Layout(table, key, all, Optional.of("gone"));
    }

    static Layout.Part part(String name, ScalarType type) {
        return new Layout.Part(name, type);
    }

    static Place place(Layout layout, Item item) {
        return new Place(layout.table(), item.get("h").orElseThrow(), item.get("r"));
    }

    /** With few keys, so that items meet. */
    Item item() {
        LinkedHashMap<String, AttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("h", new AttributeValue.S("h" + random.nextInt(4)));
        attributes.put("r", AttributeValue.N.of(Integer.toString(random.nextInt(7) - 3)));
        if (random.nextBoolean()) {
            attributes.put("g", AttributeValue.N.of(Integer.toString(random.nextInt(3))));
        }
        for (String name : List.of("a", "b")) {
            switch (random.nextInt(4)) {
                case 0 -> attributes.put(name, new AttributeValue.S(text()));
                case 1 -> attributes.put(name, AttributeValue.N.of("1"));
                default -> {}
            }
        }
        return new Item(attributes);
    }

    String text() {
        return random.ints(random.nextInt(4), 0, 5)
                .mapToObj(i -> List.of("a", "b", "é", "€", "😀").get(i))
                .reduce("", String::concat);
    }

    BigDecimal number() {
        if (random.nextInt(20) == 0) {
            return BigDecimal.ZERO;
        }
        int digits = 1 + random.nextInt(random.nextBoolean() ? 38 : 3);
        BigInteger unscaled = new BigInteger(4 * digits, random).mod(BigInteger.TEN.pow(digits));
        BigInteger signed = random.nextBoolean() ? unscaled : unscaled.negate();
        int exponent = random.nextInt(random.nextBoolean() ? 80 : 4) - 2;
        return dev.postern.model.dynamodb.Numbers.parse(signed + "e" + exponent);
    }

    Binary binary() {
        byte[] bytes = new byte[random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] =
                    (byte) List.of(0, 1, 127, 128, 255).get(random.nextInt(5)).intValue();
        }
        return Binary.of(bytes);
    }

    AttributeValue value(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> new AttributeValue.S(text());
            case 1 -> new AttributeValue.N(number());
            case 2 -> new AttributeValue.B(binary());
            case 3 -> new AttributeValue.Bool(random.nextBoolean());
            case 4 -> new AttributeValue.Null();
            case 5 -> AttributeValue.StringSet.of(List.of(text(), text()));
            case 6 -> AttributeValue.NumberSet.of(List.of(number(), number()));
            case 7 -> AttributeValue.BinarySet.of(List.of(binary(), binary()));
            case 8 -> {
                List<AttributeValue> values = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    values.add(value(depth - 1));
                }
                yield new AttributeValue.L(values);
            }
            default -> AttributeValue.M.of(Map.of("x" + text(), value(depth - 1)));
        };
    }
}
