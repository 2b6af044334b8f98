package dev.postern.server.network;

import dev.postern.guest.dhcp.Lease;
import dev.postern.guest.dhcpv6.Ipv6Lease;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
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
    /** The lease of the interface that has an address; empty if nobody has it any more whom DHCP tells something. */
    Optional<Lease> of(VpcId vpc, Ip asking) {
        return at(vpc, asking, Lease::of);
    }

    /** The same of IPv6; the address may also be one of a prefix. */
    Optional<Ipv6Lease> ofIpv6(VpcId vpc, Ip asking) {
        return at(vpc, asking, Ipv6Lease::of);
    }

    @FunctionalInterface
    private interface Told<L> {
        Optional<L> of(Snapshot snapshot, Scope scope, NetworkInterfaceId id);
    }

    private <L> Optional<L> at(VpcId vpc, Ip asking, Told<L> told) {
        return intent.get()
                .vpc(vpc)
                .flatMap(there ->
                        there.interfaceAt(asking).flatMap(port -> told.of(newest.get(), there.scope(), port.id())));
    }
}
