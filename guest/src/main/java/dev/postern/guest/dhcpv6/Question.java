package dev.postern.guest.dhcpv6;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A client's message.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8415#section-8">RFC 8415, 8</a>
 */
final class Question {
    /** Where the options begin: behind the type, and the number by which the client knows the answer. */
    static final int HEAD_BYTES = 4;

    private static final int IDENTIFIER_BYTES_MIN = 3;
    private static final int IDENTIFIER_BYTES_MAX = 130;

    private final Kind kind;
    private final byte[] head;
    private final List<Option> options;
    private final List<Association> associations;

    /** What a client says. */
    enum Kind {
        SOLICIT(1),
        REQUEST(3),
        CONFIRM(4),
        RENEW(5),
        REBIND(6),
        RELEASE(8),
        DECLINE(9),
        INFORMATION_REQUEST(11);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Optional<Kind> of(int code) {
            return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    private Question(Kind kind, byte[] head, List<Option> options, List<Association> associations) {
        this.kind = kind;
        this.head = head;
        this.options = options;
        this.associations = associations;
    }

    /** Empty for what is no message of a client's; there are no relays in a VPC. */
    static Optional<Question> read(byte[] bytes) {
        if (bytes.length < HEAD_BYTES) {
            return Optional.empty();
        }
        byte[] head = Arrays.copyOf(bytes, HEAD_BYTES);
        return Kind.of(Byte.toUnsignedInt(head[0]))
                .flatMap(kind -> Option.read(bytes, HEAD_BYTES)
                        .flatMap(options -> Association.all(options)
                                .map(associations -> new Question(kind, head, options, associations))))
                .filter(question -> question.client().isPresent()
                        || (question.kind == Kind.INFORMATION_REQUEST && !question.has(OptionCode.CLIENT)));
    }

    Kind kind() {
        return kind;
    }

    /** The first bytes of an answer. */
    byte[] answered(int type) {
        byte[] answered = head.clone();
        answered[0] = (byte) type;
        return answered;
    }

    boolean has(OptionCode code) {
        return options.stream().anyMatch(option -> option.is(code));
    }

    private Optional<byte[]> value(OptionCode code) {
        return options.stream()
                .filter(option -> option.is(code))
                .map(Option::value)
                .findFirst();
    }

    /** Who asks; empty if he does not say so in a way that is allowed. */
    Optional<byte[]> client() {
        return value(OptionCode.CLIENT)
                .filter(id -> id.length >= IDENTIFIER_BYTES_MIN && id.length <= IDENTIFIER_BYTES_MAX);
    }

    /**
     * Whether it is a server's affair: what must name one names this one, and what must name none does not.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8415#section-16">RFC 8415, 16</a>
     */
    boolean isFor(byte[] server) {
        Optional<byte[]> named = value(OptionCode.SERVER);
        return switch (kind) {
            case SOLICIT, CONFIRM, REBIND -> named.isEmpty();
            case REQUEST, RENEW, RELEASE, DECLINE ->
                named.filter(id -> Arrays.equals(id, server)).isPresent();
            case INFORMATION_REQUEST ->
                associations.isEmpty()
                        && named.filter(id -> !Arrays.equals(id, server)).isEmpty();
        };
    }

    List<Association> associations() {
        return associations;
    }

    /** Whether the client wants to know it; who does not say what he wants gets all. */
    boolean wants(OptionCode code) {
        Optional<byte[]> wanted = value(OptionCode.REQUESTED_OPTIONS);
        if (wanted.isEmpty()) {
            return true;
        }
        ByteBuffer codes = ByteBuffer.wrap(wanted.get());
        while (codes.remaining() >= Short.BYTES) {
            if (Short.toUnsignedInt(codes.getShort()) == code.code()) {
                return true;
            }
        }
        return false;
    }
}
