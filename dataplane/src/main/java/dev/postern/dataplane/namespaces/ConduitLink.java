package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.network.Mtu;

/**
 * The link between an endpoint's interface and a balancer's node, which makes it. Both VPCs may have the same blocks: so on the link, and
 * inside the node, the endpoint has an address that no VPC can have.
 */
public final class ConduitLink {
    /** How such links begin, and no others. */
    static final String PREFIX = "c";

    /** RFC 1112's class E, of which AWS lets no VPC have a block. */
    private static final Cidr BLOCK = Cidr.of("240.0.0.0/4");

    /** Of RFC 6666, where nobody is. */
    private static final Cidr BLOCK_IPV6 = Cidr.of("100::/64");

    private static final int NODE_SIDE = 0x22;
    private static final int ENDPOINT_SIDE = 0x26;

    private ConduitLink() {}

    /** From a node to an endpoint's interface. */
    static Veth between(NetworkInterfaceId node, NetworkInterfaceId endpoint) {
        return Veth.of(
                NamespaceName.conduit(endpoint),
                NamespaceName.routerMac(endpoint.value(), NODE_SIDE),
                endpoint.value(),
                NamespaceName.conduit(node),
                NamespaceName.routerMac(endpoint.value(), ENDPOINT_SIDE),
                Mtu.ENDPOINT);
    }

    /** The node, as every endpoint knows it. */
    static Ip node(Family family) {
        // What comes from a link-local address no router sends on.
        return family == Family.IPV4 ? Ip.of("169.254.0.9") : Ip.of("100:0:0:1::9");
    }

    /** Where endpoints are, as nodes know them. */
    public static Cidr block(Family family) {
        return family == Family.IPV4 ? BLOCK : BLOCK_IPV6;
    }

    /** The endpoint, as the node knows it: another one for each that leads there. */
    public static Ip address(NetworkInterfaceId endpoint, Family family) {
        return block(family).address().plus(endpoint.linkNumber());
    }
}
