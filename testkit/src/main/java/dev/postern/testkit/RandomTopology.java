package dev.postern.testkit;

import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A small network of which everything is random but the instances: they and their ids are the same in all, so that one set of
 * namespaces serves many. It has several subnets, route tables, ACLs with allow and deny entries, groups that mean blocks, each other
 * and prefix lists, detours through interfaces whose check is off, also within the VPC and at the gateway, endpoints or none, a gateway or none, a NAT gateway or none, public addresses or none.
 * It may have a load balancer, whose service the other VPCs may use. It may have IPv6 everywhere, with gateways of both kinds, and a subnet of nothing else.
 * Access to the internet may be blocked. Two smaller VPCs may be peered with it and with each other, with routes there and back, one of both or neither.
 */
public final class RandomTopology {
    private static final String BLOCK = "10.0.0.0/16";
    private static final List<String> SUBNETS = List.of("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/25");
    private static final List<String> INSTANCES =
            List.of("10.0.0.10", "10.0.0.11", "10.0.1.20", "10.0.1.21", "10.0.2.30");
    private static final List<String> FAR = List.of(
            "0.0.0.0/0",
            "0.0.0.0/0",
            "10.0.0.0/16",
            "10.0.0.0/24",
            "10.0.1.0/24",
            "10.0.1.20/32",
            "10.0.2.0/25",
            "198.18.0.0/15",
            "198.18.0.0/24",
            "198.18.128.1/32",
            "198.19.0.0/16",
            "10.1.0.0/16",
            "10.1.0.10/32",
            "10.2.0.0/24");
    /** Where each VPC's IPv6 block is, and the first of its subnets. */
    private static final List<String> IPV6 = List.of("2001:db8:8000::", "2001:db8:8000:100::", "2001:db8:8000:200::");

    private static final List<String> FAR_IPV6 = List.of(
            "::/0",
            "::/0",
            "2001:db8:8000::/56",
            "2001:db8:8000::/64",
            "2001:db8:8000:1::/64",
            "2001:db8:8000:1::20/128",
            "2001:db8::/48",
            "2001:db8:1::1/128",
            "2001:db8:8000:100::/56",
            "2001:db8:8000:100::10/128");

    /** The blocks of the other VPCs, and who is there. */
    private static final List<String> PEERS = List.of("10.1.0.0/16", "10.2.0.0/24");

    private static final List<List<String>> PEER_INSTANCES =
            List.of(List.of("10.1.0.10", "10.1.0.11"), List.of("10.2.0.10"));
    private static final List<Protocol> PROTOCOLS =
            List.of(Protocol.TCP, Protocol.TCP, Protocol.TCP, Protocol.ICMP, Protocol.ALL, Protocol.UDP);

    /** None ends within the ports that clients choose. */
    private static final List<PortRange> PORTS = List.of(
            PortRange.of(22),
            PortRange.of(80),
            new PortRange(80, 8080),
            new PortRange(0, 1023),
            new PortRange(1024, 65535),
            new PortRange(32768, 65535),
            PortRange.ALL);

    private final Random random;
    private final Topology cloud = new Topology();
    private final VpcId vpc = cloud.vpc(BLOCK);
    private final List<SubnetId> subnets = new ArrayList<>();
    private final List<SecurityGroupId> groups = new ArrayList<>();
    private final List<NetworkInterfaceId> interfaces = new ArrayList<>();
    private final List<VpcId> peers = new ArrayList<>();
    private final List<SubnetId> peerSubnets = new ArrayList<>();
    private final List<SecurityGroupId> peerGroups = new ArrayList<>();
    private final List<NetworkInterfaceId> peerInterfaces = new ArrayList<>();
    private final PrefixListId list;
    private final RandomInspections.Provider provider;

    private RandomTopology(Random random) {
        this.random = random;
        this.list = cloud.prefixList(one(FAR), one(FAR), "198.18.128.0/24");
        SUBNETS.forEach(cidr -> subnets.add(cloud.subnet(vpc, cidr)));
        for (int i = 0; i < 4; i++) {
            groups.add(cloud.closedSecurityGroup(vpc));
        }
        for (String address : INSTANCES) {
            for (int i = 0; i < SUBNETS.size(); i++) {
                if (Cidr.of(SUBNETS.get(i)).contains(Ip.of(address))) {
                    interfaces.add(cloud.instance(subnets.get(i), address, groups.getFirst()));
                }
            }
        }
        for (int i = 0; i < PEERS.size(); i++) {
            peers.add(cloud.vpc(PEERS.get(i)));
            peerSubnets.add(cloud.subnet(peers.get(i), PEERS.get(i).replace("/16", "/24")));
            peerGroups.add(cloud.closedSecurityGroup(peers.get(i)));
            for (String address : PEER_INSTANCES.get(i)) {
                peerInterfaces.add(cloud.instance(peerSubnets.get(i), address, peerGroups.get(i)));
            }
        }
        this.provider = RandomInspections.Provider.in(cloud);
    }

    /** One in which every instance runs. */
    public static Topology of(Random random) {
        return new RandomTopology(random).build();
    }

    /** One in which an instance may be stopped. */
    public static Topology withStoppedInstances(Random random) {
        RandomTopology topology = new RandomTopology(random);
        for (NetworkInterfaceId eni : topology.everybody()) {
            if (topology.chance(15)) {
                topology.cloud.state(eni, Instance.State.STOPPED);
            }
        }
        return topology.build();
    }

    private Topology build() {
        for (NetworkInterfaceId eni : interfaces) {
            List<SecurityGroupId> its = new ArrayList<>(List.of(one(groups)));
            if (chance(30)) {
                its.add(one(groups));
            }
            cloud.put(cloud.networkInterface(eni)
                    .withGroups(its.stream().distinct().toList())
                    .withSourceDestCheck(!chance(30)));
            publicAddress(eni);
        }
        groups.forEach(this::rules);
        routes();
        if (chance(50)) {
            ipv6();
        }
        subnets.forEach(subnet -> acl(vpc, subnet));
        peerings();
        RandomPrefixes.add(random, cloud, interfaces);
        RandomEndpoints.add(random, cloud, subnets, groups);
        for (int i = 0; i < peers.size(); i++) {
            RandomEndpoints.add(random, cloud, List.of(peerSubnets.get(i)), List.of(peerGroups.get(i)));
        }
        RandomBalancers.add(random, cloud, subnets, groups, interfaces, peerSubnets, peerGroups);
        RandomInspections.add(random, cloud, provider, subnets);
        FlowLogs.add(random, cloud);
        BlockedAccess.add(random, cloud, subnets);
        SharedGroups.add(cloud, groups, everybody());
        return cloud;
    }

    /** Every address of 10.0.s.n gets one that ends in s::n. */
    private void ipv6() {
        cloud.ipv6(vpc, IPV6.getFirst() + "/56");
        for (int i = 0; i < subnets.size(); i++) {
            cloud.ipv6(subnets.get(i), "2001:db8:8000:" + i + "::/64");
        }
        for (int i = 0; i < peers.size(); i++) {
            cloud.ipv6(peers.get(i), IPV6.get(i + 1) + "/56");
            cloud.ipv6(peerSubnets.get(i), IPV6.get(i + 1) + "/64");
        }
        for (NetworkInterfaceId eni : everybody()) {
            if (chance(85)) {
                NetworkInterface one = cloud.networkInterface(eni);
                String block = cloud.get(Subnet.class, one.subnetId().value())
                        .ipv6Cidr()
                        .orElseThrow()
                        .address()
                        .toString();
                String host = Long.toString(one.primaryIp().low() & 255);
                cloud.ipv6(eni, block + host);
            }
        }
        for (SecurityGroupId group : groups) {
            ipv6Rules(group);
        }
        if (chance(40)) {
            Ipv6Only.make(cloud, subnets.getLast());
        }
        peerGroups.forEach(this::ipv6Rules);
        RandomIpv6Routes.add(random, cloud, vpc, interfaces);
    }

    private void ipv6Rules(SecurityGroupId group) {
        if (chance(70)) {
            cloud.allowOut(group, Protocol.ALL, PortRange.ALL, "::/0");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Protocol protocol = ipv6(one(PROTOCOLS));
            cloud.allow(
                    group,
                    chance(30),
                    protocol,
                    ports(protocol),
                    new SecurityGroupRule.CidrPeer(Cidr.of(one(FAR_IPV6))));
        }
    }

    private static Protocol ipv6(Protocol protocol) {
        return protocol.equals(Protocol.ICMP) ? Protocol.ICMPV6 : protocol;
    }

    private List<NetworkInterfaceId> everybody() {
        return Stream.concat(interfaces.stream(), peerInterfaces.stream()).toList();
    }

    /** The other VPCs are more open than the first, so that something gets there, and comes back. */
    private void peerings() {
        List<VpcId> vpcs = List.of(vpc, peers.get(0), peers.get(1));
        List<List<RouteTableId>> tables = new ArrayList<>();
        tables.add(cloud.snapshot().all(RouteTable.class).stream()
                .filter(table -> table.vpcId().equals(vpc))
                .map(RouteTable::id)
                .toList());
        for (int i = 0; i < peers.size(); i++) {
            tables.add(List.of(cloud.routeTable(peers.get(i), peerSubnets.get(i))));
            if (chance(60)) {
                cloud.allow(peerGroups.get(i), true, Protocol.ALL, PortRange.ALL, anywhere());
            }
            for (int rule = 1 + random.nextInt(3); rule > 0; rule--) {
                Protocol protocol = one(PROTOCOLS);
                cloud.allow(peerGroups.get(i), chance(30), protocol, ports(protocol), chance(50) ? anywhere() : peer());
            }
            if (chance(30)) {
                acl(peers.get(i), peerSubnets.get(i));
            }
            if (chance(15)) {
                cloud.put(cloud.networkInterface(peerInterfaces.get(2 * i)).withSourceDestCheck(false));
            }
        }
        for (int one = 0; one < vpcs.size(); one++) {
            for (int other = one + 1; other < vpcs.size(); other++) {
                if (chance(70)) {
                    VpcPeeringConnectionId id = cloud.peering(vpcs.get(one), vpcs.get(other));
                    peeringRoutes(tables.get(one), other, id);
                    peeringRoutes(tables.get(other), one, id);
                    if (chance(10)) {
                        cloud.peeringState(id, VpcPeeringConnection.State.PENDING_ACCEPTANCE);
                    }
                }
            }
        }
    }

    private static SecurityGroupRule.Peer anywhere() {
        return new SecurityGroupRule.CidrPeer(Cidr.ALL_IPV4);
    }

    private void peeringRoutes(List<RouteTableId> tables, int to, VpcPeeringConnectionId id) {
        String block = to == 0 ? "10.0.0.0/16" : PEERS.get(to - 1);
        for (RouteTableId table : tables) {
            if (chance(60)) {
                cloud.route(table, IPV6.get(to) + "/56", new Route.ViaPeering(id));
            }
            String destination = chance(80) ? block : one(List.of("10.0.0.0/8", "0.0.0.0/0", block));
            boolean taken = cloud.get(RouteTable.class, table.value()).routes().stream()
                    .anyMatch(route -> route.destination().equals(new Route.ToCidr(Cidr.of(destination))));
            if (chance(80) && !taken) {
                cloud.route(table, destination, new Route.ViaPeering(id));
            }
        }
    }

    private void publicAddress(NetworkInterfaceId eni) {
        String address = "198.19.0." + (10 + interfaces.indexOf(eni));
        if (chance(30)) {
            cloud.publicIp(eni, address);
        } else if (chance(20)) {
            cloud.elasticIp(eni, address);
        }
    }

    private void rules(SecurityGroupId group) {
        if (chance(60)) {
            cloud.allowOut(group, Protocol.ALL, new PortRange(-1, -1), "0.0.0.0/0");
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            Protocol protocol = one(PROTOCOLS);
            cloud.allow(group, chance(30), protocol, ports(protocol), peer());
        }
    }

    private SecurityGroupRule.Peer peer() {
        if (chance(30)) {
            return new SecurityGroupRule.GroupPeer(
                    one(chance(70) ? groups : peerGroups),
                    cloud.networkInterface(interfaces.getFirst()).scope().account());
        }
        return chance(20)
                ? new SecurityGroupRule.PrefixListPeer(chance(50) ? new PrefixListId("pl-63a5400a") : list)
                : new SecurityGroupRule.CidrPeer(Cidr.of(one(FAR)));
    }

    private PortRange ports(Protocol protocol) {
        if (protocol.equals(Protocol.ICMPV6)) {
            return chance(50) ? PortRange.ANY_ICMP : new PortRange(chance(70) ? 128 : 129, -1);
        }
        if (protocol.equals(Protocol.ICMP)) {
            return chance(50) ? PortRange.ANY_ICMP : new PortRange(chance(70) ? 8 : 0, -1);
        }
        return protocol.hasPorts() ? one(PORTS) : new PortRange(-1, -1);
    }

    private void routes() {
        List<RouteTableId> tables = new ArrayList<>();
        List<SubnetId> rest = new ArrayList<>(subnets);
        while (!rest.isEmpty() && !chance(15)) {
            List<SubnetId> its = List.copyOf(rest.subList(0, 1 + random.nextInt(rest.size())));
            rest.removeAll(its);
            tables.add(cloud.routeTable(vpc, its.toArray(SubnetId[]::new)));
        }
        if (chance(80)) {
            InternetGatewayId gateway = cloud.internetGateway(vpc);
            for (RouteTableId table : tables) {
                if (chance(15)) {
                    cloud.route(table, list, new Route.ViaInternetGateway(gateway));
                }
                if (chance(70)) {
                    cloud.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
                }
                if (chance(10)) {
                    cloud.route(
                            table,
                            one(List.of("198.18.0.0/24", "198.18.0.0/16", "198.19.0.0/16")),
                            new Route.ViaInternetGateway(gateway));
                }
            }
            if (chance(30)) {
                edge(cloud.edgeTable(vpc, gateway));
            }
            if (chance(10)) {
                cloud.detach(gateway);
            }
        }
        for (RouteTableId table : tables) {
            if (chance(35)) {
                cloud.route(
                        table,
                        one(List.of(
                                SUBNETS.get(0),
                                SUBNETS.get(1),
                                SUBNETS.get(2),
                                "198.18.0.0/25",
                                "198.18.128.0/17",
                                "203.0.113.0/24")),
                        new Route.ViaNetworkInterface(one(interfaces)));
            }
            if (chance(8)) {
                cloud.route(table, BLOCK, new Route.ViaNetworkInterface(one(interfaces)));
            }
        }
        natGateway(tables);
        if (chance(50)) {
            cloud.endpoint(vpc, tables.stream().filter(table -> chance(50)).toArray(RouteTableId[]::new));
        }
    }

    /** What comes in through the gateway for some subnets, or for all, is led through an interface. */
    private void edge(RouteTableId table) {
        for (String subnet : SUBNETS) {
            if (chance(50)) {
                cloud.route(table, subnet, new Route.ViaNetworkInterface(one(interfaces)));
            }
        }
        if (chance(20)) {
            cloud.route(table, BLOCK, new Route.ViaNetworkInterface(one(interfaces)));
        }
    }

    /** Where a table leads nowhere yet it may lead to a NAT gateway, which may be in the same subnet. */
    private void natGateway(List<RouteTableId> tables) {
        if (chance(50)) {
            return;
        }
        int place = random.nextInt(subnets.size());
        String address = SUBNETS.get(place).replaceAll("0/2[45]$", "5");
        NetworkInterfaceId eni = chance(80)
                ? cloud.natGateway(subnets.get(place), address, "198.19.0.40")
                : cloud.natGateway(subnets.get(place), address);
        Route.Target nat = new Route.ViaNatGateway(cloud.natOf(eni));
        for (RouteTableId table : tables) {
            List<Route> routes =
                    new ArrayList<>(cloud.get(RouteTable.class, table.value()).routes());
            if (chance(40)) {
                routes.removeIf(
                        route -> route.destination().equals(new Route.ToCidr(Cidr.of("0.0.0.0/0"))) && chance(70));
                cloud.put(cloud.get(RouteTable.class, table.value()).withRoutes(routes));
            }
            String block = chance(70) ? "0.0.0.0/0" : one(List.of("198.19.0.0/16", "198.18.0.0/24", "10.0.1.0/24"));
            if (routes.stream().noneMatch(route -> route.destination().equals(new Route.ToCidr(Cidr.of(block))))) {
                cloud.route(table, block, nat);
            }
        }
    }

    private void acl(VpcId of, SubnetId subnet) {
        if (chance(40)) {
            return;
        }
        List<NetworkAcl.Entry> entries = new ArrayList<>();
        for (boolean egress : new boolean[] {false, true}) {
            for (int number = 10 - random.nextInt(10); number < 100 && !chance(25); number += 1 + random.nextInt(30)) {
                entries.add(entry(number, egress, chance(60)));
            }
            if (chance(70)) {
                entries.add(new NetworkAcl.Entry(100, egress, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV4));
            }
            if (chance(70)) {
                entries.add(new NetworkAcl.Entry(101, egress, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV6));
            }
        }
        cloud.acl(of, entries, subnet);
    }

    private NetworkAcl.Entry entry(int number, boolean egress, boolean allow) {
        boolean ofIpv6 = chance(30);
        Protocol protocol = ofIpv6 ? ipv6(one(PROTOCOLS)) : one(PROTOCOLS);
        PortRange ports = protocol.equals(Protocol.ALL) ? PortRange.ALL : ports(protocol);
        return new NetworkAcl.Entry(number, egress, allow, protocol, ports, Cidr.of(one(ofIpv6 ? FAR_IPV6 : FAR)));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
