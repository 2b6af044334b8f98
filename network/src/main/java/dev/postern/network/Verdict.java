package dev.postern.network;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Ip;
import java.util.List;

/** Where a packet ends, and the decisions on its way. */
public sealed interface Verdict {
    /** In order; the last one of a dropped packet is the one that dropped it. */
    List<Hop> hops();

    /** It reaches an instance. */
    record DeliveredToInterface(NetworkInterfaceId id, List<Hop> hops) implements Verdict {}

    /** It reaches a service through an endpoint. */
    record DeliveredToEndpoint(VpcEndpointId id, String serviceName, List<Hop> hops) implements Verdict {}

    /** It reaches the resolver, the metadata service or the clock. */
    record DeliveredToGuestService(GuestService.Kind kind, List<Hop> hops) implements Verdict {}

    /**
     * It reaches the internet's side: a service's public front door, or the person there.
     *
     * @param seenAs the source address that is seen there
     */
    record DeliveredToInternet(Ip seenAs, List<Hop> hops) implements Verdict {}

    /** It reaches nobody. */
    record Dropped(Hop by, List<Hop> hops) implements Verdict {}

    default boolean delivered() {
        return !(this instanceof Dropped);
    }

    /** One word or two and a name, the same for the same outcome. */
    default String summary() {
        return switch (this) {
            case DeliveredToInterface(NetworkInterfaceId id, List<Hop> _) -> id.value();
            case DeliveredToEndpoint(VpcEndpointId id, String service, List<Hop> _) -> id + " (" + service + ")";
            case DeliveredToGuestService(GuestService.Kind kind, List<Hop> _) -> kind.name();
            case DeliveredToInternet(Ip seenAs, List<Hop> _) -> "internet, seen as " + seenAs;
            case Dropped(Hop by, List<Hop> _) -> by.toString();
        };
    }
}
