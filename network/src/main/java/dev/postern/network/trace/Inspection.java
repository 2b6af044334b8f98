package dev.postern.network.trace;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way from an endpoint of a Gateway Load Balancer to an appliance and back: what carries the packet walks as any other packet does. */
final class Inspection {
    private final NetworkIntent intent;
    private final Surroundings around;
    private final Holder.InspectionHolder endpoint;
    private final Packet packet;
    private final List<Hop> hops = new ArrayList<>();

    private Inspection(NetworkIntent intent, Surroundings around, Holder.InspectionHolder endpoint, Packet packet) {
        this.intent = intent;
        this.around = around;
        this.endpoint = endpoint;
        this.packet = packet;
    }

    /** The hops; the last one is passed if the packet comes back, should the appliance let it. */
    static List<Hop> way(NetworkIntent intent, Surroundings around, Holder.InspectionHolder endpoint, Packet packet) {
        Inspection way = new Inspection(intent, around, endpoint, packet);
        way.walk();
        return way.hops;
    }

    private void walk() {
        hops.add(InspectionStage.through(endpoint));
        Optional<InterfacePort> port = portOf(endpoint.node());
        if (port.isEmpty() || !(port.get().holder() instanceof Holder.InspectorHolder node)) {
            hops.add(DeliveryStage.absent(endpoint.node(), around));
            return;
        }
        Hop chosen = InspectionStage.chosen(port.get(), node, packet, around.turn());
        hops.add(chosen);
        if (chosen.passed() && chosen.ruling().rule() instanceof InspectionRule.Encapsulated to) {
            inspect(node, InspectionStage.sent(port.get(), to.appliance()));
        }
    }

    private void inspect(Holder.InspectorHolder node, Packet sent) {
        Optional<InterfacePort> appliance = carried(sent);
        if (appliance.isEmpty()) {
            return;
        }
        Hop inspected = InspectionStage.inspected(appliance.get(), node, sent.destination());
        hops.add(inspected);
        if (inspected.passed()
                && carried(InspectionStage.returned(appliance.get(), sent)).isPresent()) {
            hops.add(InspectionStage.back(endpoint));
        }
    }

    /** The interface that it comes to. */
    private Optional<InterfacePort> carried(Packet carrier) {
        Walk walk = new Walk(intent, around, Optional.empty(), true);
        Optional<Outcome.Delivered> end = walk.from(carrier);
        hops.addAll(walk.hops());
        return end.flatMap(to ->
                to.to() instanceof Outcome.ToInterface(NetworkInterfaceId id, var _) ? portOf(id) : Optional.empty());
    }

    private Optional<InterfacePort> portOf(NetworkInterfaceId id) {
        return intent.vpcOf(id).map((VpcIntent vpc) -> vpc.interfaceOf(id));
    }
}
