package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import java.util.Optional;
import java.util.stream.Stream;

/** Private addresses, which many VPCs may have. */
public final class PrivateIps {
    private PrivateIps() {}

    /** The interface of a VPC that has an address, or a prefix in which it is, plugged in or not. */
    public static Optional<NetworkInterface> holder(Snapshot snapshot, VpcId vpc, Ip address) {
        return holders(snapshot, address).filter(eni -> eni.vpcId().equals(vpc)).findFirst();
    }

    /** The interface that has an IPv6 address, which only one VPC can have, or a prefix in which it is, plugged in or not. */
    public static Optional<NetworkInterface> holder(Snapshot snapshot, Ip address) {
        return holders(snapshot, address).findFirst();
    }

    private static Stream<NetworkInterface> holders(Snapshot snapshot, Ip address) {
        return Stream.concat(
                snapshot.by(Indexes.INTERFACES_BY_PRIVATE_IP, address).values().stream(),
                snapshot.by(Indexes.INTERFACES_BY_PREFIX, NetworkInterface.prefixAround(address)).values().stream());
    }
}
