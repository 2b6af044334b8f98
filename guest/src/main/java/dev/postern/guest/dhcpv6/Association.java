package dev.postern.guest.dhcpv6;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client has together, or would like to have: addresses or prefixes (IA).
 *
 * @param id by which the client knows it
 * @param wanted the client's own idea of it: an address is a block of one
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8415#section-21.4">RFC 8415, 21.4</a>
 */
record Association(Kind kind, int id, List<Cidr> wanted) {
    /** Of what. */
    enum Kind {
        ADDRESSES(OptionCode.ADDRESSES, 12, OptionCode.ADDRESS),
        TEMPORARY_ADDRESSES(OptionCode.TEMPORARY_ADDRESSES, 4, OptionCode.ADDRESS),
        PREFIXES(OptionCode.PREFIXES, 12, OptionCode.PREFIX);

        private final OptionCode code;
        private final int fixedBytes;
        private final OptionCode member;

        Kind(OptionCode code, int fixedBytes, OptionCode member) {
            this.code = code;
            this.fixedBytes = fixedBytes;
            this.member = member;
        }

        OptionCode code() {
            return code;
        }
    }

    private static final int LIFETIMES_BYTES = 8;
    private static final int ADDRESS_BYTES = 16;

    Association {
        wanted = List.copyOf(wanted);
    }

    /** Those among options, in their order; empty if one of them is broken. */
    static Optional<List<Association>> all(List<Option> options) {
        List<Association> all = new ArrayList<>();
        for (Option option : options) {
            for (Kind kind : Kind.values()) {
                if (option.is(kind.code)) {
                    Optional<Association> one = read(kind, option);
                    if (one.isEmpty()) {
                        return Optional.empty();
                    }
                    all.add(one.get());
                }
            }
        }
        return Optional.of(all);
    }

    private static Optional<Association> read(Kind kind, Option option) {
        Optional<List<Option>> within = option.within(kind.fixedBytes);
        if (within.isEmpty()) {
            return Optional.empty();
        }
        List<Cidr> wanted = new ArrayList<>();
        for (Option member : within.get()) {
            if (member.is(kind.member)) {
                Optional<Cidr> block = kind == Kind.PREFIXES ? prefix(member) : address(member);
                if (block.isEmpty()) {
                    return Optional.empty();
                }
                wanted.add(block.get());
            }
        }
        return Optional.of(new Association(kind, ByteBuffer.wrap(option.value()).getInt(), wanted));
    }

    private static Optional<Cidr> address(Option option) {
        return option.within(ADDRESS_BYTES + LIFETIMES_BYTES)
                .map(_ -> ip(ByteBuffer.wrap(option.value())).asCidr());
    }

    private static Optional<Cidr> prefix(Option option) {
        return option.within(LIFETIMES_BYTES + 1 + ADDRESS_BYTES).flatMap(_ -> {
            ByteBuffer value = ByteBuffer.wrap(option.value()).position(LIFETIMES_BYTES);
            int length = Byte.toUnsignedInt(value.get());
            return length <= Family.IPV6.bits() ? Optional.of(new Cidr(ip(value), length)) : Optional.empty();
        });
    }

    private static Ip ip(ByteBuffer bytes) {
        return new Ip(Family.IPV6, bytes.getLong(), bytes.getLong());
    }
}
