package dev.postern.model.net;

import java.util.Comparator;
import java.util.Optional;

/**
 * A block of addresses. Bits behind the prefix are always zero.
 *
 * @param address the first address
 * @param length the prefix length in bits, 0 to 32 (IPv4) or 128 (IPv6)
 */
public record Cidr(Ip address, int length) implements Comparable<Cidr> {
    public static final Cidr ALL_IPV4 = new Cidr(Ip.v4(0), 0);
    public static final Cidr ALL_IPV6 = new Cidr(new Ip(Family.IPV6, 0, 0), 0);

    /** All addresses of a family. */
    public static Cidr all(Family family) {
        return family == Family.IPV4 ? ALL_IPV4 : ALL_IPV6;
    }

    private static final Comparator<Cidr> ORDER =
            Comparator.comparing(Cidr::address).thenComparingInt(Cidr::length);

    public Cidr {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException("prefix length " + length);
        }
        address = mask(address, length);
    }

    /** Reads a block that the program itself wrote; {@link #find} reads a user's. */
    public static Cidr of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not a CIDR block: " + text));
    }

    /** Reads {@code address/length}; host bits are dropped, as EC2 does for rules and routes. */
    public static Optional<Cidr> find(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("0|[1-9]\\d{0,2}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(digits);
        return Ip.find(text.substring(0, slash))
                .filter(ip -> length <= ip.family().bits())
                .map(ip -> new Cidr(ip, length));
    }

    public Family family() {
        return address.family();
    }

    public boolean contains(Ip ip) {
        return ip.family() == family() && mask(ip, length).equals(address);
    }

    public boolean contains(Cidr other) {
        return other.length >= length && contains(other.address);
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    public Ip first() {
        return address;
    }

    public Ip last() {
        if (family() == Family.IPV4) {
            return Ip.v4(address.low() | (length == 0 ? 0xffff_ffffL : (1L << (32 - length)) - 1));
        }
        long high = length >= 64 ? 0 : length == 0 ? -1L : (1L << (64 - length)) - 1;
        long low = length <= 64 ? -1L : length == 128 ? 0 : (1L << (128 - length)) - 1;
        return new Ip(Family.IPV6, address.high() | high, address.low() | low);
    }

    @Override
    public int compareTo(Cidr other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }

    private static Ip mask(Ip ip, int length) {
        if (ip.family() == Family.IPV4) {
            return length == 0 ? Ip.v4(0) : Ip.v4(ip.low() & -(1L << (32 - length)));
        }
        long high = length == 0 ? 0 : length >= 64 ? ip.high() : ip.high() & -(1L << (64 - length));
        long low = length <= 64 ? 0 : length == 128 ? ip.low() : ip.low() & -(1L << (128 - length));
        return new Ip(Family.IPV6, high, low);
    }
}
