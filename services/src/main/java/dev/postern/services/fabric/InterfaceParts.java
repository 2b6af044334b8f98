package dev.postern.services.fabric;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.request.Ids;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** What every new interface needs, whoever makes it, and what goes with one that is removed. */
public final class InterfaceParts {
    /** The first and the last of the pool are no host addresses. */
    private static final int POOL_SIZE = (1 << 16) - 2;

    private InterfaceParts() {}

    /** A hardware address that no interface has. */
    public static Mac newMac(Snapshot snapshot, Ids ids) {
        SortedMap<String, ?> taken = snapshot.by(Indexes.INTERFACES_BY_MAC);
        Mac mac = Mac.local(ids.hex(10));
        while (taken.containsKey(mac.value())) {
            mac = Mac.local(ids.hex(10));
        }
        return mac;
    }

    /**
     * A public address that nobody in the cloud has; empty if there is none left.
     *
     * @param taken by whom the snapshot does not have yet
     */
    public static Optional<Ip> publicIp(Snapshot snapshot, Set<Ip> taken, Ids ids) {
        int start = Integer.parseInt(ids.hex(7), 16) % POOL_SIZE;
        return IntStream.range(0, POOL_SIZE)
                .mapToObj(i -> AddressPlan.PUBLIC_POOL.first().plus(1 + (start + i) % POOL_SIZE))
                .filter(ip -> !taken.contains(ip)
                        && !snapshot.by(Indexes.INTERFACES_BY_PUBLIC_IP).containsKey(ip)
                        && !snapshot.by(Indexes.ADDRESSES_BY_PUBLIC_IP).containsKey(ip))
                .findFirst();
    }

    /** The change that removes an interface: its Elastic IP addresses stand for nothing afterwards. */
    public static Change remove(Snapshot snapshot, NetworkInterface eni) {
        Change.Builder change = Change.builder();
        for (Address address :
                snapshot.by(Indexes.ADDRESSES_BY_INTERFACE, eni.id()).values()) {
            change.put(address.withAssociation(Optional.empty()));
        }
        return change.remove(eni).build();
    }
}
