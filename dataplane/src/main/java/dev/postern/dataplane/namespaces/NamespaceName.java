package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.NatGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Mac;
import dev.postern.network.EgressPort;
import dev.postern.network.Holder;
import dev.postern.network.InterfacePort;
import dev.postern.network.InternetPort;
import dev.postern.network.PeerPort;
import dev.postern.network.Port;
import java.util.Optional;

/** How namespaces, links and addresses are called, so that a restarted process knows them again. */
public final class NamespaceName {
    /** The namespace of the internet. */
    public static final String INTERNET = "internet";

    /** How links between routers begin, and no others. */
    static final String PEER = "p";

    /** The one link of a NAT gateway's namespace. */
    public static final String NAT_LINK = "nat";

    /** The link of an endpoint's interface. */
    public static final String ENDPOINT_LINK = "vpce";

    /** The link of a balancer's node. */
    public static final String BALANCER_LINK = "nlb";

    /** The link of an endpoint of a Gateway Load Balancer. */
    public static final String INSPECTION_LINK = "gwlbe";

    /** The link of a Gateway Load Balancer's node. */
    public static final String INSPECTOR_LINK = "gwlb";

    private static final int FIRST_DEVICE = 5;

    private NamespaceName() {}

    /** The router of a VPC. */
    public static String of(VpcId vpc) {
        return vpc.value();
    }

    /** An instance. */
    public static String of(InstanceId instance) {
        return instance.value();
    }

    /** A NAT gateway. */
    public static String of(NatGatewayId nat) {
        return nat.value();
    }

    /** Who is at an interface. */
    static String of(Holder holder) {
        return switch (holder) {
            case Holder.InstanceHolder(InstanceId id, int _) -> of(id);
            case Holder.NatHolder(NatGatewayId id, var _) -> of(id);
            case Holder.EndpointHolder endpoint -> endpoint.networkInterface().value();
            case Holder.BalancerHolder node -> node.networkInterface().value();
            case Holder.InspectionHolder endpoint -> endpoint.networkInterface().value();
            case Holder.InspectorHolder node -> node.networkInterface().value();
        };
    }

    /** The VPC whose router a namespace is. */
    public static Optional<VpcId> vpc(String namespace) {
        return namespace.startsWith("vpc-") ? Optional.of(new VpcId(namespace)) : Optional.empty();
    }

    /** The instance whose namespace it is. */
    public static Optional<InstanceId> instance(String namespace) {
        return namespace.startsWith("i-") ? Optional.of(new InstanceId(namespace)) : Optional.empty();
    }

    /** The interface of a service's whose namespace it is. */
    public static Optional<NetworkInterfaceId> managed(String namespace) {
        return namespace.startsWith(NetworkInterfaceId.PREFIX + "-")
                ? Optional.of(new NetworkInterfaceId(namespace))
                : Optional.empty();
    }

    /** Whether it is a NAT gateway's. */
    public static boolean isNat(String namespace) {
        return namespace.startsWith(NatGatewayId.PREFIX + "-");
    }

    /** The router's end of a port: 15 characters are all that Linux gives. */
    static String link(Port port) {
        return switch (port) {
            case InterfacePort one -> "e" + lastDigits(one.id().value(), 14);
            case InternetPort _ -> "igw"; // there is one
            case EgressPort _ -> "xigw"; // there is one
            case PeerPort peer -> PEER + lastDigits(peer.id().value(), 14);
        };
    }

    /** Whether a link is the router's end of an interface. */
    public static boolean isOfInterface(String link) {
        return link.length() == 15 && link.startsWith("e");
    }

    /** The far end of an interface: an instance's as Amazon Linux and Debian call it on Nitro instances. */
    static String farLink(Holder holder) {
        return switch (holder) {
            case Holder.InstanceHolder(InstanceId _, int deviceIndex) -> "ens" + (FIRST_DEVICE + deviceIndex);
            case Holder.NatHolder _ -> NAT_LINK;
            case Holder.EndpointHolder _ -> ENDPOINT_LINK;
            case Holder.BalancerHolder _ -> BALANCER_LINK;
            case Holder.InspectionHolder _ -> INSPECTION_LINK;
            case Holder.InspectorHolder _ -> INSPECTOR_LINK;
        };
    }

    /** One end of the link between an endpoint's interface and a balancer's node, called after who is at the other one. */
    static String conduit(NetworkInterfaceId far) {
        return ConduitLink.PREFIX + lastDigits(far.value(), 14);
    }

    /** The same of a Gateway Load Balancer's. */
    static String inspection(NetworkInterfaceId far) {
        return InspectionLink.PREFIX + lastDigits(far.value(), 14);
    }

    /** Whether a link of a Gateway Load Balancer's has a program. */
    public static boolean isOfInspection(String link) {
        return link.equals(INSPECTION_LINK)
                || link.equals(INSPECTOR_LINK)
                || (link.length() == 15 && link.startsWith(InspectionLink.PREFIX));
    }

    /** The internet's end of a VPC's internet gateway. */
    static String internetLink(VpcId vpc) {
        return "v" + lastDigits(vpc.value(), 14);
    }

    /** The internet's end of a VPC's egress-only internet gateway. */
    static String egressLink(VpcId vpc) {
        return "w" + lastDigits(vpc.value(), 14);
    }

    /** A router's end has an address of its own, derived from what it serves. */
    static Mac routerMac(String id, int role) {
        String digits = lastDigits(id, 10);
        return new Mac("%02x:%s".formatted(role, String.join(":", digits.split("(?<=\\G..)", 5))));
    }

    private static String lastDigits(String id, int count) {
        String digits = id.substring(id.indexOf('-') + 1);
        return digits.length() >= count
                ? digits.substring(digits.length() - count)
                : "0".repeat(count - digits.length()) + digits;
    }
}
