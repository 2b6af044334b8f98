package dev.postern.server.flowlogs;

import dev.postern.dataplane.Flow;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import dev.postern.network.InterfacePort;
import dev.postern.network.SubnetIntent;
import dev.postern.network.VpcIntent;
import java.util.Optional;

/**
 * What AWS does not log: what is said with the resolver, the metadata service and the clock (of which only what is refused is counted
 * at all), DHCP, and what is said with the default router's address.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-limitations.html">Flow log limitations</a>
 */
final class Unlogged {
    private Unlogged() {}

    static boolean includes(VpcIntent vpc, Flow flow) {
        Ip far = flow.leaving() ? flow.destination() : flow.source();
        return isDhcp(flow) || isGuestService(vpc, far) || isRouter(vpc, flow, far);
    }

    private static boolean isDhcp(Flow flow) {
        return flow.protocol().equals(Protocol.UDP) && (isBetween(flow, 67, 68) || isBetween(flow, 546, 547));
    }

    /** Whichever of them is whose. */
    private static boolean isBetween(Flow flow, int one, int other) {
        return (flow.sourcePort() == one && flow.destinationPort() == other)
                || (flow.sourcePort() == other && flow.destinationPort() == one);
    }

    private static boolean isGuestService(VpcIntent vpc, Ip far) {
        return vpc.guests().stream()
                .anyMatch(guest -> guest.ownsAddress() && guest.address().equals(far));
    }

    private static boolean isRouter(VpcIntent vpc, Flow flow, Ip far) {
        Optional<InterfacePort> port = Optional.ofNullable(vpc.interfaces().get(flow.eni()));
        return port.map(vpc::subnetOf)
                .flatMap(SubnetIntent::router)
                .filter(far::equals)
                .isPresent();
    }
}
