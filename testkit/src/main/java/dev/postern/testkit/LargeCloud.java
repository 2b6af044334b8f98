package dev.postern.testkit;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * A cloud of equal VPCs, of whatever size, to see what one more thing in it costs. Each has an internet gateway, subnets of up to a
 * thousand interfaces with a route table for all of them, and groups whose rules name blocks and, one in five, the members of another
 * group. An interface has one group, and one in ten a public address.
 */
public final class LargeCloud {
    private static final int PER_SUBNET = 1_000;
    private static final int FIRST_PORT = 1_000;

    private final Topology topology = new Topology();
    private final List<OneVpc> vpcs = new ArrayList<>();
    private int publicAddresses;
    private int news;

    /**
     * One of the VPCs.
     *
     * @param interfaces in the order in which they were made
     */
    public record OneVpc(
            VpcId id,
            InternetGatewayId gateway,
            RouteTableId table,
            List<SubnetId> subnets,
            List<SecurityGroupId> groups,
            List<NetworkInterfaceId> interfaces) {}

    /** What there can be one more of. */
    public enum Noun {
        RULE,
        ROUTE,
        INTERFACE,
        ENDPOINT,
        /** For a service of AWS. */
        INTERFACE_ENDPOINT,
        /** With a route to it. */
        NAT_GATEWAY,
        /** With a VPC that is new, and a route to it. */
        PEERING,
        /** A customer's, of three blocks, with a route to them. */
        PREFIX_LIST
    }

    /**
     * Builds it.
     *
     * @param interfaces of each VPC, 1 to 60,000
     * @param groups of each VPC
     * @param rules of each group
     */
    public LargeCloud(int vpcs, int interfaces, int groups, int rules) {
        for (int i = 0; i < vpcs; i++) {
            this.vpcs.add(vpc(interfaces, groups, rules));
        }
    }

    public Snapshot snapshot() {
        return topology.snapshot();
    }

    /** In the order in which they were made. */
    public List<OneVpc> vpcs() {
        return List.copyOf(vpcs);
    }

    /** The snapshot with one more thing in a VPC. The cloud stays as it is. */
    public Snapshot withOneMore(Noun noun, OneVpc vpc) {
        Snapshot before = topology.snapshot();
        news++;
        switch (noun) {
            case RULE ->
                topology.allowIn(
                        vpc.groups().getFirst(), Protocol.TCP, PortRange.of(20_000 + news % 40_000), "192.0.2.0/24");
            case ROUTE -> topology.route(vpc.table(), elsewhere(), new Route.ViaInternetGateway(vpc.gateway()));
            case INTERFACE ->
                topology.instance(
                        vpc.subnets().getFirst(),
                        "10.0.3." + (240 + news % 10),
                        vpc.groups().getFirst());
            case ENDPOINT -> topology.endpoint(vpc.id(), vpc.table());
            case INTERFACE_ENDPOINT ->
                new InterfaceEndpoints(topology)
                        .ec2(
                                vpc.subnets().getFirst(),
                                "10.0.3." + (240 + news % 10),
                                vpc.groups().getFirst());
            case NAT_GATEWAY -> {
                NetworkInterfaceId nat = topology.natGateway(vpc.subnets().getFirst(), "10.0.3." + (240 + news % 10));
                topology.route(vpc.table(), elsewhere(), new Route.ViaNatGateway(topology.natOf(nat)));
            }
            case PEERING -> {
                VpcId peer = topology.vpc("10.1.0.0/16");
                topology.route(vpc.table(), "10.1.0.0/16", new Route.ViaPeering(topology.peering(vpc.id(), peer)));
            }
            case PREFIX_LIST ->
                topology.route(
                        vpc.table(),
                        topology.prefixList("192.0.2.0/25", "192.0.2.128/26", "203.0.113.0/24"),
                        new Route.ViaInternetGateway(vpc.gateway()));
        }
        Snapshot after = topology.snapshot();
        topology.goBackTo(before);
        return after;
    }

    private String elsewhere() {
        return "100." + (64 + news % 64) + "." + news / 64 % 256 + ".0/24";
    }

    private OneVpc vpc(int interfaces, int groups, int rules) {
        VpcId vpc = topology.vpc("10.0.0.0/16");
        List<SubnetId> subnets = new ArrayList<>();
        for (int i = 0; i * PER_SUBNET < interfaces; i++) {
            subnets.add(topology.subnet(vpc, "10.0." + 4 * i + ".0/22"));
        }
        InternetGatewayId gateway = topology.internetGateway(vpc);
        RouteTableId table = topology.routeTable(vpc, subnets.toArray(SubnetId[]::new));
        topology.route(table, "0.0.0.0/0", new Route.ViaInternetGateway(gateway));
        List<SecurityGroupId> members = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            members.add(topology.securityGroup(vpc));
        }
        for (int i = 0; i < groups; i++) {
            rules(members.get(i), members.get((i + 1) % groups), rules);
        }
        List<NetworkInterfaceId> plugged = new ArrayList<>();
        for (int i = 0; i < interfaces; i++) {
            int place = 10 + i % PER_SUBNET;
            NetworkInterfaceId eni = topology.instance(
                    subnets.get(i / PER_SUBNET),
                    "10.0." + (4 * (i / PER_SUBNET) + place / 256) + "." + place % 256,
                    members.get(i % groups));
            if (i % 10 == 0) {
                topology.publicIp(eni, "198.19." + publicAddresses / 256 + "." + publicAddresses % 256);
                publicAddresses++;
            }
            plugged.add(eni);
        }
        return new OneVpc(vpc, gateway, table, subnets, members, plugged);
    }

    private void rules(SecurityGroupId group, SecurityGroupId other, int count) {
        for (int i = 0; i < count; i++) {
            if (i % 5 == 4) {
                topology.allowIn(group, Protocol.TCP, PortRange.of(FIRST_PORT + i), other);
            } else {
                topology.allowIn(
                        group, Protocol.TCP, PortRange.of(FIRST_PORT + i), "10." + i % 256 + "." + i / 256 + ".0/24");
            }
        }
    }
}
