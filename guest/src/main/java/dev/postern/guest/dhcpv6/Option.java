package dev.postern.guest.dhcpv6;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An option of a message, or of another option.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8415#section-21.1">RFC 8415, 21.1</a>
 */
final class Option {
    private static final int HEAD_BYTES = 4;

    private final int code;
    private final byte[] value;

    private Option(int code, byte[] value) {
        this.code = code;
        this.value = value;
    }

    /** All that begin at a place; empty if one of them does not end. */
    static Optional<List<Option>> read(byte[] bytes, int from) {
        List<Option> options = new ArrayList<>();
        int at = from;
        while (at < bytes.length) {
            int begin = at + HEAD_BYTES;
            if (begin > bytes.length) {
                return Optional.empty();
            }
            ByteBuffer head = ByteBuffer.wrap(bytes, at, HEAD_BYTES);
            int code = Short.toUnsignedInt(head.getShort());
            int end = begin + Short.toUnsignedInt(head.getShort());
            if (end > bytes.length) {
                return Optional.empty();
            }
            options.add(new Option(code, Arrays.copyOfRange(bytes, begin, end)));
            at = end;
        }
        return Optional.of(options);
    }

    boolean is(OptionCode other) {
        return code == other.code();
    }

    byte[] value() {
        return value.clone();
    }

    /** Those that it has behind fields of its own; empty if there is less, or one does not end. */
    Optional<List<Option>> within(int fixedBytes) {
        return value.length < fixedBytes ? Optional.empty() : read(value, fixedBytes);
    }
}
