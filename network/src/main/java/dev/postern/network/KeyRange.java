package dev.postern.network;

import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;

/**
 * The 16 bits that a rule looks at besides addresses: a destination port, or an ICMP type and code side by side
 * ({@code type * 256 + code}). So one algebra serves TCP, UDP and ICMP.
 *
 * @param from the first key, 0 or more
 * @param to the last key, 65535 or less
 */
public record KeyRange(int from, int to) {
    public static final int LAST = 65535;
    public static final KeyRange ALL = new KeyRange(0, LAST);

    public KeyRange {
        if (from < 0 || to > LAST || from > to) {
            throw new IllegalArgumentException("keys " + from + " to " + to);
        }
    }

    /** The keys that a rule of the protocol means; protocols without ports have all of them. */
    public static KeyRange of(Protocol protocol, PortRange ports) {
        if (protocol.isIcmp()) {
            if (ports.from() < 0) {
                return ALL;
            }
            int type = ports.from() << 8;
            return ports.to() < 0 ? new KeyRange(type, type | 255) : new KeyRange(type | ports.to(), type | ports.to());
        }
        return protocol.hasPorts() && ports.from() >= 0 ? new KeyRange(ports.from(), ports.to()) : ALL;
    }

    public boolean contains(int key) {
        return from <= key && key <= to;
    }

    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }
}
