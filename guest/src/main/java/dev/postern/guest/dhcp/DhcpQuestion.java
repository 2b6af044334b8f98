package dev.postern.guest.dhcp;

import dev.postern.model.net.Ip;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A client's message.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2131#section-2">RFC 2131, 2</a>
 */
final class DhcpQuestion {
    /** Where the options begin. */
    static final int FIXED_BYTES = 240;

    static final int COOKIE = 0x63825363;
    static final int COOKIE_AT = 236;
    static final int OWN_ADDRESS_AT = 12;
    private static final int RELAY_AT = 24;
    private static final int ADDRESS_BYTES = 4;

    private static final byte REQUEST = 1;
    private static final byte ETHERNET = 1;
    private static final byte ETHERNET_BYTES = 6;
    private static final int PAD = 0;
    private static final int END = 255;

    /** All that precedes the options, with the magic cookie. */
    private final byte[] fixed;

    /** By their codes. */
    private final Map<Integer, byte[]> options;

    /** What a client says. */
    enum Kind {
        DISCOVER(1),
        REQUEST(3),
        INFORM(8);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private DhcpQuestion(byte[] fixed, Map<Integer, byte[]> options) {
        this.fixed = fixed;
        this.options = options;
    }

    /** Empty for what is no message of a client's, or was sent by a relay: there is none in a VPC. */
    static Optional<DhcpQuestion> read(byte[] bytes) {
        if (bytes.length < FIXED_BYTES
                || bytes[0] != REQUEST
                || bytes[1] != ETHERNET
                || bytes[2] != ETHERNET_BYTES
                || ByteBuffer.wrap(bytes).getInt(COOKIE_AT) != COOKIE
                || ByteBuffer.wrap(bytes).getInt(RELAY_AT) != 0) {
            return Optional.empty();
        }
        return options(bytes).map(options -> new DhcpQuestion(Arrays.copyOf(bytes, FIXED_BYTES), options));
    }

    /** Empty if one of them does not end. What comes twice is one text (RFC 3396). */
    private static Optional<Map<Integer, byte[]>> options(byte[] bytes) {
        Map<Integer, byte[]> options = new HashMap<>();
        int at = FIXED_BYTES;
        while (at < bytes.length && Byte.toUnsignedInt(bytes[at]) != END) {
            int code = Byte.toUnsignedInt(bytes[at++]);
            if (code == PAD) {
                continue;
            }
            int end = at < bytes.length ? at + 1 + Byte.toUnsignedInt(bytes[at]) : bytes.length + 1;
            if (end > bytes.length) {
                return Optional.empty();
            }
            options.merge(code, Arrays.copyOfRange(bytes, at + 1, end), DhcpQuestion::joined);
            at = end;
        }
        return Optional.of(options);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    /** All that precedes the options. */
    byte[] fixed() {
        return fixed.clone();
    }

    /** Empty for what needs no answer. */
    Optional<Kind> kind() {
        byte[] type = options.getOrDefault(DhcpOption.MESSAGE_TYPE.code(), new byte[0]);
        return Arrays.stream(Kind.values())
                .filter(kind -> type.length == 1 && type[0] == kind.code)
                .findFirst();
    }

    /** The address that the client has by now. */
    Optional<Ip> ownAddress() {
        return address(Arrays.copyOfRange(fixed, OWN_ADDRESS_AT, OWN_ADDRESS_AT + ADDRESS_BYTES));
    }

    /** The address that an option says; empty if it is not there or says none. */
    Optional<Ip> address(DhcpOption option) {
        return address(options.getOrDefault(option.code(), new byte[0]));
    }

    private static Optional<Ip> address(byte[] bytes) {
        if (bytes.length != ADDRESS_BYTES) {
            return Optional.empty();
        }
        long bits = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
        return bits == 0 ? Optional.empty() : Optional.of(Ip.v4(bits));
    }

    /** Whether the client wants to know it; who does not say what he wants gets all. */
    boolean wants(DhcpOption option) {
        byte[] wanted = options.get(DhcpOption.REQUESTED_OPTIONS.code());
        if (wanted == null) {
            return true;
        }
        for (byte code : wanted) {
            if (Byte.toUnsignedInt(code) == option.code()) {
                return true;
            }
        }
        return false;
    }
}
