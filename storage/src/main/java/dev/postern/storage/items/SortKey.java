package dev.postern.storage.items;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Numbers;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Values of key attributes as bytes that are in the order of the values: texts by their bytes in UTF-8, bytes as unsigned ones, numbers
 * by their value. The first byte says the type, so that no key is empty.
 *
 * <pre>
 * number   sign 0, 1 or 2 | exponent + 130 | two digits in one byte, 11 more than they are | 0 at the end
 *          (a negative one: all but the sign turned over)
 * </pre>
 */
final class SortKey {
    private static final byte[] NONE = {0};
    private static final int EXPONENT_BIAS = 130;
    private static final int PARTITION_PREFIX = 4;

    private SortKey() {}

    /** The key of a value; that of a table without a sort key, where there is none. */
    static byte[] of(Optional<AttributeValue> value) {
        return value.map(SortKey::of).orElse(NONE);
    }

    static byte[] of(AttributeValue value) {
        return switch (value) {
            case AttributeValue.S(String text) -> tagged('S', text.getBytes(StandardCharsets.UTF_8));
            case AttributeValue.B b -> tagged('B', b.value().toBytes());
            case AttributeValue.N(BigDecimal number) -> tagged('N', number(number));
            case AttributeValue.Bool _,
                    AttributeValue.Null _,
                    AttributeValue.StringSet _,
                    AttributeValue.NumberSet _,
                    AttributeValue.BinarySet _,
                    AttributeValue.L _,
                    AttributeValue.M _ -> throw new IllegalArgumentException("no key is of the type " + value.type());
        };
    }

    /** The key of a partition: scans find partitions in the order of a hash, which segments share among themselves. */
    static byte[] partition(AttributeValue value) {
        byte[] key = of(value);
        return ByteBuffer.allocate(PARTITION_PREFIX + key.length)
                .putInt(hash(key))
                .put(key)
                .array();
    }

    /** Where the partitions of a segment begin; those of the one behind the last are nowhere. */
    static byte[] segmentStart(int segment, int segments) {
        long start = ((long) segment << 32) / segments;
        return start > 0xffffffffL
                ? new byte[] {-1, -1, -1, -1, -1}
                : ByteBuffer.allocate(PARTITION_PREFIX).putInt((int) start).array();
    }

    /** The first key behind all that begin with a prefix. */
    static byte[] behind(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == -1) {
            last--; // the type's byte is none of these
        }
        byte[] next = Arrays.copyOf(prefix, last + 1);
        next[last]++;
        return next;
    }

    private static byte[] tagged(char type, byte[] bytes) {
        byte[] key = new byte[bytes.length + 1];
        key[0] = (byte) type;
        System.arraycopy(bytes, 0, key, 1, bytes.length);
        return key;
    }

    private static byte[] number(BigDecimal number) {
        if (number.signum() == 0) {
            return new byte[] {1};
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(24);
        int turned = number.signum() < 0 ? 0xff : 0;
        out.write(number.signum() + 1);
        out.write((Numbers.exponent(number) + EXPONENT_BIAS) ^ turned);
        String digits = number.unscaledValue().abs().toString();
        for (int i = 0; i < digits.length(); i += 2) {
            int second = i + 1 < digits.length() ? digits.charAt(i + 1) - '0' : 0;
            out.write(((digits.charAt(i) - '0') * 10 + second + 11) ^ turned);
        }
        out.write(turned);
        return out.toByteArray();
    }

    /** FNV-1a, with its bits mixed once more, as the first of them decide. */
    private static int hash(byte[] key) {
        int hash = 0x811c9dc5;
        for (byte b : key) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}
