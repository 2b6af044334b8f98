package dev.postern.network;

import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import java.util.Optional;

/**
 * A subnet in which an interface is plugged in.
 *
 * @param router the gateway of its instances
 * @param routeTable the table that is associated, or the VPC's main table
 * @param acl its network ACL; empty if the VPC has none, then everything passes
 */
public record SubnetIntent(SubnetId id, Cidr cidr, Ip router, RouteTableId routeTable, Optional<AclIntent> acl) {}
