package dev.postern.network;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;

/**
 * The first packet of a connection.
 *
 * @param origin where it enters the network
 * @param sourceKey the source port; 0 for protocols without ports
 * @param key the destination port, or for ICMP {@code type * 256 + code}
 */
public record Packet(Origin origin, Ip source, Ip destination, Protocol protocol, int sourceKey, int key) {
    /** Linux's first ephemeral port. */
    private static final int EPHEMERAL = 32768;

    private static final int ECHO_REQUEST = 8 << 8;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_REQUEST_IPV6 = 128 << 8;
    private static final int ECHO_REPLY_IPV6 = 129 << 8;

    /** Where a packet enters the network. */
    public sealed interface Origin {}

    /** From an instance, through its interface. */
    public record FromInterface(NetworkInterfaceId id) implements Origin {}

    /** From the internet's side. */
    public record FromInternet() implements Origin {}

    public static Packet tcp(NetworkInterfaceId from, Ip source, Ip destination, int port) {
        return new Packet(new FromInterface(from), source, destination, Protocol.TCP, EPHEMERAL, port);
    }

    public static Packet udp(NetworkInterfaceId from, Ip source, Ip destination, int port) {
        return new Packet(new FromInterface(from), source, destination, Protocol.UDP, EPHEMERAL, port);
    }

    public static Packet echo(NetworkInterfaceId from, Ip source, Ip destination) {
        return echo(new FromInterface(from), source, destination);
    }

    public static Packet tcpFromInternet(Ip destination, int port) {
        Ip client = AddressPlan.internetClient(destination.family());
        return new Packet(new FromInternet(), client, destination, Protocol.TCP, EPHEMERAL, port);
    }

    public static Packet echoFromInternet(Ip destination) {
        return echo(new FromInternet(), AddressPlan.internetClient(destination.family()), destination);
    }

    private static Packet echo(Origin from, Ip source, Ip destination) {
        return destination.family() == Family.IPV4
                ? new Packet(from, source, destination, Protocol.ICMP, 0, ECHO_REQUEST)
                : new Packet(from, source, destination, Protocol.ICMPV6, 0, ECHO_REQUEST_IPV6);
    }

    /** The first packet of a protocol that has factories here: TCP, UDP, or an echo request of the addresses' family. */
    public static Packet first(Origin from, Ip source, Ip destination, Protocol protocol, int port) {
        return protocol.isIcmp()
                ? echo(from, source, destination)
                : new Packet(from, source, destination, protocol, EPHEMERAL, port);
    }

    /** A packet whose source port does not matter. What is no port, and no ICMP type and code, is not looked at. */
    public static Packet like(Origin from, Ip source, Ip destination, Protocol protocol, int key) {
        boolean ports = protocol.hasPorts();
        return new Packet(
                from, source, destination, protocol, ports ? EPHEMERAL : 0, ports || protocol.isIcmp() ? key : 0);
    }

    /** With another source, as a translation makes it. */
    public Packet withSource(Ip address) {
        return new Packet(origin, address, destination, protocol, sourceKey, key);
    }

    /** With another destination, as a translation makes it. */
    public Packet withDestination(Ip address) {
        return new Packet(origin, source, address, protocol, sourceKey, key);
    }

    /**
     * In the words of the other family, as NAT64 translates it.
     *
     * @param from its source there
     * @param to its destination there
     */
    public Packet between(Ip from, Ip to) {
        boolean ipv4 = to.family() == Family.IPV4;
        if (!protocol.isIcmp()) {
            return new Packet(origin, from, to, protocol, sourceKey, key);
        }
        return new Packet(
                origin, from, to, ipv4 ? Protocol.ICMP : Protocol.ICMPV6, echo(sourceKey, ipv4), echo(key, ipv4));
    }

    private static int echo(int key, boolean ipv4) {
        return switch (key) {
            case ECHO_REQUEST, ECHO_REQUEST_IPV6 -> ipv4 ? ECHO_REQUEST : ECHO_REQUEST_IPV6;
            case ECHO_REPLY, ECHO_REPLY_IPV6 -> ipv4 ? ECHO_REPLY : ECHO_REPLY_IPV6;
            default -> key;
        };
    }

    /** Whether it is what {@code ping} sends. */
    public boolean isEchoRequest() {
        return (protocol.equals(Protocol.ICMP) && key == ECHO_REQUEST)
                || (protocol.equals(Protocol.ICMPV6) && key == ECHO_REQUEST_IPV6);
    }

    /** The ports of a rule that means packets like this: its port, or its ICMP type with any code. */
    public PortRange ports() {
        if (protocol.isIcmp()) {
            return new PortRange(key >> 8, -1);
        }
        return protocol.hasPorts() ? PortRange.of(key) : PortRange.ALL;
    }

    /** The answer, as its sender sends it. */
    public Packet reply(Origin from) {
        int echoed = protocol.equals(Protocol.ICMP) ? ECHO_REPLY : ECHO_REPLY_IPV6;
        return new Packet(
                from,
                /* source= */ destination,
                /* destination= */ source,
                protocol,
                key,
                isEchoRequest() ? echoed : sourceKey);
    }

    @Override
    public String toString() {
        return protocol + " " + source + " -> " + destination + " " + key;
    }
}
