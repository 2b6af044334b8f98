package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.network.Mtu;

/** The link between an endpoint of a Gateway Load Balancer and the balancer's node, which makes it. Nobody has an address there. */
final class InspectionLink {
    /** How such links begin, and no others. */
    static final String PREFIX = "g";

    private static final int NODE_SIDE = 0x32;
    private static final int ENDPOINT_SIDE = 0x36;

    private InspectionLink() {}

    /** From a node to an endpoint. */
    static Veth between(NetworkInterfaceId node, NetworkInterfaceId endpoint) {
        return Veth.of(
                NamespaceName.inspection(endpoint),
                NamespaceName.routerMac(endpoint.value(), NODE_SIDE),
                endpoint.value(),
                NamespaceName.inspection(node),
                NamespaceName.routerMac(endpoint.value(), ENDPOINT_SIDE),
                Mtu.INSIDE);
    }
}
