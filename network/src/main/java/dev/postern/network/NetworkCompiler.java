package dev.postern.network;

import dev.postern.model.Entity;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compiles the cloud's state into what its network must do. Pure: the same snapshot gives an equal intent, whatever the history.
 *
 * <p>Only VPCs with an interface plugged into a live instance are compiled; an account's many idle VPCs cost nothing.
 */
public final class NetworkCompiler {
    private final Snapshot snapshot;
    private final Map<VpcId, List<Subnet>> subnets;
    private final Map<VpcId, List<RouteTable>> routeTables;
    private final Map<VpcId, List<NetworkAcl>> acls;
    private final Map<VpcId, List<SecurityGroup>> groups;
    private final Map<VpcId, List<NetworkInterface>> interfaces;
    private final Map<VpcId, List<VpcEndpoint>> endpoints;
    private final Map<VpcId, InternetGatewayId> gateways = new TreeMap<>();
    private final Map<NetworkInterfaceId, List<Address>> elasticIps = new TreeMap<>();

    private NetworkCompiler(Snapshot snapshot) {
        this.snapshot = snapshot;
        subnets = byVpc(Subnet.class, Subnet::vpcId);
        routeTables = byVpc(RouteTable.class, RouteTable::vpcId);
        acls = byVpc(NetworkAcl.class, NetworkAcl::vpcId);
        groups = byVpc(SecurityGroup.class, SecurityGroup::vpcId);
        interfaces = byVpc(NetworkInterface.class, NetworkInterface::vpcId);
        endpoints = byVpc(VpcEndpoint.class, VpcEndpoint::vpcId);
        snapshot.all(InternetGateway.class).stream()
                .forEach(igw -> igw.vpcId().ifPresent(vpc -> gateways.put(vpc, igw.id())));
        snapshot.all(Address.class).stream()
                .forEach(address -> address.association()
                        .ifPresent(a -> elasticIps
                                .computeIfAbsent(a.networkInterfaceId(), id -> new ArrayList<>())
                                .add(address)));
    }

    public static NetworkIntent compile(Snapshot snapshot) {
        return compile(snapshot, NetworkIntent.EMPTY);
    }

    /**
     * Compiles a snapshot; a VPC that is as it was in the previous intent is the same object again, so that "did it change?" is
     * one comparison.
     */
    public static NetworkIntent compile(Snapshot snapshot, NetworkIntent previous) {
        NetworkCompiler compiler = new NetworkCompiler(snapshot);
        TreeMap<VpcId, VpcIntent> vpcs = new TreeMap<>();
        TreeMap<Ip, VpcId> internet = new TreeMap<>();
        snapshot.all(Vpc.class).stream().forEach(vpc -> {
            List<InterfaceIntent> plugged = compiler.pluggedInto(vpc);
            if (plugged.isEmpty()) {
                return;
            }
            VpcIntent compiled = compiler.compile(vpc, plugged);
            VpcIntent before = previous.vpcs().get(vpc.id());
            vpcs.put(vpc.id(), compiled.equals(before) ? before : compiled);
            if (compiled.internetGateway().isPresent()) {
                compiled.publicAddresses().values().forEach(address -> internet.put(address, vpc.id()));
            }
        });
        return new NetworkIntent(snapshot.sequence(), vpcs, internet);
    }

    private VpcIntent compile(Vpc vpc, List<InterfaceIntent> plugged) {
        TreeMap<NetworkInterfaceId, InterfaceIntent> byId = new TreeMap<>();
        TreeMap<Ip, NetworkInterfaceId> addresses = new TreeMap<>();
        TreeMap<SubnetId, SubnetIntent> usedSubnets = new TreeMap<>();
        TreeMap<GroupSet, SecurityPolicy> policies = new TreeMap<>();
        PolicyCompiler policyCompiler = new PolicyCompiler(vpc, of(groups, vpc), of(interfaces, vpc));
        for (InterfaceIntent one : plugged) {
            byId.put(one.id(), one);
            one.privateIps().forEach(ip -> addresses.put(ip, one.id()));
            usedSubnets.computeIfAbsent(one.subnet(), id -> subnet(vpc, id));
            policies.computeIfAbsent(one.groups(), policyCompiler::compile);
        }
        Optional<InternetGatewayId> gateway = Optional.ofNullable(gateways.get(vpc.id()));
        RouteCompiler routes = new RouteCompiler(vpc, gateway, byId.keySet(), of(endpoints, vpc));
        List<RouteTableId> used = usedSubnets.values().stream()
                .map(SubnetIntent::routeTable)
                .distinct()
                .toList();
        SortedMap<RouteTableId, RouteTableIntent> tables = routes.compile(of(routeTables, vpc).stream()
                .filter(table -> used.contains(table.id()))
                .toList());
        return new VpcIntent(
                vpc.scope(),
                vpc.id(),
                vpc.cidrBlocks().stream().map(Vpc.CidrAssociation::cidr).toList(),
                usedSubnets,
                byId,
                addresses,
                tables,
                policies,
                gateway,
                publicAddresses(vpc, byId),
                guestServices(vpc));
    }

    private List<InterfaceIntent> pluggedInto(Vpc vpc) {
        return of(interfaces, vpc).stream()
                .filter(this::isPluggedIn)
                .flatMap(eni -> eni.attachment().stream()
                        .map(attachment -> new InterfaceIntent(
                                eni.id(),
                                attachment.instanceId(),
                                attachment.deviceIndex(),
                                eni.mac(),
                                eni.privateIps(),
                                eni.subnetId(),
                                eni.sourceDestCheck(),
                                GroupSet.of(eni.groups()))))
                .toList();
    }

    private boolean isPluggedIn(NetworkInterface eni) {
        return eni.attachment()
                .flatMap(a -> snapshot.find(
                        Instance.class, eni.scope(), a.instanceId().value()))
                .filter(instance -> switch (instance.state()) {
                    case PENDING, RUNNING, STOPPING -> true;
                    case SHUTTING_DOWN, TERMINATED, STOPPED -> false;
                })
                .isPresent();
    }

    private SubnetIntent subnet(Vpc vpc, SubnetId id) {
        Subnet subnet = of(subnets, vpc).stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(vpc.id() + " has no " + id));
        List<RouteTable> tables = of(routeTables, vpc);
        RouteTable table = tables.stream()
                .filter(t -> t.associations().stream()
                        .anyMatch(a -> a.with() instanceof RouteTable.WithSubnet(SubnetId with) && with.equals(id)))
                .findFirst()
                .or(() -> tables.stream().filter(RouteTable::isMain).findFirst())
                .orElseThrow(() -> new IllegalArgumentException(vpc.id() + " has no main route table"));
        List<NetworkAcl> vpcAcls = of(acls, vpc);
        Optional<AclIntent> acl = vpcAcls.stream()
                .filter(a -> a.associations().stream()
                        .anyMatch(with -> with.subnetId().equals(id)))
                .findFirst()
                .or(() -> vpcAcls.stream().filter(NetworkAcl::isDefault).findFirst())
                .map(NetworkCompiler::acl);
        return new SubnetIntent(id, subnet.cidr(), subnet.router(), table.id(), acl);
    }

    private static AclIntent acl(NetworkAcl acl) {
        List<NetworkAcl.Entry> ordered = acl.entries().stream()
                .sorted(java.util.Comparator.comparingInt(NetworkAcl.Entry::number))
                .toList();
        return new AclIntent(
                acl.id(),
                ordered.stream().filter(e -> !e.egress()).toList(),
                ordered.stream().filter(NetworkAcl.Entry::egress).toList());
    }

    private SortedMap<Ip, Ip> publicAddresses(Vpc vpc, SortedMap<NetworkInterfaceId, InterfaceIntent> plugged) {
        TreeMap<Ip, Ip> pairs = new TreeMap<>();
        for (NetworkInterface eni : of(interfaces, vpc)) {
            if (!plugged.containsKey(eni.id())) {
                continue;
            }
            eni.publicIp().ifPresent(address -> pairs.put(eni.primaryIp(), address));
            for (Address address : elasticIps.getOrDefault(eni.id(), List.of())) {
                address.association().ifPresent(a -> pairs.put(a.privateIp(), address.publicIp()));
            }
        }
        return pairs;
    }

    private static SortedSet<GuestService> guestServices(Vpc vpc) {
        TreeSet<GuestService> services = new TreeSet<>();
        if (vpc.enableDnsSupport() && vpc.primaryCidr().family() == Family.IPV4) {
            for (Ip resolver : List.of(vpc.resolver(), GuestService.LINK_LOCAL_RESOLVER)) {
                services.add(new GuestService(GuestService.Kind.RESOLVER, resolver, Protocol.UDP, 53));
                services.add(new GuestService(GuestService.Kind.RESOLVER, resolver, Protocol.TCP, 53));
            }
        }
        services.add(new GuestService(GuestService.Kind.INSTANCE_METADATA, GuestService.METADATA, Protocol.TCP, 80));
        services.add(new GuestService(GuestService.Kind.TIME, GuestService.CLOCK, Protocol.UDP, 123));
        return services;
    }

    private <E extends Entity> Map<VpcId, List<E>> byVpc(Class<E> kind, Function<E, VpcId> vpc) {
        return snapshot.all(kind).stream().collect(Collectors.groupingBy(vpc, TreeMap::new, Collectors.toList()));
    }

    private static <E> List<E> of(Map<VpcId, List<E>> byVpc, Vpc vpc) {
        return byVpc.getOrDefault(vpc.id(), List.of());
    }
}
