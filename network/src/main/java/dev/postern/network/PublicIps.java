package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Ip;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Public IPv4 addresses: Elastic IP addresses, and those that an interface got at launch. */
public final class PublicIps {
    private PublicIps() {}

    /**
     * What stands for an interface's private addresses; an Elastic IP address comes before the one of the launch.
     *
     * @param elastic those that are associated with the interface
     */
    public static SortedMap<Ip, Ip> of(NetworkInterface eni, Collection<Address> elastic) {
        TreeMap<Ip, Ip> pairs = new TreeMap<>();
        eni.publicIp().ifPresent(address -> pairs.put(eni.primaryIp(), address));
        for (Address address : elastic) {
            address.association().ifPresent(with -> pairs.put(with.privateIp(), address.publicIp()));
        }
        return pairs;
    }

    /** The same, of a snapshot. */
    public static SortedMap<Ip, Ip> of(Snapshot snapshot, NetworkInterface eni) {
        return of(eni, snapshot.by(Indexes.ADDRESSES_BY_INTERFACE, eni.id()).values());
    }

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
