package dev.postern.network;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.model.elbv2.TargetGroup.Registration;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.Optional;

/**
 * Where a target of a load balancer is.
 *
 * @param address at which it is served
 * @param eni the interface that has the address; empty for one outside of the VPC, or that nobody has
 * @param zone of its subnet; empty where nobody knows, which is as if it were in each
 */
public record TargetPlace(Ip address, Optional<NetworkInterface> eni, Optional<String> zone) {
    /** Empty for an instance that is not there, or has no address of the group's family. */
    public static Optional<TargetPlace> of(Snapshot snapshot, TargetGroup group, Registration registration) {
        return switch (group.targetType()) {
            case INSTANCE ->
                snapshot.find(
                                Instance.class,
                                group.scope(),
                                registration.target().id())
                        .flatMap(instance -> snapshot.find(
                                NetworkInterface.class,
                                group.scope(),
                                instance.primaryInterface().value()))
                        .flatMap(eni -> addresses(eni, group.family()).stream()
                                .findFirst()
                                .map(ip -> new TargetPlace(ip, Optional.of(eni), zone(snapshot, eni))));
            case IP ->
                Ip.find(registration.target().id()).map(ip -> {
                    Optional<NetworkInterface> eni = PrivateIps.holder(snapshot, group.vpcId(), ip);
                    return new TargetPlace(
                            ip,
                            eni,
                            eni.flatMap(holder -> zone(snapshot, holder)).or(() -> said(registration)));
                });
        };
    }

    private static List<Ip> addresses(NetworkInterface eni, Family family) {
        return switch (family) {
            case IPV4 -> eni.privateIps();
            case IPV6 -> eni.ipv6Ips();
        };
    }

    private static Optional<String> said(Registration registration) {
        return registration.zone().filter(zone -> !zone.equals("all"));
    }

    private static Optional<String> zone(Snapshot snapshot, NetworkInterface eni) {
        return snapshot.find(Subnet.class, eni.scope(), eni.subnetId().value()).map(Subnet::availabilityZone);
    }
}
