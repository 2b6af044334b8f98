package dev.postern.services.ec2.interfaces;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Ids;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.fabric.InterfaceParts;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Public addresses: which are taken in the whole cloud, and which Elastic IP address stands for which interface.
 */
public final class PublicAddresses {
    private final Snapshot snapshot;

    /** What was taken since. */
    private final Set<Ip> taken = new HashSet<>();

    private PublicAddresses(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    public static PublicAddresses of(Ec2Call call) {
        return new PublicAddresses(call.snapshot());
    }

    /** An address that nobody in the cloud has. It is taken from now on. */
    public Ip take(Ids ids) {
        Ip ip = InterfaceParts.publicIp(snapshot, taken, ids).orElseThrow(Ec2Error.NO_PUBLIC_ADDRESSES::of);
        taken.add(ip);
        return ip;
    }

    public boolean hasAny(NetworkInterface eni) {
        return eni.publicIp().isPresent() || !elastic(eni).isEmpty();
    }

    /** The Elastic IP address that stands for one of an interface's private addresses. */
    public Optional<Address> elasticFor(NetworkInterface eni, Ip privateIp) {
        return elastic(eni).stream()
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

    private Collection<Address> elastic(NetworkInterface eni) {
        return snapshot.by(Indexes.ADDRESSES_BY_INTERFACE, eni.id()).values();
    }
}
