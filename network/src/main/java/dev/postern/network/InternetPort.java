package dev.postern.network;

import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The attached internet gateway: it gives a private address the public one that stands for it, and the other way round. IPv6 addresses
 * are public as they are. What comes in goes to whoever has the address, unless a route table is associated with it.
 *
 * @param translations the public address of each private one that has one; all other IPv4 sources end here
 * @param ipv6 the VPC's IPv6 blocks; all other IPv6 sources end here
 * @param table the route table that judges what comes in
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html">Internet gateways</a>
 */
public record InternetPort(
        InternetGatewayId id, SortedMap<Ip, Ip> translations, List<Cidr> ipv6, Optional<RouteTableId> table)
        implements EdgePort {
    public InternetPort {
        translations = SharedMap.copyOf(translations);
        ipv6 = List.copyOf(ipv6);
    }

    /** Anybody on the internet may be the source. */
    @Override
    public boolean believes(Ip source) {
        return true;
    }
}
