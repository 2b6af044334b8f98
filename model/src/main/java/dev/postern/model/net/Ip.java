package dev.postern.model.net;

import dev.postern.model.shared.Ranked;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address of either family.
 *
 * @param family which family
 * @param high the upper 64 bits of an IPv6 address, 0 for IPv4
 * @param low the lower 64 bits; of an IPv4 address, its 32 bits
 */
public record Ip(Family family, long high, long low) implements Comparable<Ip>, Ranked {
    private static final Comparator<Ip> ORDER = Comparator.comparing(Ip::family)
            .thenComparing((a, b) -> Long.compareUnsigned(a.high, b.high))
            .thenComparing((a, b) -> Long.compareUnsigned(a.low, b.low));

    public Ip {
        if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    public static Ip v4(long bits) {
        return new Ip(Family.IPV4, 0, bits & 0xffff_ffffL);
    }

    /** Reads an address that the program itself wrote; {@link #find} reads a user's. */
    public static Ip of(String literal) {
        return find(literal).orElseThrow(() -> new IllegalArgumentException("not an address: " + literal));
    }

    /** Reads dotted-quad IPv4 or RFC 4291 IPv6; never looks a name up. An IPv4 address in the form of an IPv6 one is neither. */
    public static Optional<Ip> find(String literal) {
        boolean ipv6 = literal.indexOf(':') >= 0;
        boolean readable = ipv6 ? literal.indexOf('%') < 0 && literal.indexOf('[') < 0 : isDottedQuad(literal);
        if (!readable) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(InetAddress.ofLiteral(literal))).filter(ip -> ip.family() == Family.IPV6 == ipv6);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Four numbers of one to three digits; by hand, since each request's Host is looked at. None begins with a zero and goes on: some
     * read such a number as octal, some as decimal, and AWS reads it not at all.
     */
    private static boolean isDottedQuad(String text) {
        int dots = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && digits < 3 && !(digits == 1 && text.charAt(i - 1) == '0')) {
                digits++;
            } else if (c == '.' && digits > 0) {
                dots++;
                digits = 0;
            } else {
                return false;
            }
        }
        return dots == 3 && digits > 0;
    }

    public static Ip of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 4 ? v4(buffer.getInt()) : new Ip(Family.IPV6, buffer.getLong(), buffer.getLong());
    }

    public byte[] bytes() {
        return family == Family.IPV4
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** The address that many places on (or back); wraps around at the family's end. */
    public Ip plus(long places) {
        if (family == Family.IPV4) {
            return v4(low + places);
        }
        long sum = low + places;
        boolean carry = places >= 0 && Long.compareUnsigned(sum, low) < 0;
        boolean borrow = places < 0 && Long.compareUnsigned(sum, low) > 0;
        return new Ip(family, high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
    }

    public Cidr asCidr() {
        return new Cidr(this, family.bits());
    }

    /** IPv4 before IPv6, as {@code compareTo} has it. */
    @Override
    public long rank() {
        return family == Family.IPV4 ? low : 1L << 63 | high >>> 1;
    }

    // As in Scope.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ip ip && family == ip.family && high == ip.high && low == ip.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    @Override
    public int compareTo(Ip other) {
        return ORDER.compare(this, other);
    }

    /** The usual text; IPv6 as RFC 5952 has it. */
    @Override
    public String toString() {
        if (family == Family.IPV4) {
            return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
        }
        return Ipv6Text.format(high, low);
    }
}
