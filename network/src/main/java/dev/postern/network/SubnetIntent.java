package dev.postern.network;

import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusionId;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * A subnet in which an interface is plugged in.
 *
 * @param cidr its IPv4 block; one of both it has
 * @param ipv6 its IPv6 block
 * @param router the IPv4 gateway of its instances, where they have IPv4
 * @param routeTable the table that is associated, or the VPC's main table
 * @param acl its network ACL; empty if the VPC has none, then everything passes
 * @param blocked what is blocked of its traffic with the internet
 * @param exclusion what excludes the subnet itself from some of that
 */
public record SubnetIntent(
        SubnetId id,
        Optional<Cidr> cidr,
        Optional<Cidr> ipv6,
        Optional<Ip> router,
        RouteTableId routeTable,
        Optional<AclIntent> acl,
        VpcBlockPublicAccessOptions.Mode blocked,
        Optional<VpcBlockPublicAccessExclusionId> exclusion) {
    /** Its block of a family, if it has one. */
    public Optional<Cidr> block(Family family) {
        return family == Family.IPV4 ? cidr : ipv6;
    }

    public boolean contains(Cidr other) {
        return block(other.family()).filter(block -> block.contains(other)).isPresent();
    }

    public boolean contains(Ip address) {
        return block(address.family()).filter(block -> block.contains(address)).isPresent();
    }
}
