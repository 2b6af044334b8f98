package dev.postern.network;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compiles the cloud's state into what its network must do. Pure: the same snapshot gives an equal intent, whatever the history.
 *
 * <p>Only VPCs with an interface plugged into a live instance are compiled, an account's many idle VPCs cost nothing; and of
 * those only the ones of which something is not as it was in the previous snapshot.
 */
public final class NetworkCompiler {
    private final VpcInputs inputs;
    private final Vpc vpc;

    private NetworkCompiler(VpcInputs inputs) {
        this.inputs = inputs;
        this.vpc = inputs.vpc();
    }

    /** Compiles a snapshot of which nothing is known. */
    public static NetworkIntent compile(Snapshot snapshot) {
        return compile(snapshot, Compilation.NONE).intent();
    }

    /**
     * Compiles a snapshot; a VPC that is as it was in the previous one is the same object again, so that "did it change?" is one
     * comparison.
     */
    public static Compilation compile(Snapshot snapshot, Compilation previous) {
        SortedMap<VpcId, VpcInputs> inputs = VpcInputs.of(snapshot);
        TreeMap<VpcId, VpcIntent> vpcs = new TreeMap<>();
        TreeMap<Ip, VpcId> internet = new TreeMap<>();
        inputs.forEach((id, input) -> {
            VpcIntent intent = previous.of(input).orElseGet(() -> compile(input, previous));
            vpcs.put(id, intent);
            if (intent.internetGateway().isPresent()) {
                intent.publicAddresses().values().forEach(address -> internet.put(address, id));
            }
        });
        return new Compilation(new NetworkIntent(snapshot.sequence(), vpcs, internet), inputs);
    }

    /** Not every change of the state is one of the network: names and tags, for instance, are not. */
    private static VpcIntent compile(VpcInputs input, Compilation previous) {
        VpcIntent compiled = new NetworkCompiler(input).compile();
        return previous.intent().vpc(input.vpc().id()).filter(compiled::equals).orElse(compiled);
    }

    private VpcIntent compile() {
        TreeMap<NetworkInterfaceId, InterfaceIntent> byId = new TreeMap<>();
        TreeMap<Ip, NetworkInterfaceId> addresses = new TreeMap<>();
        TreeMap<SubnetId, SubnetIntent> usedSubnets = new TreeMap<>();
        TreeMap<GroupSet, SecurityPolicy> policies = new TreeMap<>();
        PolicyCompiler policyCompiler = new PolicyCompiler(vpc, inputs.groups(), inputs.interfaces());
        for (InterfaceIntent one : plugged()) {
            byId.put(one.id(), one);
            one.privateIps().forEach(ip -> addresses.put(ip, one.id()));
            usedSubnets.computeIfAbsent(one.subnet(), this::subnet);
            policies.computeIfAbsent(one.groups(), policyCompiler::compile);
        }
        RouteCompiler routes =
                new RouteCompiler(EffectiveRoutes.of(vpc, inputs.gateway(), byId::containsKey, inputs.endpoints()));
        List<RouteTableId> used = usedSubnets.values().stream()
                .map(SubnetIntent::routeTable)
                .distinct()
                .toList();
        SortedMap<RouteTableId, RouteTableIntent> tables = routes.compile(inputs.routeTables().stream()
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
                inputs.gateway(),
                publicAddresses(),
                guestServices(vpc));
    }

    private List<InterfaceIntent> plugged() {
        return inputs.plugged().stream()
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

    private SubnetIntent subnet(SubnetId id) {
        Subnet subnet = inputs.subnets().stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(vpc.id() + " has no " + id));
        List<RouteTable> tables = inputs.routeTables();
        RouteTable table = tables.stream()
                .filter(t -> t.associations().stream()
                        .anyMatch(a -> a.with() instanceof RouteTable.WithSubnet(SubnetId with) && with.equals(id)))
                .findFirst()
                .or(() -> tables.stream().filter(RouteTable::isMain).findFirst())
                .orElseThrow(() -> new IllegalArgumentException(vpc.id() + " has no main route table"));
        List<NetworkAcl> vpcAcls = inputs.acls();
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

    private SortedMap<Ip, Ip> publicAddresses() {
        TreeMap<Ip, Ip> pairs = new TreeMap<>();
        for (NetworkInterface eni : inputs.plugged()) {
            eni.publicIp().ifPresent(address -> pairs.put(eni.primaryIp(), address));
        }
        for (Address address : inputs.elasticIps()) {
            address.association().ifPresent(a -> pairs.put(a.privateIp(), address.publicIp()));
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
}
