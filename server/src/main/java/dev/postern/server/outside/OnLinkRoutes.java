package dev.postern.server.outside;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The host's routes that lead onto a link, with no gateway before who is there: a host has neighbours in networks that none of its own
 * addresses is in, as where DHCPv6 gives it an address of 128 bits and a router advertises the prefix, at the far end of a point-to-point
 * link, or where somebody says so.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">/proc/net/route</a>
 */
final class OnLinkRoutes {
    /** Less of an address is no link's, but a part of the way to everybody: tunnels halve the default route to take precedence over it. */
    private static final int LENGTH_MIN = 8;

    private static final long GATEWAY = 0x2;
    private static final long REJECT = 0x200;
    private static final long LOCAL = 0x8000_0000L;
    private static final int HEX = 16;

    private OnLinkRoutes() {}

    /** Those of this host, as the kernel has them now. */
    static List<Cidr> ofHost() throws IOException {
        return Stream.concat(
                        lines("/proc/net/route").stream().skip(1).flatMap(line -> ipv4(line).stream()),
                        lines("/proc/net/ipv6_route").stream().flatMap(line -> ipv6(line).stream()))
                .toList();
    }

    /** A kernel without a family has no file for it. */
    private static List<String> lines(String file) throws IOException {
        Path path = Path.of(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    /** Where a line leads: device, destination, gateway, flags, three numbers, mask; addresses as the processor stores them. */
    static Optional<Cidr> ipv4(String line) {
        String[] words = line.strip().split("\\s+", -1);
        int length = Long.bitCount(Long.parseLong(words[7], HEX));
        int bits = Integer.reverseBytes(Integer.parseUnsignedInt(words[1], HEX));
        return onLink(Ip.v4(Integer.toUnsignedLong(bits)), length, words[3]);
    }

    /** Where a line leads: destination, length, source, its length, next hop, three numbers, flags, device. */
    static Optional<Cidr> ipv6(String line) {
        String[] words = line.strip().split("\\s+", -1);
        Ip address = new Ip(
                Family.IPV6,
                Long.parseUnsignedLong(words[0], 0, HEX, HEX),
                Long.parseUnsignedLong(words[0], HEX, 2 * HEX, HEX));
        return onLink(address, Integer.parseInt(words[1], HEX), words[8]);
    }

    private static Optional<Cidr> onLink(Ip address, int length, String flags) {
        boolean elsewhere = (Long.parseLong(flags, HEX) & (GATEWAY | REJECT | LOCAL)) != 0;
        return elsewhere || length < LENGTH_MIN ? Optional.empty() : Optional.of(new Cidr(address, length));
    }
}
