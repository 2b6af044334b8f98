package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcBlockPublicAccessExclusion;
import dev.postern.model.ec2.VpcBlockPublicAccessOptions;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.Transport;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.testkit.Balancers;
import dev.postern.testkit.BlockedAccess;
import dev.postern.testkit.InterfaceEndpoints;
import dev.postern.testkit.Topology;
import java.util.List;

/** Networks that AWS's guide documents, and their edges. */
public enum Scenario {
    /** "VPC with public and private subnets", no endpoint. */
    PUBLIC_AND_PRIVATE_SUBNETS {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            build(topology);
            return topology;
        }
    },

    /** The same with a gateway endpoint for the private subnet. */
    PRIVATE_SUBNET_WITH_GATEWAY_ENDPOINT {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            topology.endpoint(built.vpc, built.privateTable);
            return topology;
        }
    },

    /** The endpoint in both tables; beside it an equal CIDR route in the public one, which wins. */
    ENDPOINT_AND_IDENTICAL_ROUTE {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            topology.endpoint(built.vpc, built.privateTable, built.publicTable);
            topology.route(built.publicTable, "198.18.0.0/24", new Route.ViaInternetGateway(built.gateway));
            return topology;
        }
    },

    /** "VPC with public and private subnets and NAT": the private subnet gets out, and nobody gets in. */
    PUBLIC_AND_PRIVATE_SUBNETS_WITH_NAT {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            NetworkInterfaceId nat = topology.natGateway(built.publicSubnet, "10.0.0.5", "198.19.0.5");
            topology.route(built.privateTable, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
            return topology;
        }
    },

    /** "VPC BPA advanced example", its fourth scenario: ingress is blocked, and subnet A excluded. */
    BLOCKED_PUBLIC_ACCESS {
        @Override
        public Topology topology() {
            PublicAccessExample example = new PublicAccessExample();
            BlockedAccess.block(example.topology(), VpcBlockPublicAccessOptions.Mode.BLOCK_INGRESS);
            BlockedAccess.exclude(
                    example.topology(), example.publicA(), VpcBlockPublicAccessExclusion.Mode.ALLOW_BIDIRECTIONAL);
            return example.topology();
        }
    },

    /** The NAT gateway's subnet has a gateway endpoint and an ACL; a private NAT gateway in the private one is for one block. */
    NAT_WITH_ACL_AND_ENDPOINT {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            SubnetId natSubnet = topology.subnet(built.vpc, "10.0.2.0/24");
            RouteTableId natTable = topology.routeTable(built.vpc, natSubnet);
            topology.route(natTable, "0.0.0.0/0", new Route.ViaInternetGateway(built.gateway));
            topology.endpoint(built.vpc, natTable);
            NetworkInterfaceId nat = topology.natGateway(natSubnet, "10.0.2.5", "198.19.0.5");
            topology.route(built.privateTable, "0.0.0.0/0", new Route.ViaNatGateway(topology.natOf(nat)));
            NetworkInterfaceId inner = topology.natGateway(natSubnet, "10.0.2.6");
            topology.route(built.publicTable, "10.0.1.0/24", new Route.ViaNetworkInterface(inner));
            topology.acl(
                    built.vpc,
                    List.of(
                            entry(100, false, true, Protocol.TCP, new PortRange(1024, 65535), "0.0.0.0/0"),
                            entry(110, false, true, Protocol.TCP, PortRange.of(80), "10.0.0.0/16"),
                            entry(100, true, false, Protocol.TCP, PortRange.of(22), "0.0.0.0/0"),
                            entry(110, true, true, Protocol.ALL, PortRange.ALL, "0.0.0.0/0")),
                    natSubnet);
            return topology;
        }
    },

    /** An interface endpoint in the private subnet, of both families, and in a peered VPC one whose group lets one instance in. */
    INTERFACE_ENDPOINTS {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            topology.ipv6(built.vpc, "2001:db8:8000::/56");
            topology.ipv6(built.publicSubnet, "2001:db8:8000::/64");
            topology.ipv6(built.privateSubnet, "2001:db8:8000:1::/64");
            topology.route(built.publicTable, "::/0", new Route.ViaInternetGateway(built.gateway));
            topology.route(built.privateTable, "::/0", new Route.ViaInternetGateway(built.gateway));
            SecurityGroupId open = DualstackBalancers.open(topology, built.vpc);
            NetworkInterfaceId endpoint = new InterfaceEndpoints(topology).ec2(built.privateSubnet, "10.0.1.40", open);
            topology.ipv6(endpoint, "2001:db8:8000:1::40");
            NetworkInterfaceId client = topology.instance(built.publicSubnet, "10.0.0.50", open);
            topology.ipv6(client, "2001:db8:8000::50");

            VpcId other = topology.vpc("10.1.0.0/16");
            SubnetId there = topology.subnet(other, "10.1.0.0/24");
            RouteTableId thereTable = topology.routeTable(other, there);
            SecurityGroupId narrow = topology.securityGroup(other);
            topology.allowIn(narrow, Protocol.TCP, PortRange.of(80), "10.0.0.50/32");
            new InterfaceEndpoints(topology).ec2(there, "10.1.0.40", narrow);
            VpcPeeringConnectionId peering = topology.peering(built.vpc, other);
            topology.route(built.publicTable, "10.1.0.0/16", new Route.ViaPeering(peering));
            topology.route(thereTable, "10.0.0.0/16", new Route.ViaPeering(peering));
            return topology;
        }
    },

    /**
     * A balancer whose targets see who connects, and one whose target does not, in a VPC with the internet; and from another VPC with the
     * same blocks an endpoint that leads to the second one.
     */
    LOAD_BALANCERS_AND_AN_ENDPOINT_SERVICE {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            Balancers balancers = new Balancers(topology);
            SecurityGroupId open = topology.securityGroup(built.vpc);
            topology.allowIn(open, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
            NetworkInterfaceId target = topology.instance(built.privateSubnet, "10.0.1.60", open);
            SecurityGroupId fromOne = topology.securityGroup(built.vpc);
            topology.allowIn(fromOne, Protocol.TCP, PortRange.of(8080), "10.0.0.70/32");
            NetworkInterfaceId narrow = topology.instance(built.privateSubnet, "10.0.1.61", fromOne);
            LoadBalancer keeping = balancers.balancer(built.publicSubnet, "10.0.0.70");
            balancers.listen(keeping, Transport.TCP, 80, 8080, true, List.of(target));
            LoadBalancer hiding = balancers.balancer(built.privateSubnet, "10.0.1.71", open);
            balancers.listen(hiding, Transport.TCP, 80, 8080, false, List.of(target));
            balancers.listen(hiding, Transport.TCP, 8080, 8080, false, List.of(narrow));

            VpcId other = topology.vpc("10.0.0.0/16");
            SubnetId there = topology.subnet(other, "10.0.1.0/24");
            topology.routeTable(other, there);
            SecurityGroupId consumers = topology.securityGroup(other);
            topology.allowIn(consumers, Protocol.TCP, PortRange.of(80), "10.0.1.0/24");
            topology.instance(there, "10.0.1.60", consumers);
            new InterfaceEndpoints(topology).to(balancers.service(hiding).serviceName(), there, "10.0.1.40", consumers);
            return topology;
        }
    },

    /**
     * Balancers of both families: one on the internet whose targets see who connects, and one whose targets do not; with targets of either
     * family, which somebody of the other one reaches by two connections. From another VPC an endpoint leads to the second one.
     */
    LOAD_BALANCERS_OF_BOTH_FAMILIES {
        @Override
        public Topology topology() {
            return DualstackBalancers.topology();
        }
    },

    /** Endpoints of a VPC to a service, and to S3, of another Region. */
    ENDPOINTS_TO_ANOTHER_REGION {
        @Override
        public Topology topology() {
            return CrossRegionEndpoints.topology();
        }
    },

    /** Two VPCs with the same blocks and the same private addresses, both on the internet. */
    TWO_VPCS_WITH_THE_SAME_CIDR {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built one = build(topology);
            VpcId vpc = topology.vpc("10.0.0.0/16");
            SubnetId subnet = topology.subnet(vpc, "10.0.0.0/24");
            InternetGatewayId gateway = topology.internetGateway(vpc);
            RouteTableId table = topology.routeTable(vpc, subnet);
            topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
            SecurityGroupId open = topology.securityGroup(vpc);
            topology.allowIn(open, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
            NetworkInterfaceId twin = topology.instance(subnet, "10.0.0.10", open);
            topology.publicIp(twin, "198.19.1.10");
            topology.endpoint(one.vpc, one.publicTable);
            return topology;
        }
    },

    /** Network ACLs: the private subnet's lets web in and answers out; the public one's denies one neighbour. */
    NETWORK_ACLS {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            topology.endpoint(built.vpc, built.privateTable);
            topology.acl(
                    built.vpc,
                    List.of(
                            entry(100, false, true, Protocol.TCP, new PortRange(80, 8080), "0.0.0.0/0"),
                            entry(110, false, true, Protocol.TCP, new PortRange(32768, 65535), "198.18.0.0/24"),
                            entry(100, true, true, Protocol.TCP, new PortRange(32768, 65535), "10.0.0.0/16"),
                            entry(110, true, true, Protocol.TCP, new PortRange(80, 80), "0.0.0.0/0")),
                    built.privateSubnet);
            topology.acl(
                    built.vpc,
                    List.of(
                            entry(90, false, false, Protocol.ALL, PortRange.ALL, "10.0.1.21/32"),
                            entry(95, false, false, Protocol.ICMP, new PortRange(8, -1), "0.0.0.0/0"),
                            entry(100, false, true, Protocol.ALL, PortRange.ALL, "0.0.0.0/0"),
                            entry(100, true, true, Protocol.ALL, PortRange.ALL, "0.0.0.0/0")),
                    built.publicSubnet);
            return topology;
        }
    },

    /**
     * Peering: a VPC with an internet gateway and an endpoint, one that is peered with it and has no other way out, and one that is
     * peered with the second only. The third has a subnet from which no route leads back.
     */
    PEERING {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            topology.endpoint(built.vpc, built.publicTable, built.privateTable);
            topology.acl(
                    built.vpc,
                    List.of(
                            entry(100, false, true, Protocol.ALL, PortRange.ALL, "10.0.0.0/8"),
                            entry(110, false, true, Protocol.TCP, new PortRange(32768, 65535), "0.0.0.0/0"),
                            entry(90, true, false, Protocol.TCP, PortRange.of(8080), "10.1.0.0/16"),
                            entry(100, true, true, Protocol.ALL, PortRange.ALL, "0.0.0.0/0")),
                    built.privateSubnet);
            VpcId second = topology.vpc("10.1.0.0/16");
            SubnetId subnet = topology.subnet(second, "10.1.0.0/24");
            RouteTableId table = topology.routeTable(second, subnet);
            VpcId third = topology.vpc("10.2.0.0/16");
            SubnetId near = topology.subnet(third, "10.2.0.0/24");
            SubnetId oneSided = topology.subnet(third, "10.2.1.0/24");
            RouteTableId nearTable = topology.routeTable(third, near);
            VpcPeeringConnectionId first = topology.peering(built.vpc, second);
            VpcPeeringConnectionId other = topology.peering(second, third);
            topology.route(built.publicTable, "10.1.0.0/16", new Route.ViaPeering(first));
            topology.route(built.privateTable, "10.0.0.0/8", new Route.ViaPeering(first));
            topology.route(table, "0.0.0.0/0", new Route.ViaPeering(first));
            topology.route(table, "10.2.0.0/16", new Route.ViaPeering(other));
            topology.route(nearTable, "10.0.0.0/8", new Route.ViaPeering(other));

            SecurityGroupId named = topology.securityGroup(second);
            SecurityGroupId naming = topology.securityGroup(second);
            topology.allowIn(naming, Protocol.TCP, PortRange.of(80), named);
            topology.allowIn(naming, Protocol.TCP, PortRange.of(22), "10.0.0.0/16");
            SecurityGroupId open = topology.securityGroup(third);
            topology.allowIn(open, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
            SecurityGroupId bySecond = topology.securityGroup(built.vpc);
            topology.allowIn(bySecond, Protocol.TCP, PortRange.of(8080), named);
            topology.instance(subnet, "10.1.0.10", named);
            topology.instance(subnet, "10.1.0.11", naming);
            topology.instance(near, "10.2.0.10", open);
            topology.instance(oneSided, "10.2.1.10", open);
            topology.instance(built.privateSubnet, "10.0.1.30", bySecond);
            return topology;
        }
    },

    /**
     * "Middlebox routing": what comes in through the internet gateway for the private subnet, and what that sends out or to the public
     * one, goes through an appliance; in a third subnet the local route leads there.
     */
    MIDDLEBOX {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            Built built = build(topology);
            SubnetId inspection = topology.subnet(built.vpc, "10.0.2.0/24");
            RouteTableId inspectionTable = topology.routeTable(built.vpc, inspection);
            topology.route(inspectionTable, "0.0.0.0/0", new Route.ViaInternetGateway(built.gateway));
            SecurityGroupId open = topology.securityGroup(built.vpc);
            topology.allowIn(open, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
            NetworkInterfaceId appliance = topology.instance(inspection, "10.0.2.10", open);
            topology.put(topology.networkInterface(appliance).withSourceDestCheck(false));
            topology.publicIp(appliance, "198.19.0.30");
            Route.Target through = new Route.ViaNetworkInterface(appliance);
            topology.route(topology.edgeTable(built.vpc, built.gateway), "10.0.1.0/24", through);
            topology.route(built.privateTable, "0.0.0.0/0", through);
            topology.route(built.privateTable, "10.0.0.0/24", through);
            topology.publicIp(topology.instance(built.privateSubnet, "10.0.1.40", open), "198.19.0.40");
            SubnetId third = topology.subnet(built.vpc, "10.0.3.0/24");
            topology.route(topology.routeTable(built.vpc, third), "10.0.0.0/16", through);
            topology.instance(third, "10.0.3.10", open);
            topology.instance(third, "10.0.3.11", open);
            return topology;
        }
    },

    /**
     * Dual-stack subnets: a public one with an internet gateway, a private one with an egress-only gateway, and one that leads nowhere;
     * a peered VPC.
     */
    IPV6 {
        @Override
        public Topology topology() {
            Topology topology = new Topology();
            VpcId vpc = topology.vpc("10.0.0.0/16");
            topology.ipv6(vpc, "2001:db8:8000::/56");
            SubnetId open = ipv6Subnet(topology, vpc, "10.0.0.0/24", "2001:db8:8000::/64");
            SubnetId hidden = ipv6Subnet(topology, vpc, "10.0.1.0/24", "2001:db8:8000:1::/64");
            SubnetId lonely = ipv6Subnet(topology, vpc, "10.0.2.0/24", "2001:db8:8000:2::/64");
            RouteTableId openTable = topology.routeTable(vpc, open);
            topology.route(openTable, "::/0", new Route.ViaInternetGateway(topology.internetGateway(vpc)));
            RouteTableId hiddenTable = topology.routeTable(vpc, hidden);
            topology.route(hiddenTable, "::/0", new Route.ViaEgressOnlyGateway(topology.egressGateway(vpc)));
            topology.routeTable(vpc, lonely);

            SecurityGroupId group = topology.securityGroup(vpc);
            topology.allowOut(group, Protocol.ALL, PortRange.ALL, "::/0");
            topology.allowIn(group, Protocol.TCP, PortRange.of(80), "::/0");
            topology.allowIn(group, Protocol.ICMPV6, new PortRange(128, -1), "2001:db8:8000::/56");
            topology.allowIn(group, Protocol.TCP, PortRange.of(8080), group);
            SecurityGroupId ipv4Only = topology.securityGroup(vpc);
            topology.allowIn(ipv4Only, Protocol.ALL, PortRange.ALL, "0.0.0.0/0");
            topology.ipv6(topology.instance(open, "10.0.0.10", group), "2001:db8:8000::10", "2001:db8:8000::11");
            topology.ipv6(topology.instance(open, "10.0.0.20", ipv4Only), "2001:db8:8000::20");
            topology.instance(open, "10.0.0.30", group);
            topology.ipv6(topology.instance(hidden, "10.0.1.10", group), "2001:db8:8000:1::10");
            topology.ipv6(topology.instance(lonely, "10.0.2.10", group), "2001:db8:8000:2::10");
            topology.acl(
                    vpc,
                    List.of(
                            entry(100, false, true, Protocol.ALL, PortRange.ALL, "0.0.0.0/0"),
                            entry(100, true, true, Protocol.ALL, PortRange.ALL, "0.0.0.0/0"),
                            entry(110, false, false, Protocol.TCP, PortRange.of(80), "2001:db8:8000::20/128"),
                            entry(120, false, true, Protocol.ALL, PortRange.ALL, "::/0"),
                            entry(110, true, true, Protocol.ALL, PortRange.ALL, "::/0")),
                    lonely);

            VpcId peer = topology.vpc("10.1.0.0/16");
            topology.ipv6(peer, "2001:db8:8000:100::/56");
            SubnetId there = ipv6Subnet(topology, peer, "10.1.0.0/24", "2001:db8:8000:100::/64");
            SecurityGroupId peerGroup = topology.securityGroup(peer);
            topology.allowIn(peerGroup, Protocol.ALL, PortRange.ALL, "2001:db8:8000::/64");
            topology.ipv6(topology.instance(there, "10.1.0.10", peerGroup), "2001:db8:8000:100::10");
            Route.Target peering = new Route.ViaPeering(topology.peering(vpc, peer));
            topology.route(topology.routeTable(peer, there), "2001:db8:8000::/56", peering);
            topology.route(openTable, "2001:db8:8000:100::/56", peering);
            return topology;
        }
    };

    /** What a scenario goes on with. */
    private record Built(
            VpcId vpc,
            SubnetId publicSubnet,
            SubnetId privateSubnet,
            RouteTableId publicTable,
            RouteTableId privateTable,
            InternetGatewayId gateway) {}

    private static SubnetId ipv6Subnet(Topology topology, VpcId vpc, String cidr, String ipv6) {
        SubnetId subnet = topology.subnet(vpc, cidr);
        topology.ipv6(subnet, ipv6);
        return subnet;
    }

    /** The network, with everything that the scenario says. */
    public abstract Topology topology();

    /** The name of its directory of golden files. */
    public String directory() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static NetworkAcl.Entry entry(
            int number, boolean egress, boolean allow, Protocol protocol, PortRange ports, String cidr) {
        return new NetworkAcl.Entry(number, egress, allow, protocol, ports, Cidr.of(cidr));
    }

    /**
     * A bastion and a web server in the public subnet, one instance there without a public address; a server and a client in
     * the private one, and there an instance with a public address that its route table does not lead out with.
     */
    private static Built build(Topology topology) {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        SubnetId publicSubnet = topology.subnet(vpc, "10.0.0.0/24");
        SubnetId privateSubnet = topology.subnet(vpc, "10.0.1.0/24");
        InternetGatewayId gateway = topology.internetGateway(vpc);
        RouteTableId publicTable = topology.routeTable(vpc, publicSubnet);
        RouteTableId privateTable = topology.routeTable(vpc, privateSubnet);
        topology.route(publicTable, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));

        SecurityGroupId bastionGroup = topology.securityGroup(vpc);
        topology.allowIn(bastionGroup, Protocol.TCP, PortRange.of(22), "0.0.0.0/0");
        SecurityGroupId webGroup = topology.securityGroup(vpc);
        topology.allowIn(webGroup, Protocol.TCP, new PortRange(80, 90), "0.0.0.0/0");
        topology.allowIn(webGroup, Protocol.ICMP, new PortRange(8, -1), "0.0.0.0/0");
        SecurityGroupId appGroup = topology.securityGroup(vpc);
        topology.allowIn(appGroup, Protocol.TCP, PortRange.of(22), bastionGroup);
        topology.allowIn(appGroup, Protocol.TCP, new PortRange(8000, 8100), "10.0.0.0/24");
        topology.allowIn(appGroup, Protocol.ICMP, PortRange.ANY_ICMP, appGroup);
        SecurityGroupId closed = topology.closedSecurityGroup(vpc);
        topology.allowOut(closed, Protocol.TCP, PortRange.of(80), "198.18.0.0/15");
        topology.allowOut(closed, Protocol.TCP, PortRange.of(8080), "10.0.1.20/32");

        NetworkInterfaceId bastion = topology.instance(publicSubnet, "10.0.0.10", bastionGroup);
        topology.publicIp(bastion, "198.19.0.10");
        NetworkInterfaceId web = topology.instance(publicSubnet, "10.0.0.11", webGroup, appGroup);
        topology.publicIp(web, "198.19.0.11");
        topology.instance(publicSubnet, "10.0.0.12", closed);
        topology.instance(privateSubnet, "10.0.1.20", appGroup);
        topology.instance(privateSubnet, "10.0.1.21", appGroup, webGroup);
        NetworkInterfaceId stranded = topology.instance(privateSubnet, "10.0.1.22", webGroup);
        topology.publicIp(stranded, "198.19.0.22");
        return new Built(vpc, publicSubnet, privateSubnet, publicTable, privateTable, gateway);
    }
}
