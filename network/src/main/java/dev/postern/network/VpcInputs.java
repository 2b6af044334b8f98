package dev.postern.network;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All of a snapshot that one VPC's intent is compiled from. Equal inputs give an equal intent, and to compare them is cheap:
 * snapshots share the entities that did not change.
 *
 * @param interfaces all of the VPC, plugged in or not: rules that name a group mean every member
 * @param plugged those that are in an instance which has a network, in the order of their ids
 * @param elasticIps those that are associated with one of {@code plugged}
 */
record VpcInputs(
        Vpc vpc,
        List<Subnet> subnets,
        List<RouteTable> routeTables,
        List<NetworkAcl> acls,
        List<SecurityGroup> groups,
        List<NetworkInterface> interfaces,
        List<NetworkInterface> plugged,
        List<VpcEndpoint> endpoints,
        Optional<InternetGatewayId> gateway,
        List<Address> elasticIps) {

    /** Those of the VPCs in which an interface is plugged in. */
    static SortedMap<VpcId, VpcInputs> of(Snapshot snapshot) {
        Map<VpcId, List<NetworkInterface>> plugged = group(
                snapshot.all(NetworkInterface.class).stream().filter(eni -> EffectiveRoutes.isPluggedIn(snapshot, eni)),
                NetworkInterface::vpcId);
        Map<VpcId, List<Subnet>> subnets = group(snapshot.all(Subnet.class).stream(), Subnet::vpcId);
        Map<VpcId, List<RouteTable>> routeTables = group(snapshot.all(RouteTable.class).stream(), RouteTable::vpcId);
        Map<VpcId, List<NetworkAcl>> acls = group(snapshot.all(NetworkAcl.class).stream(), NetworkAcl::vpcId);
        Map<VpcId, List<SecurityGroup>> groups =
                group(snapshot.all(SecurityGroup.class).stream(), SecurityGroup::vpcId);
        Map<VpcId, List<NetworkInterface>> interfaces =
                group(snapshot.all(NetworkInterface.class).stream(), NetworkInterface::vpcId);
        Map<VpcId, List<VpcEndpoint>> endpoints = group(snapshot.all(VpcEndpoint.class).stream(), VpcEndpoint::vpcId);
        Map<VpcId, InternetGatewayId> gateways = gateways(snapshot);
        Map<NetworkInterfaceId, List<Address>> elasticIps = elasticIps(snapshot);
        TreeMap<VpcId, VpcInputs> inputs = new TreeMap<>();
        snapshot.all(Vpc.class).stream()
                .filter(vpc -> plugged.containsKey(vpc.id()))
                .forEach(vpc -> {
                    List<NetworkInterface> here = of(plugged, vpc);
                    inputs.put(
                            vpc.id(),
                            new VpcInputs(
                                    vpc,
                                    of(subnets, vpc),
                                    of(routeTables, vpc),
                                    of(acls, vpc),
                                    of(groups, vpc),
                                    of(interfaces, vpc),
                                    here,
                                    of(endpoints, vpc),
                                    Optional.ofNullable(gateways.get(vpc.id())),
                                    here.stream()
                                            .flatMap(eni -> elasticIps.getOrDefault(eni.id(), List.of()).stream())
                                            .toList()));
                });
        return inputs;
    }

    private static Map<VpcId, InternetGatewayId> gateways(Snapshot snapshot) {
        TreeMap<VpcId, InternetGatewayId> gateways = new TreeMap<>();
        snapshot.all(InternetGateway.class).stream()
                .forEach(igw -> igw.vpcId().ifPresent(vpc -> gateways.put(vpc, igw.id())));
        return gateways;
    }

    private static Map<NetworkInterfaceId, List<Address>> elasticIps(Snapshot snapshot) {
        TreeMap<NetworkInterfaceId, List<Address>> elasticIps = new TreeMap<>();
        snapshot.all(Address.class).stream()
                .forEach(address -> address.association()
                        .ifPresent(a -> elasticIps
                                .computeIfAbsent(a.networkInterfaceId(), id -> new ArrayList<>())
                                .add(address)));
        return elasticIps;
    }

    private static <E> Map<VpcId, List<E>> group(Stream<E> entities, Function<E, VpcId> vpc) {
        return entities.collect(Collectors.groupingBy(vpc, TreeMap::new, Collectors.toList()));
    }

    private static <E> List<E> of(Map<VpcId, List<E>> byVpc, Vpc vpc) {
        return byVpc.getOrDefault(vpc.id(), List.of());
    }
}
