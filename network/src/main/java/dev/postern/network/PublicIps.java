package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Ip;
import java.util.Optional;

/** Public IPv4 addresses: Elastic IP addresses, and those that an interface got at launch. */
public final class PublicIps {
    private PublicIps() {}

    /** The interface that a public address leads to, by the internet gateway of its VPC if that has one. */
    public static Optional<NetworkInterface> interfaceBehind(Snapshot snapshot, Ip address) {
        return snapshot.by(Indexes.ADDRESSES_BY_PUBLIC_IP, address).values().stream()
                .flatMap(elastic -> elastic.association().stream())
                .map(Address.Association::networkInterfaceId)
                .flatMap(eni -> snapshot.by(Indexes.INTERFACES_BY_ID, eni).values().stream())
                .findFirst()
                .or(() -> snapshot.by(Indexes.INTERFACES_BY_PUBLIC_IP, address).values().stream()
                        .findFirst());
    }
}
