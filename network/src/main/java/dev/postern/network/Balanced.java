package dev.postern.network;

import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * A listener of a Network Load Balancer, at one of its nodes.
 *
 * @param idleSeconds after how long a connection on which nothing is sent is forgotten
 * @param sticky whether all connections from one address go to one target, as long as the targets stay the same
 * @param tls the listener's key, if it ends TLS
 * @param targets to whom new connections go, each as often as it is there; none where nobody is to be reached
 * @param severed with whom connections end that are there
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html">Listeners</a>
 */
public record Balanced(
        Protocol protocol,
        int port,
        int idleSeconds,
        boolean sticky,
        Optional<String> tls,
        List<Target> targets,
        Severed severed) {
    public Balanced {
        targets = List.copyOf(targets);
    }

    /**
     * Who is balanced to.
     *
     * @param keepsClient whether he sees who connects, and not the balancer
     * @param told what the balancer says to him before anything else
     */
    public record Target(Ip address, int port, boolean keepsClient, Told told) {
        /** Whom it says nothing of its own. */
        public Target(Ip address, int port, boolean keepsClient) {
            this(address, port, keepsClient, Told.NOTHING);
        }

        private boolean isOf(Family family) {
            return address.family() == family;
        }

        private Target hidingClient() {
            return new Target(address, port, /* keepsClient= */ false, told);
        }

        /** His address and port, as people and programs write it. */
        public String at() {
            return (isOf(Family.IPV4) ? address : "[" + address + "]") + ":" + port;
        }

        @Override
        public String toString() {
            return at() + (keepsClient ? "" : " hidden") + (told.equals(Told.NOTHING) ? "" : " " + told);
        }
    }

    /**
     * What a target hears from a balancer.
     *
     * @param client who connects, in a header of the PROXY protocol
     * @param tls that it speaks TLS
     */
    public record Told(boolean client, boolean tls) {
        public static final Told NOTHING = new Told(false, false);

        @Override
        public String toString() {
            return (client ? "told of the client" : "") + (client && tls ? ", " : "") + (tls ? "by TLS" : "");
        }
    }

    /**
     * Whether bytes, or the family, change on the way of who connects by a family: the server then joins two connections, where the kernel
     * else sends packets on. Datagrams never do.
     */
    public boolean isJoined(Family client) {
        return protocol.equals(Protocol.TCP)
                && (tls.isPresent()
                        || targets.stream()
                                .anyMatch(target -> !target.told().equals(Told.NOTHING) || !target.isOf(client)));
    }

    /**
     * To whom it gives what comes by a family: a target of the other one sees the balancer in any case, and gets no datagrams.
     *
     * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation">
     *     Client IP preservation</a>
     */
    public List<Target> targets(Family client) {
        return targets.stream()
                .filter(target -> target.isOf(client) || protocol.equals(Protocol.TCP))
                .map(target -> target.isOf(client) ? target : target.hidingClient())
                .toList();
    }

    /** Whether a packet is for it. */
    boolean takes(Packet packet) {
        return packet.protocol().equals(protocol) && packet.key() == port;
    }

    @Override
    public String toString() {
        return protocol + " " + port + (tls.isPresent() ? " TLS" : "") + " idle " + idleSeconds + " s"
                + (sticky ? " sticky" : "") + " -> " + targets
                + (severed.equals(Severed.NOBODY) ? "" : ", ends with " + severed);
    }
}
