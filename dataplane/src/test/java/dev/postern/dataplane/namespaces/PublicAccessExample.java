package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Topology;

/**
 * The network of AWS's example for VPC Block Public Access: instances A and B in two public subnets, a NAT gateway beside B, and C and D in
 * a private subnet, of which D goes out by IPv6 through an egress-only internet gateway. Groups allow everything.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-example.html">Advanced example</a>
 */
public final class PublicAccessExample {
    public static final String PUBLIC_A = "198.19.0.10";
    public static final String PUBLIC_B = "198.19.0.11";
    public static final String NAT = "10.0.2.200";
    public static final String IPV6_OF_D = "2001:db8:8000::59";

    private final Topology topology = new Topology();
    private final VpcId vpc = topology.vpc("10.0.0.0/16");
    private final SubnetId publicA = topology.subnet(vpc, "10.0.1.0/24");
    private final SubnetId publicB = topology.subnet(vpc, "10.0.2.0/24");
    private final NetworkInterfaceId a;
    private final NetworkInterfaceId b;
    private final NetworkInterfaceId c;
    private final NetworkInterfaceId d;

    public PublicAccessExample() {
        topology.ipv6(vpc, "2001:db8:8000::/56");
        SecurityGroupId group = topology.securityGroup(vpc);
        topology.allowIn(group, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
        topology.allowOut(group, Protocol.ALL, PortRange.ALL, "::/0");
        SubnetId privateC = topology.subnet(vpc, "10.0.3.0/24");
        topology.ipv6(privateC, "2001:db8:8000::/64");
        RouteTableId opened = topology.routeTable(vpc, publicA, publicB);
        topology.route(opened, "0.0.0.0/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
        a = topology.instance(publicA, "10.0.1.85", group);
        topology.elasticIp(a, PUBLIC_A);
        b = topology.instance(publicB, "10.0.2.98", group);
        topology.elasticIp(b, PUBLIC_B);
        NetworkInterfaceId nat = topology.natGateway(publicB, NAT, "198.19.0.12");
        RouteTableId closed = topology.routeTable(vpc, privateC);
        topology.route(closed, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
        topology.route(closed, "::/0", new Route.ViaEgressOnlyGateway(topology.egressGateway(vpc)));
        c = topology.instance(privateC, "10.0.3.180", group);
        d = topology.instance(privateC, "10.0.3.59", group);
        topology.ipv6(d, IPV6_OF_D);
    }

    public Topology topology() {
        return topology;
    }

    public VpcId vpc() {
        return vpc;
    }

    public SubnetId publicA() {
        return publicA;
    }

    public SubnetId publicB() {
        return publicB;
    }

    public NetworkInterfaceId a() {
        return a;
    }

    public NetworkInterfaceId b() {
        return b;
    }

    public NetworkInterfaceId c() {
        return c;
    }

    public NetworkInterfaceId d() {
        return d;
    }
}
