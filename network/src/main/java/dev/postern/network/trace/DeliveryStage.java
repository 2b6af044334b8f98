package dev.postern.network.trace;

import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import java.util.List;
import java.util.Optional;

/** {@link Stage#DELIVERY}: whether somebody is there. */
final class DeliveryStage {
    private DeliveryStage() {}

    static Hop delivered(InterfacePort receiver) {
        return new Hop(
                Stage.DELIVERY, SpoofStage.at(receiver), new Ruling.Passed(new Rule.HasAddress(receiver.holder())));
    }

    static Hop nobody(VpcId vpc, Ip address) {
        return new Hop(
                Stage.DELIVERY,
                new Component.Vpc(vpc),
                new Ruling.Stopped(new Rule.NobodyInVpc(vpc, address), List.of()));
    }

    /** An endpoint's interface, where the endpoint carries nothing. */
    private static Hop unconnected(NetworkInterface eni, VpcEndpoint endpoint) {
        List<Remedy> remedies = endpoint.state() == VpcEndpoint.State.PENDING_ACCEPTANCE
                ? EndpointService.idIn(endpoint.serviceName()).stream()
                        .<Remedy>map(service ->
                                new Remedy.AcceptConnection(endpoint.id(), service, endpoint.serviceRegion()))
                        .toList()
                : List.of();
        return new Hop(
                Stage.PRIVATELINK,
                new Component.Endpoint(endpoint.id(), endpoint.serviceName()),
                new Ruling.Stopped(new BalancerRule.NotConnected(eni.id(), endpoint.id(), endpoint.state()), remedies));
    }

    /** An interface that is plugged into nothing that runs. */
    static Hop absent(NetworkInterfaceId id, Surroundings around) {
        return around.interfaceOf(id)
                .map(eni -> absent(eni, around))
                .orElseGet(() -> new Hop(
                        Stage.DELIVERY,
                        new Component.Eni(id, Optional.empty()),
                        new Ruling.Stopped(new Rule.NotRunning(id, Optional.empty(), Optional.empty()), List.of())));
    }

    static Hop absent(NetworkInterface eni, Surroundings around) {
        Optional<VpcEndpoint> endpoint = around.endpointOf(eni);
        if (endpoint.isPresent()) {
            return unconnected(eni, endpoint.get());
        }
        Optional<Instance> instance = around.instanceOf(eni);
        Optional<InstanceId> id = instance.map(Instance::id);
        List<Remedy> remedies = instance.filter(i -> i.state() == Instance.State.STOPPED)
                .<List<Remedy>>map(i -> List.of(new Remedy.StartInstance(i.id())))
                .orElse(List.of());
        return new Hop(
                Stage.DELIVERY,
                new Component.Eni(
                        eni.id(),
                        eni.attachment().map(at -> new Holder.InstanceHolder(at.instanceId(), at.deviceIndex()))),
                new Ruling.Stopped(new Rule.NotRunning(eni.id(), id, instance.map(Instance::state)), remedies));
    }
}
