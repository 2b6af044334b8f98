package dev.postern.services.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Public addresses: which are taken in the whole cloud, and which Elastic IP address stands for which interface.
 */
final class PublicAddresses {
    /** The first and the last of the pool are no host addresses. */
    private static final int POOL_SIZE = (1 << 16) - 2;

    /** All addresses of the pool that somebody has; what is taken is added. */
    private final Set<Ip> taken;

    /** The account's associated Elastic IP addresses. */
    private final Map<NetworkInterfaceId, List<Address>> elastic;

    private PublicAddresses(Set<Ip> taken, Map<NetworkInterfaceId, List<Address>> elastic) {
        this.taken = taken;
        this.elastic = elastic;
    }

    static PublicAddresses of(Call call) {
        return of(call.snapshot(), call.scope());
    }

    /** One pass over the interfaces and addresses; after it, each question takes constant time. */
    static PublicAddresses of(Snapshot snapshot, Scope scope) {
        Set<Ip> taken = new HashSet<>();
        Map<NetworkInterfaceId, List<Address>> elastic = new HashMap<>();
        snapshot.all(NetworkInterface.class).stream()
                .forEach(eni -> eni.publicIp().ifPresent(taken::add));
        snapshot.all(Address.class).stream().forEach(address -> taken.add(address.publicIp()));
        for (Address address : snapshot.all(Address.class).in(scope)) {
            address.association()
                    .ifPresent(a -> elastic.computeIfAbsent(a.networkInterfaceId(), id -> new ArrayList<>())
                            .add(address));
        }
        return new PublicAddresses(taken, elastic);
    }

    /** An address that nobody in the cloud has. It is taken from now on. */
    Ip take(Ids ids) {
        int start = Integer.parseInt(ids.hex(7), 16) % POOL_SIZE;
        for (int i = 0; i < POOL_SIZE; i++) {
            Ip ip = AddressPlan.PUBLIC_POOL.first().plus(1 + (start + i) % POOL_SIZE);
            if (taken.add(ip)) {
                return ip;
            }
        }
        throw Ec2Error.NO_PUBLIC_ADDRESSES.of();
    }

    boolean hasAny(NetworkInterface eni) {
        return eni.publicIp().isPresent() || elastic.containsKey(eni.id());
    }

    /** The Elastic IP address that stands for one of an interface's private addresses. */
    Optional<Address> elasticFor(NetworkInterface eni, Ip privateIp) {
        return elastic.getOrDefault(eni.id(), List.of()).stream()
                .filter(address ->
                        address.association().orElseThrow().privateIp().equals(privateIp))
                .findFirst();
    }

    /** The public address that stands for one of an interface's private addresses. */
    Optional<Ip> publicIpFor(NetworkInterface eni, Ip privateIp) {
        return elasticFor(eni, privateIp)
                .map(Address::publicIp)
                .or(() -> privateIp.equals(eni.primaryIp()) ? eni.publicIp() : Optional.empty());
    }
}
