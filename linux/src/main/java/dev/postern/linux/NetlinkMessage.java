package dev.postern.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message of the kernel: the header of its family, and attributes by their numbers. Numbers are in the machine's order, but where
 * a family says otherwise.
 */
public record NetlinkMessage(int type, ByteBuffer header, Attributes attributes) {
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int TYPE_MASK = 0x3fff;

    static NetlinkMessage of(int type, byte[] body, int headerBytes) {
        ByteBuffer all = ByteBuffer.wrap(body).order(ByteOrder.nativeOrder());
        ByteBuffer header = all.slice(0, headerBytes).order(ByteOrder.nativeOrder());
        int start = Math.min(aligned(headerBytes), body.length);
        return new NetlinkMessage(type, header, new Attributes(all.slice(start, body.length - start)));
    }

    /** An attribute of a request. */
    public static byte[] attribute(int number, String text) {
        return attribute(number, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** An attribute of a request: a number in the machine's order. */
    public static byte[] attribute(int number, int value) {
        return attribute(
                number,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /** An attribute of a request: bytes as they are, or other attributes one after the other. */
    public static byte[] attribute(int number, byte[] value) {
        int length = ATTRIBUTE_HEADER_BYTES + value.length;
        return ByteBuffer.allocate(aligned(length))
                .order(ByteOrder.nativeOrder())
                .putShort((short) length)
                .putShort((short) number)
                .put(value)
                .array();
    }

    static int aligned(int length) {
        return (length + 3) & ~3;
    }

    /** A number of the header, of one byte. */
    public int header(int offset) {
        return Byte.toUnsignedInt(header.get(offset));
    }

    /** A number of the header, of four bytes. */
    public int headerInt(int offset) {
        return header.getInt(offset);
    }

    /** A list of attributes, or what one of them holds. */
    public static final class Attributes {
        private final ByteBuffer content;
        private final Map<Integer, ByteBuffer> byNumber = new HashMap<>();

        private Attributes(ByteBuffer content) {
            this.content = content.order(ByteOrder.nativeOrder());
            forEach((number, value) -> byNumber.put(number, value));
        }

        /** Takes one attribute. */
        @FunctionalInterface
        public interface Visitor {
            void visit(int number, ByteBuffer value);
        }

        /** All of them, also several of one number. */
        public void forEach(Visitor visitor) {
            int position = 0;
            while (content.limit() - position >= ATTRIBUTE_HEADER_BYTES) {
                int length = Short.toUnsignedInt(content.getShort(position));
                if (length < ATTRIBUTE_HEADER_BYTES || position + length > content.limit()) {
                    return;
                }
                int number = content.getShort(position + Short.BYTES) & TYPE_MASK;
                visitor.visit(
                        number,
                        content.slice(position + ATTRIBUTE_HEADER_BYTES, length - ATTRIBUTE_HEADER_BYTES)
                                .order(ByteOrder.nativeOrder()));
                position += aligned(length);
            }
        }

        /** The attributes that one holds. */
        public static Attributes in(ByteBuffer value) {
            return new Attributes(value);
        }

        public Optional<Attributes> nested(int number) {
            return Optional.ofNullable(byNumber.get(number)).map(Attributes::new);
        }

        public Optional<byte[]> bytes(int number) {
            return Optional.ofNullable(byNumber.get(number)).map(value -> {
                byte[] copy = new byte[value.limit()];
                value.get(0, copy);
                return copy;
            });
        }

        public OptionalInt number(int number) {
            ByteBuffer value = byNumber.get(number);
            return value == null || value.limit() < Integer.BYTES
                    ? OptionalInt.empty()
                    : OptionalInt.of(value.getInt(0));
        }

        /** A text that ends with its first zero, or at its end. */
        public Optional<String> text(int number) {
            return bytes(number).map(value -> {
                int end = 0;
                while (end < value.length && value[end] != 0) {
                    end++;
                }
                return new String(value, 0, end, StandardCharsets.UTF_8);
            });
        }
    }
}
