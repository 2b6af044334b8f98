package dev.postern.network;

import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.List;

/**
 * A listener of a Network Load Balancer, at one of its nodes.
 *
 * @param idleSeconds after how long a connection on which nothing is sent is forgotten
 * @param targets to whom new connections go, each as often as it is there; none where nobody is to be reached
 * @see <a href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html">Listeners</a>
 */
public record Balanced(Protocol protocol, int port, int idleSeconds, List<Target> targets) {
    public Balanced {
        targets = List.copyOf(targets);
    }

    /**
     * Who is balanced to.
     *
     * @param keepsClient whether he sees who connects, and not the balancer
     */
    public record Target(Ip address, int port, boolean keepsClient) {
        @Override
        public String toString() {
            return address + ":" + port + (keepsClient ? "" : " hidden");
        }
    }

    /** Whether a packet is for it. */
    boolean takes(Packet packet) {
        return packet.protocol().equals(protocol) && packet.key() == port;
    }

    @Override
    public String toString() {
        return protocol + " " + port + " idle " + idleSeconds + " s -> " + targets;
    }
}
