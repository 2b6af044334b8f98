package dev.postern.network;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import java.util.List;

/** Where a packet ends, and the decisions on its way. */
public sealed interface Verdict {
    /** In order; the last one of a dropped packet is the one that dropped it. */
    List<Hop> hops();

    /**
     * It reaches an instance.
     *
     * @param arrived the packet as the receiver sees it: its addresses may be translated
     */
    record DeliveredToInterface(NetworkInterfaceId id, Packet arrived, List<Hop> hops) implements Verdict {}

    /**
     * It reaches a service through an endpoint.
     *
     * @param arrived the packet as the service sees it
     */
    record DeliveredToEndpoint(VpcEndpointId id, String serviceName, Packet arrived, List<Hop> hops)
            implements Verdict {}

    /** It reaches the resolver, the metadata service or the clock. */
    record DeliveredToGuestService(GuestService.Kind kind, Packet arrived, List<Hop> hops) implements Verdict {}

    /**
     * It reaches the internet's side: a service's public front door, or the person there.
     *
     * @param arrived the packet as it is seen there
     */
    record DeliveredToInternet(Packet arrived, List<Hop> hops) implements Verdict {}

    /** It reaches nobody. */
    record Dropped(Hop by, List<Hop> hops) implements Verdict {}

    default boolean delivered() {
        return !(this instanceof Dropped);
    }

    /** One word or two and a name, the same for the same outcome. */
    default String summary() {
        return switch (this) {
            case DeliveredToInterface delivered -> delivered.id().value();
            case DeliveredToEndpoint delivered -> delivered.id() + " (" + delivered.serviceName() + ")";
            case DeliveredToGuestService delivered -> delivered.kind().name();
            case DeliveredToInternet delivered ->
                "internet, seen as " + delivered.arrived().source();
            case Dropped dropped -> dropped.by().toString();
        };
    }

    /** The same outcome with other hops. */
    default Verdict withHops(List<Hop> others) {
        return switch (this) {
            case DeliveredToInterface(var id, var arrived, var _) -> new DeliveredToInterface(id, arrived, others);
            case DeliveredToEndpoint(var id, var service, var arrived, var _) ->
                new DeliveredToEndpoint(id, service, arrived, others);
            case DeliveredToGuestService(var kind, var arrived, var _) ->
                new DeliveredToGuestService(kind, arrived, others);
            case DeliveredToInternet(var arrived, var _) -> new DeliveredToInternet(arrived, others);
            case Dropped(var by, var _) -> new Dropped(by, others);
        };
    }
}
