package dev.postern.model.elbv2;

import dev.postern.model.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a balancer's listeners understand, and the groups of targets to which they forward. */
public enum Transport {
    TCP,
    UDP,
    /** Both, on one port. */
    TCP_UDP,
    /** TLS, which the balancer ends: to targets it speaks plain TCP, or TLS of its own. */
    TLS,
    /** All IP packets, which a Gateway Load Balancer wraps to hand them to its targets: its listener has no port of its own. */
    GENEVE;

    /** At which targets are handed wrapped packets. */
    public static final int GENEVE_PORT = 6081;

    /** The transport of a name that AWS has for it; empty for what no balancer speaks here. */
    public static Optional<Transport> find(String name) {
        return Stream.of(values()).filter(one -> one.name().equals(name)).findFirst();
    }

    /** What its packets are, where they are clients' own: none where they are of all protocols. */
    public List<Protocol> protocols() {
        return switch (this) {
            case TCP, TLS -> List.of(Protocol.TCP);
            case UDP -> List.of(Protocol.UDP);
            case TCP_UDP -> List.of(Protocol.TCP, Protocol.UDP);
            case GENEVE -> List.of();
        };
    }

    /**
     * Whether a listener may forward to targets of a transport.
     *
     * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html">Listeners</a>
     */
    public boolean forwardsTo(Transport targets) {
        return switch (this) {
            case TCP -> targets == TCP || targets == TCP_UDP;
            case UDP -> targets == UDP || targets == TCP_UDP;
            case TCP_UDP -> targets == TCP_UDP;
            case TLS -> targets == TLS || targets == TCP;
            case GENEVE -> targets == GENEVE;
        };
    }
}
