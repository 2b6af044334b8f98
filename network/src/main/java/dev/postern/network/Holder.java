package dev.postern.network;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
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
            case NatHolder _, EndpointHolder _ -> Optional.empty();
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

    /**
     * An interface endpoint: it is asked there, and asks nobody itself.
     *
     * @param networkInterface at which of its interfaces
     * @param serviceName as {@code com.amazonaws.us-east-1.ec2}
     */
    record EndpointHolder(NetworkInterfaceId networkInterface, VpcEndpointId id, String serviceName, Behind behind)
            implements Holder {
        @Override
        public String name() {
            return id.value();
        }

        /** Whether it answers what begins with a packet. */
        public boolean answers(Packet packet) {
            return switch (behind) {
                case AwsService _ -> GatewayService.isWeb(packet.protocol(), packet.key());
            };
        }

        @Override
        public String toString() {
            return id + " (" + serviceName + ")";
        }
    }

    /** What answers through an interface endpoint. */
    sealed interface Behind {}

    /**
     * A service of AWS.
     *
     * @param service as signatures have it
     */
    record AwsService(String service) implements Behind {}
}
