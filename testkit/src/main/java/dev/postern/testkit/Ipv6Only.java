package dev.postern.testkit;

import dev.postern.model.Indexes;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import java.util.List;
import java.util.Optional;

/** Subnets of IPv6 only. */
public final class Ipv6Only {
    private Ipv6Only() {}

    /** A subnet that has an IPv6 block loses its IPv4 one, and what is in it its IPv4 addresses, unless something in it needs them. */
    public static void make(Topology cloud, SubnetId id) {
        List<NetworkInterface> there = cloud.snapshot().all(NetworkInterface.class).stream()
                .filter(eni -> eni.subnetId().equals(id))
                .toList();
        boolean needed = there.stream()
                .anyMatch(eni -> eni.requesterManaged()
                        || eni.ipv6Ips().isEmpty()
                        || !cloud.snapshot()
                                .by(Indexes.ADDRESSES_BY_INTERFACE, eni.id())
                                .isEmpty());
        if (needed) {
            return;
        }
        Subnet old = cloud.get(Subnet.class, id.value());
        cloud.put(new Subnet(
                old.scope(),
                id,
                old.vpcId(),
                Optional.empty(),
                old.ipv6(),
                old.availabilityZone(),
                old.availabilityZoneId(),
                false,
                false,
                true,
                old.namesOnLaunch(),
                old.dns64(),
                old.tags()));
        there.forEach(eni -> cloud.put(eni.withPrivateIps(List.of()).withPublicIp(Optional.empty())));
    }
}
