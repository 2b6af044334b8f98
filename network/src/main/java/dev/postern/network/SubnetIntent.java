package dev.postern.network;

import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * A subnet in which an interface is plugged in.
 *
 * @param ipv6 its IPv6 block
 * @param router the gateway of its instances
 * @param routeTable the table that is associated, or the VPC's main table
 * @param acl its network ACL; empty if the VPC has none, then everything passes
 */
public record SubnetIntent(
        SubnetId id, Cidr cidr, Optional<Cidr> ipv6, Ip router, RouteTableId routeTable, Optional<AclIntent> acl) {
    /** Its block of a family, if it has one. */
    public Optional<Cidr> block(Family family) {
        return family == Family.IPV4 ? Optional.of(cidr) : ipv6;
    }

    public boolean contains(Cidr other) {
        return block(other.family()).filter(block -> block.contains(other)).isPresent();
    }

    public boolean contains(Ip address) {
        return block(address.family()).filter(block -> block.contains(address)).isPresent();
    }
}
