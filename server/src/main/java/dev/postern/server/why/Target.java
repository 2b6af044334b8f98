package dev.postern.server.why;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a packet goes: {@code HOST:PORT[/tcp|/udp]} or {@code HOST/icmp}; an IPv6 address stands in brackets.
 *
 * @param host an address, a name, or an instance
 * @param port 0 for ICMP
 */
record Target(String host, int port, Protocol protocol) {
    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^:/\\s]+)(?::([0-9]{1,7}))?(?:/([A-Za-z]+))?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    static Target parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        String protocol = Optional.ofNullable(matcher.group(3)).orElse("tcp").toLowerCase(Locale.ROOT);
        Optional<String> port = Optional.ofNullable(matcher.group(2));
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        if (protocol.equals("icmp")) {
            return new Target(host, 0, Protocol.ICMP);
        }
        if (port.isEmpty()) {
            throw malformed(text);
        }
        int number = Integer.parseInt(port.get());
        if (number < 1 || number > 65535) {
            throw new CannotAnswer("a port is a number from 1 to 65535, not " + number);
        }
        return switch (protocol) {
            case "tcp" -> new Target(host, number, Protocol.TCP);
            case "udp" -> new Target(host, number, Protocol.UDP);
            default -> throw new CannotAnswer("a packet is /tcp, /udp or /icmp, not /" + protocol);
        };
    }

    private static CannotAnswer malformed(String text) {
        return new CannotAnswer("\"" + text + "\" is neither an action, as s3:GetObject, nor where a packet goes, as"
                + " 10.0.2.10:443, 10.0.2.10:53/udp, 10.0.2.10/icmp or name:443");
    }

    /** The address, where the host is one. */
    Optional<Ip> address() {
        Optional<Ip> found = Ip.find(host);
        if (found.isEmpty() && ADDRESS.matcher(host).matches()) {
            throw new CannotAnswer(host + " is not an address");
        }
        return found;
    }

    /** As it is shown: with the address to which the host led. */
    String shown(Ip address) {
        String plain = address.family() == Family.IPV4 ? address.toString() : "[" + address + "]";
        return plain + (protocol.equals(Protocol.ICMP) ? "" : ":" + port);
    }
}
