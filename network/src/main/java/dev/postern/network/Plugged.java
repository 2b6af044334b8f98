package dev.postern.network;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.AwsInterfaceService;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.VpcEndpoint;
import java.util.Optional;

/**
 * An interface with whoever is at it.
 *
 * @param holder an instance that has a network, or a NAT gateway or endpoint that is to have one
 */
record Plugged(NetworkInterface eni, Holder holder) {
    /** Empty for an interface that nobody is at who has a network. */
    static Optional<Plugged> of(Snapshot snapshot, NetworkInterface eni) {
        return switch (eni.use()) {
            case NetworkInterface.Free _, NetworkInterface.OfLoadBalancer _ -> Optional.empty();
            case NetworkInterface.Attachment attachment ->
                snapshot.find(
                                Instance.class,
                                eni.scope(),
                                attachment.instanceId().value())
                        .filter(Plugged::hasNetwork)
                        .map(instance ->
                                new Plugged(eni, new Holder.InstanceHolder(instance.id(), attachment.deviceIndex())));
            case NetworkInterface.OfNatGateway of ->
                snapshot.find(NatGateway.class, eni.scope(), of.id().value())
                        .filter(NatGateway::hasNetwork)
                        .map(nat -> new Plugged(
                                eni,
                                new Holder.NatHolder(
                                        nat.id(),
                                        nat.addresses().stream()
                                                .filter(NatGateway.NatAddress::serves)
                                                .flatMap(address -> address.privateIp().stream())
                                                .filter(eni.privateIps()::contains)
                                                .toList())));
            case NetworkInterface.OfEndpoint of ->
                snapshot.find(VpcEndpoint.class, eni.scope(), of.id().value())
                        .filter(VpcEndpoint::carriesTraffic)
                        .flatMap(endpoint -> behind(endpoint)
                                .map(behind -> new Plugged(
                                        eni,
                                        new Holder.EndpointHolder(
                                                eni.id(), endpoint.id(), endpoint.serviceName(), behind))));
        };
    }

    private static Optional<Holder.Behind> behind(VpcEndpoint endpoint) {
        return AwsInterfaceService.named(endpoint.scope().region(), endpoint.serviceName())
                .map(service -> new Holder.AwsService(service.service()));
    }

    static boolean hasNetwork(Instance instance) {
        return switch (instance.state()) {
            case PENDING, RUNNING, STOPPING -> true;
            case SHUTTING_DOWN, TERMINATED, STOPPED -> false;
        };
    }

    /** What judges its connections. */
    Filter filter() {
        return switch (holder) {
            case Holder.InstanceHolder _, Holder.EndpointHolder _ -> new Filter.Groups(GroupSet.of(eni.groups()));
            case Holder.NatHolder _ -> new Filter.Unfiltered();
        };
    }
}
