package dev.postern.network;

import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.util.List;

/**
 * An interface that somebody is at: it is plugged in.
 *
 * @param holder who is at its far end
 * @param addresses inside the VPC, of both families, the primary first
 * @param prefixes the blocks that are delivered to it whole
 * @param sourceDestCheck whether packets must come from and go to one of its own addresses
 * @param filter what judges its connections
 * @param timeouts how long that remembers them
 */
public record InterfacePort(
        NetworkInterfaceId id,
        Holder holder,
        Mac mac,
        List<Ip> addresses,
        List<Cidr> prefixes,
        SubnetId subnet,
        boolean sourceDestCheck,
        Filter filter,
        ConnectionTimeouts timeouts)
        implements Port {
    public InterfacePort {
        addresses = List.copyOf(addresses);
        prefixes = List.copyOf(prefixes);
    }

    @Override
    public boolean believes(Ip source) {
        return !sourceDestCheck || has(source);
    }

    /** Whether all connections with it are remembered. */
    public boolean isRemembered() {
        return holder.isRemembered();
    }

    /** Whether an address is its own, by itself or as one of a prefix. */
    public boolean has(Ip address) {
        return addresses.contains(address) || prefixes.stream().anyMatch(prefix -> prefix.contains(address));
    }

    /** Its prefixes of one family. */
    public List<Cidr> prefixes(Family family) {
        return prefixes.stream().filter(prefix -> prefix.family() == family).toList();
    }

    /** Those of which it has addresses. */
    public List<Family> families() {
        return addresses.stream().map(Ip::family).distinct().sorted().toList();
    }

    /** Its addresses of one family. */
    public List<Ip> addresses(Family family) {
        return addresses.stream().filter(address -> address.family() == family).toList();
    }
}
