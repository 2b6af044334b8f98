package dev.postern.model.net;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An IP protocol of a rule: a number from 0 to 255, or all of them.
 *
 * @param number the protocol number, or -1 for all
 * @see <a href="https://www.iana.org/assignments/protocol-numbers/">IANA protocol numbers</a>
 */
public record Protocol(int number) implements Comparable<Protocol> {
    public static final Protocol ALL = new Protocol(-1);
    public static final Protocol ICMP = new Protocol(1);
    public static final Protocol TCP = new Protocol(6);
    public static final Protocol UDP = new Protocol(17);
    public static final Protocol ICMPV6 = new Protocol(58);

    public Protocol {
        if (number < -1 || number > 255) {
            throw new IllegalArgumentException("protocol " + number);
        }
    }

    /** Reads the names and numbers that EC2 takes: {@code tcp udp icmp icmpv6 all -1 0..255}. */
    public static Optional<Protocol> find(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "-1", "all" -> Optional.of(ALL);
            case "tcp" -> Optional.of(TCP);
            case "udp" -> Optional.of(UDP);
            case "icmp" -> Optional.of(ICMP);
            case "icmpv6", "58" -> Optional.of(ICMPV6);
            default ->
                text.matches("\\d{1,3}") && Integer.parseInt(text) <= 255
                        ? Optional.of(new Protocol(Integer.parseInt(text)))
                        : Optional.empty();
        };
    }

    /** What it may be called: its name, where it has one, and its number. */
    public Set<String> names() {
        return new TreeSet<>(List.of(toString(), Integer.toString(number)));
    }

    public boolean hasPorts() {
        return equals(TCP) || equals(UDP);
    }

    public boolean isIcmp() {
        return equals(ICMP) || equals(ICMPV6);
    }

    public boolean matches(Protocol packet) {
        return equals(ALL) || equals(packet);
    }

    @Override
    public int compareTo(Protocol other) {
        return Integer.compare(number, other.number);
    }

    /** As EC2 answers it: a name where it has one, else the number. */
    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 58 -> "icmpv6";
            default -> Integer.toString(number);
        };
    }
}
