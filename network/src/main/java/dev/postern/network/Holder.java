package dev.postern.network;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.net.Ip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What is at the far end of an interface: it sends and receives there. Each kind has a namespace of its own kind. */
public sealed interface Holder {
    /** For people: the id that they know it by. */
    String name();

    /** The instance, if it is one. */
    default Optional<InstanceId> instance() {
        return switch (this) {
            case InstanceHolder(InstanceId id, int _) -> Optional.of(id);
            case NatHolder _ -> Optional.empty();
        };
    }

    /**
     * An instance that has a network.
     *
     * @param deviceIndex which of its interfaces it is, 0 for the primary one
     */
    record InstanceHolder(InstanceId id, int deviceIndex) implements Holder {
        @Override
        public String name() {
            return id.value();
        }

        @Override
        public String toString() {
            return id + "#" + deviceIndex;
        }
    }

    /**
     * A NAT gateway: it sends on what it gets, as itself, and takes nothing for itself.
     *
     * @param serving which of its interface's addresses new connections get; of several each serves a part of them
     */
    record NatHolder(NatGatewayId id, List<Ip> serving) implements Holder {
        public NatHolder {
            serving = List.copyOf(serving);
        }

        /** The same, where another of its addresses comes first. */
        public NatHolder turned(int turn) {
            List<Ip> turned = new ArrayList<>(serving);
            Collections.rotate(turned, -turn);
            return new NatHolder(id, turned);
        }

        @Override
        public String name() {
            return id.value();
        }

        @Override
        public String toString() {
            return id + " as " + serving;
        }
    }
}
