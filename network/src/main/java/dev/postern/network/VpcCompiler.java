package dev.postern.network;

import dev.postern.model.Ref;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles one VPC, beginning where the last compilation ended: each part is made of what differs between the inputs then and now, and
 * is the same object where nothing does. Beginning with nothing it is the same code, so there are not two that could disagree.
 */
final class VpcCompiler {
    private final VpcInputs inputs;
    private final Vpc vpc;
    private final Optional<VpcInputs> past;
    private final Optional<VpcIntent> before;
    private final PrefixListBlocks lists;
    /** Prefix lists that mean something else than they did. */
    private final Set<PrefixListId> otherBlocks;

    private SharedMap<NetworkInterfaceId, InterfacePort> interfaces;
    private SharedMap<Ip, InterfacePort> addresses;
    private SharedMap<Cidr, InterfacePort> prefixes;
    private SharedMap<Ip, Ip> publicAddresses;
    private SharedMap<SubnetId, Integer> subnetUse;
    private SharedMap<GroupSet, Integer> groupUse;
    private SharedMap<SecurityGroupId, AddressSet> members;
    /** Interfaces that were plugged in or out, or differ. */
    private final TreeSet<NetworkInterfaceId> changed = new TreeSet<>();

    private VpcCompiler(VpcInputs inputs, Optional<CompiledVpc> previous) {
        this.inputs = inputs;
        this.vpc = inputs.vpc();
        this.past = previous.map(CompiledVpc::inputs);
        this.before = previous.map(CompiledVpc::intent);
        this.lists = new PrefixListBlocks(vpc.scope(), inputs.prefixLists());
        this.otherBlocks = lists.changedSince(shared(past.map(VpcInputs::prefixLists)));
        this.interfaces = shared(before.map(VpcIntent::interfaces));
        this.addresses = shared(before.map(VpcIntent::addresses));
        this.prefixes = shared(before.map(VpcIntent::prefixes));
        this.publicAddresses = shared(previous.map(CompiledVpc::publicAddresses));
        this.subnetUse = shared(previous.map(CompiledVpc::subnetUse));
        this.groupUse = shared(previous.map(CompiledVpc::groupUse));
        this.members = shared(previous.map(CompiledVpc::members));
    }

    /**
     * Compiles a VPC.
     *
     * @param previous how it was; the intent is the same object where it is equal
     */
    static CompiledVpc compile(VpcInputs inputs, Optional<CompiledVpc> previous) {
        return new VpcCompiler(inputs, previous).compile();
    }

    private CompiledVpc compile() {
        plug();
        publish();
        Set<SecurityGroupId> otherMembers = enrol();
        SharedMap<SubnetId, SubnetIntent> subnets = subnets();
        SharedMap<RouteTableId, RouteTableIntent> routeTables = routeTables(subnets);
        VpcIntent compiled = new VpcIntent(
                vpc.scope(),
                vpc.id(),
                vpc.cidrBlocks().stream().map(Vpc.CidrAssociation::cidr).toList(),
                subnets,
                interfaces,
                addresses,
                prefixes,
                routeTables,
                policies(otherMembers),
                edges(),
                guests(subnets),
                services(routeTables),
                inputs.counted());
        // Not every change of the state is one of the network: names and tags, for instance, are not.
        return new CompiledVpc(
                inputs,
                before.filter(compiled::equals).orElse(compiled),
                publicAddresses,
                subnetUse,
                groupUse,
                members);
    }

    /** Interfaces that came go into every map after those that went, as they may have their addresses. */
    private void plug() {
        SharedMap<NetworkInterfaceId, Plugged> then = shared(past.map(VpcInputs::plugged));
        TreeMap<NetworkInterfaceId, InterfacePort> added = new TreeMap<>();
        SharedMap.compare(then, inputs.plugged(), (id, _, is) -> {
            changed.add(id);
            InterfacePort was = interfaces.get(id);
            if (was != null) {
                was.addresses().forEach(ip -> addresses = addresses.minus(ip));
                was.prefixes().forEach(block -> prefixes = prefixes.minus(block));
                subnetUse = subnetUse.with(was.subnet(), VpcCompiler::less);
                count(was.filter(), VpcCompiler::less);
            }
            if (is == null) {
                interfaces = interfaces.minus(id);
            } else {
                added.put(id, port(is));
            }
        });
        added.forEach((id, one) -> {
            interfaces = interfaces.plus(id, one);
            one.addresses().forEach(ip -> addresses = addresses.plus(ip, one));
            one.prefixes().forEach(block -> prefixes = prefixes.plus(block, one));
            subnetUse = subnetUse.with(one.subnet(), VpcCompiler::more);
            count(one.filter(), VpcCompiler::more);
        });
    }

    private static InterfacePort port(Plugged plugged) {
        NetworkInterface eni = plugged.eni();
        return new InterfacePort(
                eni.id(),
                plugged.holder(),
                eni.mac(),
                eni.addresses(),
                eni.prefixes(),
                eni.subnetId(),
                plugged.sourceDestCheck(),
                plugged.filter(),
                eni.timeouts().orElse(ConnectionTimeouts.DEFAULT));
    }

    /** One interface more, or less, has a filter. */
    private void count(Filter filter, UnaryOperator<@Nullable Integer> by) {
        groupUse = switch (filter) {
            case Filter.Groups(GroupSet groups) -> groupUse.with(groups, by);
            case Filter.Unfiltered _ -> groupUse;
        };
    }

    /** The public addresses of what changed. */
    private void publish() {
        TreeSet<NetworkInterfaceId> concerned = new TreeSet<>(changed);
        SharedMap<NetworkInterfaceId, SharedMap<Ref, Address>> then = shared(past.map(VpcInputs::elasticIps));
        SharedMap.compare(then, inputs.elasticIps(), (id, _, _) -> concerned.add(id));
        concerned.forEach(id -> past.ifPresent(
                was -> publicAddresses(was, id).keySet().forEach(ip -> publicAddresses = publicAddresses.minus(ip))));
        concerned.forEach(id -> publicAddresses(inputs, id)
                .forEach((inside, outside) -> publicAddresses = publicAddresses.plus(inside, outside)));
    }

    private static Map<Ip, Ip> publicAddresses(VpcInputs of, NetworkInterfaceId id) {
        Plugged plugged = of.plugged().get(id);
        SharedMap<Ref, Address> elastic = of.elasticIps().get(id);
        return plugged == null ? Map.of() : PublicIps.of(plugged.eni(), elastic == null ? List.of() : elastic.values());
    }

    private List<Cidr> ipv6() {
        return vpc.blocks(Family.IPV6).stream().map(Vpc.CidrAssociation::cidr).toList();
    }

    private SortedMap<ResourceId, EdgePort> edges() {
        TreeMap<ResourceId, EdgePort> edges = new TreeMap<>();
        inputs.gateway().ifPresent(id -> edges.put(id, new InternetPort(id, publicAddresses, ipv6(), edgeTable())));
        inputs.egress().ifPresent(id -> edges.put(id, new EgressPort(id, ipv6())));
        inputs.neighbours()
                .forEach((id, there) ->
                        edges.put(id, new PeerPort(id, there.vpc(), there.blocks(), there.populated(), there.mtu())));
        return edges;
    }

    /** The table of the internet gateway. */
    private Optional<RouteTableId> edgeTable() {
        return isSame(VpcInputs::routeTables) && isSame(VpcInputs::gateway)
                ? before.flatMap(VpcIntent::internet).flatMap(InternetPort::table)
                : inputs.gateway().flatMap(gateway -> Associations.table(inputs, gateway));
    }

    /** The groups whose members are others now, the VPC's own and those of others that its rules name. */
    private Set<SecurityGroupId> enrol() {
        TreeSet<SecurityGroupId> concerned = new TreeSet<>();
        enrolOwn(concerned);
        enrolForeign(concerned);
        return concerned;
    }

    private void enrolOwn(Set<SecurityGroupId> concerned) {
        SharedMap<Ref, NetworkInterface> then = shared(past.map(VpcInputs::interfaces));
        TreeMap<Ref, NetworkInterface> added = new TreeMap<>();
        SharedMap.compare(then, inputs.interfaces(), (ref, was, is) -> {
            if (was != null && is != null && isSameMember(was, is)) {
                return;
            }
            if (was != null) {
                was.groups().forEach(group -> leave(group, was));
                concerned.addAll(was.groups());
            }
            if (is != null) {
                added.put(ref, is);
                concerned.addAll(is.groups());
            }
        });
        added.values().forEach(eni -> eni.groups().forEach(group -> join(group, eni)));
    }

    /** Two neighbours may have the same addresses, and members of one group: who stays keeps what another leaves. */
    private void enrolForeign(Set<SecurityGroupId> concerned) {
        SharedMap.compare(foreign(past), foreign(Optional.of(inputs)), (group, was, is) -> {
            concerned.add(group);
            TreeSet<Cidr> left = new TreeSet<>();
            SharedMap.compare(orEmpty(was), orEmpty(is), (_, eni, _) -> {
                if (eni != null) {
                    leave(group, eni);
                    blocks(eni).forEach(left::add);
                }
            });
            SharedMap.compare(orEmpty(was), orEmpty(is), (_, _, eni) -> {
                if (eni != null) {
                    join(group, eni);
                }
            });
            if (!left.isEmpty()) {
                orEmpty(is).values().stream()
                        .filter(eni -> blocks(eni).anyMatch(left::contains))
                        .forEach(eni -> join(group, eni));
            }
        });
    }

    private static Stream<Cidr> blocks(NetworkInterface eni) {
        return Stream.concat(eni.addresses().stream().map(Ip::asCidr), eni.prefixes().stream());
    }

    private static SharedMap<SecurityGroupId, SharedMap<Ref, NetworkInterface>> foreign(Optional<VpcInputs> of) {
        return Neighbour.members(of.map(VpcInputs::neighbours)
                .orElse(Collections.emptySortedMap())
                .values());
    }

    private static SharedMap<Ref, NetworkInterface> orEmpty(@Nullable SharedMap<Ref, NetworkInterface> bucket) {
        return bucket == null ? SharedMap.empty() : bucket;
    }

    private static boolean isSameMember(NetworkInterface was, NetworkInterface is) {
        return was.groups().equals(is.groups())
                && was.addresses().equals(is.addresses())
                && was.prefixes().equals(is.prefixes());
    }

    private void leave(SecurityGroupId group, NetworkInterface eni) {
        members = members.with(group, set -> {
            AddressSet rest = set == null ? AddressSet.NONE : set;
            for (Ip address : eni.addresses()) {
                rest = rest.minus(address);
            }
            for (Cidr prefix : eni.prefixes()) {
                rest = rest.minus(prefix);
            }
            return rest.isEmpty() ? null : rest;
        });
    }

    private void join(SecurityGroupId group, NetworkInterface eni) {
        members = members.with(group, set -> {
            AddressSet more = set == null ? AddressSet.NONE : set;
            for (Ip address : eni.addresses()) {
                more = more.plus(address);
            }
            return eni.prefixes().isEmpty() ? more : more.union(AddressSet.of(eni.prefixes()));
        });
    }

    private SharedMap<SubnetId, SubnetIntent> subnets() {
        boolean same = isSame(VpcInputs::vpc)
                && isSame(VpcInputs::subnets)
                && isSame(VpcInputs::routeTables)
                && isSame(VpcInputs::acls)
                && isSame(VpcInputs::publicAccess);
        SharedMap<SubnetId, SubnetIntent> subnets = shared(before.map(VpcIntent::subnets));
        TreeSet<SubnetId> unused = new TreeSet<>(subnets.keySet());
        unused.removeAll(subnetUse.keySet());
        for (SubnetId id : unused) {
            subnets = subnets.minus(id);
        }
        if (same && subnets.size() == subnetUse.size()) {
            return subnets;
        }
        Associations associations = new Associations(inputs);
        for (SubnetId id : subnetUse.keySet()) {
            if (!same || !subnets.containsKey(id)) {
                subnets = subnets.plus(id, associations.subnet(inputs, id));
            }
        }
        return subnets;
    }

    private SharedMap<RouteTableId, RouteTableIntent> routeTables(SharedMap<SubnetId, SubnetIntent> subnets) {
        TreeSet<RouteTableId> used = new TreeSet<>();
        subnets.values().forEach(subnet -> used.add(subnet.routeTable()));
        edgeTable().ifPresent(used::add);
        List<RouteTable> tables = used.stream()
                .flatMap(id -> Optional.ofNullable(inputs.routeTables().get(new Ref(vpc.scope(), id.value()))).stream())
                .toList();
        boolean same = isSame(VpcInputs::vpc)
                && isSame(VpcInputs::gateway)
                && isSame(VpcInputs::egress)
                && isSame(VpcInputs::nats)
                && isSame(VpcInputs::endpoints)
                && isSame(VpcInputs::peerings);
        EffectiveRoutes routes = EffectiveRoutes.of(
                vpc,
                lists,
                inputs.gateway(),
                inputs.egress(),
                interfaces::containsKey,
                nat -> Optional.ofNullable(inputs.nats().get(new Ref(vpc.scope(), nat.value()))),
                inputs.endpoints().values(),
                inputs.peerings().values());
        SharedMap<RouteTableId, RouteTableIntent> then = shared(before.map(VpcIntent::routeTables));
        SharedMap<RouteTableId, RouteTableIntent> compiled = SharedMap.empty();
        for (RouteTable table : tables) {
            RouteTableIntent was = then.get(table.id());
            compiled = compiled.plus(
                    table.id(),
                    was != null && same && isSameTable(table) && Collections.disjoint(table.prefixLists(), otherBlocks)
                            ? was
                            : RouteTableIntent.of(table.id(), routes.of(table)));
        }
        return compiled;
    }

    /** Whether a table's routes are the same, and lead to interfaces that are plugged in or out as they were. */
    private boolean isSameTable(RouteTable now) {
        Ref ref = new Ref(now.scope(), now.key());
        return past.map(VpcInputs::routeTables)
                        .map(tables -> tables.get(ref))
                        .filter(now::equals)
                        .isPresent()
                && (changed.isEmpty()
                        || now.routes().stream()
                                .flatMap(route -> interfaceOf(route.target()))
                                .noneMatch(changed::contains));
    }

    /** To which interface a route leads, as far as that is not said by whoever else it names. */
    private Stream<NetworkInterfaceId> interfaceOf(Route.Target target) {
        return switch (target) {
            case Route.ViaNetworkInterface(NetworkInterfaceId eni) -> Stream.of(eni);
            case Route.ViaEndpoint(VpcEndpointId id) ->
                Stream.ofNullable(inputs.endpoints().get(new Ref(vpc.scope(), id.value())))
                        .flatMap(VpcEndpoint::interfaces);
            case Route.ViaInternetGateway _, Route.ViaEgressOnlyGateway _, Route.ViaPeering _, Route.ViaNatGateway _ ->
                Stream.empty();
        };
    }

    private SharedMap<GroupSet, SecurityPolicy> policies(Set<SecurityGroupId> otherMembers) {
        TreeSet<SecurityGroupId> changedGroups = new TreeSet<>();
        SharedMap<Ref, SecurityGroup> then = shared(past.map(VpcInputs::groups));
        SharedMap.compare(then, inputs.groups(), (ref, _, _) -> changedGroups.add(new SecurityGroupId(ref.key())));
        PolicyCompiler compiler = new PolicyCompiler(vpc, inputs.groups(), members, lists);
        SharedMap<GroupSet, SecurityPolicy> policies = shared(before.map(VpcIntent::policies));
        TreeSet<GroupSet> unused = new TreeSet<>(policies.keySet());
        unused.removeAll(groupUse.keySet());
        for (GroupSet set : unused) {
            policies = policies.minus(set);
        }
        for (GroupSet set : groupUse.keySet()) {
            if (!policies.containsKey(set) || compiler.isConcerned(set, changedGroups, otherMembers, otherBlocks)) {
                policies = policies.plus(set, compiler.compile(set));
            }
        }
        return policies;
    }

    private List<GuestService> guests(SharedMap<SubnetId, SubnetIntent> subnets) {
        return before.filter(was -> isSame(VpcInputs::vpc) && subnets.equals(was.subnets()))
                .map(VpcIntent::guests)
                .orElseGet(() -> GuestService.of(vpc, subnets.values()));
    }

    private SortedMap<VpcEndpointId, GatewayService> services(SharedMap<RouteTableId, RouteTableIntent> routeTables) {
        Optional<VpcIntent> same = before.filter(was -> routeTables.equals(was.routeTables()));
        if (same.isPresent()) {
            return same.get().services();
        }
        TreeMap<VpcEndpointId, GatewayService> services = new TreeMap<>();
        for (RouteTableIntent table : routeTables.values()) {
            table.routes().forEach((block, target) -> {
                if (target instanceof RouteTarget.ToEndpoint(var endpoint, var list, String name)) {
                    services.merge(
                            endpoint,
                            new GatewayService(endpoint, list, name, new TreeSet<>(Set.of(block))),
                            GatewayService::and);
                }
            });
        }
        return services;
    }

    /** Whether a part of the inputs is as it was. */
    private boolean isSame(Function<VpcInputs, ?> part) {
        return past.map(part).filter(part.apply(inputs)::equals).isPresent();
    }

    private static @Nullable Integer less(@Nullable Integer count) {
        return count == null || count == 1 ? null : count - 1;
    }

    private static Integer more(@Nullable Integer count) {
        return count == null ? 1 : count + 1;
    }

    private static <K extends Comparable<? super K>, V> SharedMap<K, V> shared(Optional<? extends Map<K, V>> map) {
        return map.<SharedMap<K, V>>map(SharedMap::copyOf).orElse(SharedMap.empty());
    }
}
