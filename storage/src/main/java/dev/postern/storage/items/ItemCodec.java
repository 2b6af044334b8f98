package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import dev.postern.model.dynamodb.Item;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Items as bytes: a count and pairs of name and value; a value is its type's letter and what that type has. Lengths have seven bits a
 * byte, the lowest first. The letters are in files: they never change.
 */
final class ItemCodec {
    private ItemCodec() {}

    static byte[] write(Item item) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        pairs(out, item.attributes());
        return out.toByteArray();
    }

    static Item read(byte[] bytes) {
        return new Item(pairs(ByteBuffer.wrap(bytes)));
    }

    private static void pairs(ByteArrayOutputStream out, Map<String, AttributeValue> pairs) {
        length(out, pairs.size());
        pairs.forEach((name, value) -> {
            text(out, name);
            value(out, value);
        });
    }

    private static void value(ByteArrayOutputStream out, AttributeValue value) {
        switch (value) {
            case AttributeValue.S(String text) -> {
                out.write('S');
                text(out, text);
            }
            case AttributeValue.N(BigDecimal number) -> {
                out.write('N');
                text(out, number.toString());
            }
            case AttributeValue.B(Binary binary) -> {
                out.write('B');
                bytes(out, binary.toBytes());
            }
            case AttributeValue.Bool(boolean truth) -> out.write(truth ? 'T' : 'F');
            case AttributeValue.Null _ -> out.write('0');
            case AttributeValue.StringSet set -> many(out, 's', set.values(), text -> text(out, text));
            case AttributeValue.NumberSet set -> many(out, 'n', set.values(), number -> text(out, number.toString()));
            case AttributeValue.BinarySet set -> many(out, 'b', set.values(), binary -> bytes(out, binary.toBytes()));
            case AttributeValue.L list -> many(out, 'L', list.values(), element -> value(out, element));
            case AttributeValue.M map -> {
                out.write('M');
                pairs(out, map.values());
            }
        }
    }

    private static <E> void many(ByteArrayOutputStream out, char letter, Collection<E> elements, Consumer<E> write) {
        out.write(letter);
        length(out, elements.size());
        elements.forEach(write);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
        length(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void length(ByteArrayOutputStream out, int length) {
        int rest = length;
        while (rest > 0x7f) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static SequencedMap<String, AttributeValue> pairs(ByteBuffer in) {
        int count = length(in);
        LinkedHashMap<String, AttributeValue> pairs = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
            String name = text(in);
            pairs.put(name, value(in));
        }
        return pairs;
    }

    private static AttributeValue value(ByteBuffer in) {
        byte letter = in.get();
        return switch (letter) {
            case 'S' -> new AttributeValue.S(text(in));
            case 'N' -> new AttributeValue.N(new BigDecimal(text(in)));
            case 'B' -> new AttributeValue.B(Binary.of(bytes(in)));
            case 'T' -> new AttributeValue.Bool(true);
            case 'F' -> new AttributeValue.Bool(false);
            case '0' -> new AttributeValue.Null();
            case 's' -> AttributeValue.StringSet.of(many(in, ItemCodec::text));
            case 'n' -> AttributeValue.NumberSet.of(many(in, from -> new BigDecimal(text(from))));
            case 'b' -> AttributeValue.BinarySet.of(many(in, from -> Binary.of(bytes(from))));
            case 'L' -> new AttributeValue.L(many(in, ItemCodec::value));
            case 'M' -> new AttributeValue.M(pairs(in));
            default -> throw new IllegalStateException("no type has the letter " + letter);
        };
    }

    private static <E> List<E> many(ByteBuffer in, Function<ByteBuffer, E> read) {
        int count = length(in);
        List<E> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            elements.add(read.apply(in));
        }
        return elements;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[length(in)];
        in.get(bytes);
        return bytes;
    }

    private static int length(ByteBuffer in) {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            length |= (b & 0x7f) << shift;
            if (b >= 0) {
                return length;
            }
        }
    }
}
