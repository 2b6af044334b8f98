package dev.postern.network;

import dev.postern.model.Region;
import dev.postern.model.ec2.EndpointServiceId;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.elbv2.TargetGroup.Stickiness;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is at the far end of an interface: it sends and receives there. Each kind has a namespace of its own kind. */
public sealed interface Holder {
    /** At which services of AWS answer. */
    List<Opening> WEB = List.of(new Opening(Protocol.TCP, 80), new Opening(Protocol.TCP, 443));

    /** For people: the id that they know it by. */
    String name();

    /** Whether all connections with it are remembered, whatever the groups of the other side say. */
    default boolean isRemembered() {
        return switch (this) {
            case InstanceHolder _ -> false;
            case NatHolder _, EndpointHolder _, BalancerHolder _, InspectionHolder _, InspectorHolder _ -> true;
        };
    }

    /** Whether nothing that comes by an internet gateway reaches it at its IPv6 addresses, which are public. */
    default boolean isClosedToInternet() {
        return switch (this) {
            case InstanceHolder _, NatHolder _, InspectionHolder _ -> false;
            case EndpointHolder _, InspectorHolder _ -> true;
            case BalancerHolder node -> node.closed();
        };
    }

    /** The ports that are open, where all others are not. */
    default Optional<List<Opening>> openings() {
        return switch (this) {
            case InstanceHolder _, NatHolder _, InspectionHolder _ -> Optional.empty();
            case InspectorHolder _ -> Optional.of(List.of(new Opening(Protocol.UDP, Transport.GENEVE_PORT)));
            case EndpointHolder endpoint ->
                Optional.of(
                        switch (endpoint.behind()) {
                            case AwsService _ -> WEB;
                            case Conduit conduit -> conduit.openings();
                        });
            case BalancerHolder node ->
                Optional.of(node.listeners().stream()
                        .map(one -> new Opening(one.protocol(), one.port()))
                        .toList());
        };
    }

    /** The instance, if it is one. */
    default Optional<InstanceId> instance() {
        return switch (this) {
            case InstanceHolder(InstanceId id, int _) -> Optional.of(id);
            case NatHolder _, EndpointHolder _, BalancerHolder _, InspectionHolder _, InspectorHolder _ ->
                Optional.empty();
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
            return openings().orElseThrow().contains(new Opening(packet.protocol(), packet.key()));
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
     * @param region in which it is, which may be another one than the endpoint's
     */
    record AwsService(String service, Region region) implements Behind {}

    /**
     * The service of another account, or of one's own: the balancer's node in the same zone, or that for a zone of another Region.
     *
     * @param node its interface
     * @param openings what its listeners take
     * @param guard the balancer's security groups, where they judge what comes this way
     */
    record Conduit(NetworkInterfaceId node, EndpointServiceId service, List<Opening> openings, Optional<Guard> guard)
            implements Behind {
        public Conduit {
            openings = List.copyOf(openings);
        }

        /** Whether a packet may go on: nobody judges it, or somebody allows it. */
        public boolean admits(Packet packet) {
            return guard.isEmpty() || guard.get().allowed().stream().anyMatch(one -> one.contains(packet));
        }
    }

    /**
     * Security groups in another VPC that judge who connects by an endpoint, by his address in his own VPC.
     *
     * @param allowed what their rules for addresses let in; none of the members of a group comes this way
     */
    record Guard(GroupSet groups, List<Allowed> allowed) {
        public Guard {
            allowed = List.copyOf(allowed);
        }
    }

    /** What a rule lets in. */
    record Allowed(Protocol protocol, PortRange ports, Cidr from) {
        boolean contains(Packet packet) {
            return (protocol.equals(Protocol.ALL) || protocol.equals(packet.protocol()))
                    && (protocol.equals(Protocol.ALL) || ports.contains(packet.key()))
                    && from.contains(packet.source());
        }
    }

    /** A port that is open. */
    record Opening(Protocol protocol, int port) {}

    /**
     * A node of a Network Load Balancer: it sends on what its listeners take.
     *
     * @param networkInterface its own
     * @param balancer the balancer's key, {@code net/name/0123456789abcdef}
     * @param entrances the interfaces of endpoints that lead here
     * @param closed whether it denies internet gateways its IPv6 addresses
     */
    record BalancerHolder(
            NetworkInterfaceId networkInterface,
            String balancer,
            List<Balanced> listeners,
            List<NetworkInterfaceId> entrances,
            boolean closed)
            implements Holder {
        public BalancerHolder {
            listeners = List.copyOf(listeners);
            entrances = List.copyOf(entrances);
        }

        @Override
        public String name() {
            return balancer;
        }

        /** The listener that takes a packet, if one does. */
        public Optional<Balanced> listener(Packet packet) {
            return listeners.stream().filter(one -> one.takes(packet)).findFirst();
        }

        /** The listeners at which the server joins two connections, where the first comes by a family. */
        public Stream<Balanced> joined(Family client) {
            return listeners.stream()
                    .filter(one -> one.isJoined(client) && !one.targets().isEmpty());
        }

        /** Whether some targets see who connects: it then sends as others. */
        public boolean keepsClients() {
            return Stream.of(Family.values()).anyMatch(this::keepsClients);
        }

        /** The same of those who connect by a family. */
        public boolean keepsClients(Family client) {
            return listeners.stream()
                    .flatMap(one -> one.targets(client).stream())
                    .anyMatch(Balanced.Target::keepsClient);
        }

        @Override
        public String toString() {
            return balancer + " " + listeners + (entrances.isEmpty() ? "" : " from " + entrances)
                    + (closed ? " closed" : "");
        }
    }

    /**
     * An endpoint of a Gateway Load Balancer: what routes bring it goes to an appliance, and on from here once that gives it back.
     *
     * @param networkInterface its own
     * @param serviceName as {@code com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0}
     * @param node of the balancer in the same zone, by its interface
     */
    record InspectionHolder(
            NetworkInterfaceId networkInterface,
            VpcEndpointId id,
            String serviceName,
            EndpointServiceId service,
            NetworkInterfaceId node)
            implements Holder {
        @Override
        public String name() {
            return id.value();
        }

        @Override
        public String toString() {
            return id + " (" + serviceName + ")";
        }
    }

    /**
     * A node of a Gateway Load Balancer: it sends what endpoints bring it to appliances, in GENEVE.
     *
     * @param networkInterface its own
     * @param balancer the balancer's key, {@code gwy/name/0123456789abcdef}
     * @param stickiness what of a packet makes its flow
     * @param idleSeconds after how long a TCP flow on which nothing was sent is a new one
     * @param appliances to whom new flows go; none where nobody is to be reached
     * @param keeps with whom flows stay that are there; empty for whomever they went to
     * @param entrances the endpoints that lead here
     */
    record InspectorHolder(
            NetworkInterfaceId networkInterface,
            String balancer,
            Stickiness stickiness,
            int idleSeconds,
            List<Ip> appliances,
            Optional<List<Ip>> keeps,
            List<Entrance> entrances)
            implements Holder {
        public InspectorHolder {
            appliances = List.copyOf(appliances);
            keeps = keeps.map(List::copyOf);
            entrances = List.copyOf(entrances);
        }

        @Override
        public String name() {
            return balancer;
        }

        @Override
        public String toString() {
            return balancer + " " + stickiness + " idle " + idleSeconds + " s -> " + appliances
                    + keeps.map(those -> ", kept by " + those).orElse("")
                    + (entrances.isEmpty() ? "" : " from " + entrances);
        }
    }

    /** An endpoint, and the interface that leads from it. */
    record Entrance(VpcEndpointId endpoint, NetworkInterfaceId networkInterface) {
        @Override
        public String toString() {
            return endpoint + " at " + networkInterface;
        }
    }
}
