package dev.postern.guest.dns;

import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.InternetPolicy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xbill.DNS.Name;

/**
 * A name below one of the domains of reverse look-ups (RFC 1035, 3.5; RFC 3596, 2.5): it says which block of addresses it is about, also
 * where more labels follow that are no numbers, as where a zone is for less than 256 addresses (RFC 2317).
 *
 * @param block the smallest that the numbers name
 * @param whole whether it is nothing but numbers: an address, or a block that has names below it
 */
record ReverseName(Cidr block, boolean whole) {
    private static final Name IPV4 = DnsNames.name("in-addr.arpa.");
    private static final Name IPV6 = DnsNames.name("ip6.arpa.");
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]");

    static Optional<ReverseName> of(Name name) {
        if (name.subdomain(IPV4)) {
            return Optional.of(read(name, Family.IPV4, 10, 8));
        }
        return name.subdomain(IPV6) ? Optional.of(read(name, Family.IPV6, 16, 4)) : Optional.empty();
    }

    /**
     * Reads the numbers, from the domain on.
     *
     * @param radix in which they are written
     * @param bits of an address that each stands for
     */
    private static ReverseName read(Name name, Family family, int radix, int bits) {
        byte[] address = new byte[family.bits() / Byte.SIZE];
        int length = 0;
        int at = name.labels() - 4; // before the two of the domain, and the root
        while (at >= 0 && length < family.bits()) {
            Optional<Integer> number = number(name.getLabelString(at), radix, 1 << bits);
            if (number.isEmpty()) {
                break;
            }
            address[length / Byte.SIZE] |= (byte) (number.get() << (Byte.SIZE - bits - length % Byte.SIZE));
            length += bits;
            at--;
        }
        return new ReverseName(new Cidr(Ip.of(inet(address)), length), at < 0);
    }

    private static Optional<Integer> number(String label, int radix, int bound) {
        Pattern canonical = radix == 16 ? HEXADECIMAL : DECIMAL;
        return Optional.of(label)
                .filter(written -> canonical.matcher(written).matches())
                .map(digits -> Integer.parseInt(digits, radix))
                .filter(value -> value < bound);
    }

    private static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The one address that it is the name of; empty if it is a block's, or says more. */
    Optional<Ip> address() {
        boolean one = whole && block.length() == block.family().bits();
        return one ? Optional.of(block.first()) : Optional.empty();
    }

    /** What is this cloud's, or nobody's on the internet. */
    private static Stream<Cidr> own(Family family) {
        return Stream.concat(Stream.of(AddressPlan.everythingPublic(family)), InternetPolicy.special(family).stream());
    }

    /** Whether nobody but this cloud can know it. */
    boolean isOwn() {
        return own(block.family()).anyMatch(own -> own.contains(block));
    }

    /** Whether names that only this cloud can know are below it. */
    boolean isParentOfOwn() {
        return whole && own(block.family()).anyMatch(own -> own.overlaps(block));
    }
}
