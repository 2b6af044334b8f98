package dev.postern.server.network;

import dev.postern.guest.dhcp.Lease;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import dev.postern.network.EndpointLocator;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.NetworkIntent;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What DHCP tells whom.
 *
 * @param intent the network that the kernel carries
 * @param newest where the VPCs' options are, as they are now
 */
public record Leases(Supplier<NetworkIntent> intent, Supplier<Snapshot> newest) {
    /** The lease of the interface that has an address; empty if there is none of an instance any more. */
    Optional<Lease> of(VpcId vpc, Ip asking) {
        NetworkIntent current = intent.get();
        return current.vpc(vpc)
                .flatMap(v -> EndpointLocator.client(current, vpc, asking)
                        .filter(port -> port.holder() instanceof Holder.InstanceHolder)
                        .flatMap(port -> of(newest.get(), v.scope(), port)));
    }

    private static Optional<Lease> of(Snapshot snapshot, Scope scope, InterfacePort port) {
        Optional<NetworkInterface> plugged =
                snapshot.find(NetworkInterface.class, scope, port.id().value());
        return plugged.flatMap(one -> one.primaryIpv4()
                .flatMap(address -> snapshot.find(
                                Subnet.class, scope, one.subnetId().value())
                        .flatMap(subnet -> one.attachment()
                                .flatMap(use -> snapshot.find(
                                        Instance.class, scope, use.instanceId().value()))
                                .flatMap(instance -> lease(snapshot, subnet, instance, address)))));
    }

    private static Optional<Lease> lease(Snapshot snapshot, Subnet subnet, Instance instance, Ip address) {
        Optional<Vpc> vpc =
                snapshot.find(Vpc.class, subnet.scope(), subnet.vpcId().value());
        return vpc.filter(_ -> subnet.router().isPresent())
                .map(v -> Lease.of(
                        snapshot,
                        v,
                        instance,
                        address,
                        subnet.cidr().orElseThrow(),
                        subnet.router().orElseThrow()));
    }
}
