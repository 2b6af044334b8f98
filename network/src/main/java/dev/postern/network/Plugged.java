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
    static Optional<Plugged> of(Balancing now, NetworkInterface eni) {
        Snapshot snapshot = now.snapshot();
        return switch (eni.use()) {
            case NetworkInterface.Free _ -> Optional.empty();
            case NetworkInterface.OfLoadBalancer of ->
                now.node(eni, of.loadBalancer()).map(node -> new Plugged(eni, node));
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
                        .flatMap(endpoint -> holder(now, endpoint, eni))
                        .map(holder -> new Plugged(eni, holder));
        };
    }

    private static Optional<Holder> holder(Balancing now, VpcEndpoint endpoint, NetworkInterface eni) {
        return endpoint.reach() instanceof VpcEndpoint.GatewayLoadBalancer
                ? now.inspection(endpoint, eni.id())
                : behind(now, endpoint, eni)
                        .map(behind ->
                                new Holder.EndpointHolder(eni.id(), endpoint.id(), endpoint.serviceName(), behind));
    }

    private static Optional<Holder.Behind> behind(Balancing now, VpcEndpoint endpoint, NetworkInterface eni) {
        return AwsInterfaceService.named(endpoint.serviceRegion(), endpoint.serviceName())
                .<Holder.Behind>map(service -> new Holder.AwsService(service.service(), service.region()))
                .or(() -> now.conduit(endpoint, eni.id()));
    }

    /** Whether packets must come from and go to one of its own addresses: not where others' packets pass. */
    boolean sourceDestCheck() {
        return switch (holder) {
            case Holder.InspectionHolder _ -> false;
            case Holder.BalancerHolder node -> eni.sourceDestCheck() && !node.keepsClients();
            case Holder.InstanceHolder _, Holder.NatHolder _, Holder.EndpointHolder _, Holder.InspectorHolder _ ->
                eni.sourceDestCheck();
        };
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
            case Holder.NatHolder _, Holder.InspectionHolder _, Holder.InspectorHolder _ -> new Filter.Unfiltered();
            case Holder.BalancerHolder _ ->
                eni.groups().isEmpty() ? new Filter.Unfiltered() : new Filter.Groups(GroupSet.of(eni.groups()));
        };
    }
}
