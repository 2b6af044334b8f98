package dev.postern.model.net;

/**
 * Ports of a TCP or UDP rule; for ICMP, {@code from} is the type and {@code to} the code, -1 for any.
 *
 * @param from the first port, or the ICMP type
 * @param to the last port, or the ICMP code
 */
public record PortRange(int from, int to) {
    public static final PortRange ALL = new PortRange(0, 65535);
    public static final PortRange ANY_ICMP = new PortRange(-1, -1);

    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    public boolean contains(int port) {
        return from <= port && port <= to;
    }

    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }
}
