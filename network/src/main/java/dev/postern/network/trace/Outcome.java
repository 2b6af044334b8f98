package dev.postern.network.trace;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.Door;
import dev.postern.network.GatewayService;
import dev.postern.network.GuestService;
import dev.postern.network.Holder;
import dev.postern.network.Packet;

/** How a packet, and the answer to it, ends. */
public sealed interface Outcome {
    /**
     * It arrives, and so does the answer.
     *
     * @param arrived the packet as the receiver sees it: its addresses may be translated
     */
    record Delivered(Receiver to, Packet arrived) implements Outcome {}

    /**
     * It, or the answer to it, ends on the way.
     *
     * @param first what stops it first
     * @param onTheWayBack whether the packet arrives and only the answer does not
     */
    record Stopped(Hop first, boolean onTheWayBack) implements Outcome {}

    /** Who gets a packet. */
    sealed interface Receiver {}

    /**
     * Whoever is at an interface.
     *
     * @param id the interface through which
     */
    record ToInterface(NetworkInterfaceId id, Holder holder) implements Receiver {
        @Override
        public String toString() {
            return id.value();
        }
    }

    /** What answers in the VPC's router. */
    record ToDoor(Door door) implements Receiver {
        @Override
        public String toString() {
            return switch (door) {
                case GuestService guest -> guest.kind().name();
                case GatewayService service -> service.toString();
            };
        }
    }

    /**
     * The internet's side.
     *
     * @param service whether at a public front door, else the person there
     */
    record ToInternet(boolean service) implements Receiver {
        @Override
        public String toString() {
            return "internet";
        }
    }

    /** What the host reaches, by a socket of the host: whether somebody answers is not known here. */
    record ToOutside() implements Receiver {
        @Override
        public String toString() {
            return "outside";
        }
    }
}
