package dev.postern.dataplane.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dataplane.Observed;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.ConnectionTimeouts;
import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.ec2.VpcPeeringConnectionId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.network.Compilation;
import dev.postern.network.NetworkCompiler;
import dev.postern.network.NetworkIntent;
import dev.postern.testkit.FlowLogs;
import dev.postern.testkit.Seeds;
import dev.postern.testkit.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories, with processes that die and steps that fail: the network always ends as if it had been made at once. */
final class SimulationTest {
    @Test
    void anyHistoryEndsWhereAFreshStartDoes() {
        Seeds.each(40, random -> {
            FakeKernel kernel = new FakeKernel();
            History history = new History(random);
            Compilation compilation = Compilation.NONE;
            NetworkIntent intent = compilation.intent();
            NamespaceDataPlane plane = fragile(kernel, random);
            for (int i = 0; i < 40; i++) {
                history.change();
                compilation = NetworkCompiler.compile(history.topology.snapshot(), compilation);
                intent = compilation.intent();
                assertThat(intent)
                        .as("what is compiled from what changed is what is compiled from all")
                        .isEqualTo(NetworkCompiler.compile(history.topology.snapshot()));
                try {
                    plane.apply(intent);
                } catch (FragileKernel.Killed e) {
                    plane = fragile(kernel, random);
                }
            }
            NamespaceDataPlane last = new NamespaceDataPlane(kernel, NamespaceDataPlaneContract.DEAF);
            Observed observed = last.apply(intent);
            assertThat(observed.problems()).isEmpty();
            assertThat(last.apply(intent).steps()).isZero();

            FakeKernel fresh = new FakeKernel();
            new NamespaceDataPlane(fresh, NamespaceDataPlaneContract.DEAF).apply(intent);
            assertThat(kernel.state()).isEqualTo(fresh.state());
        });
    }

    private static NamespaceDataPlane fragile(Kernel kernel, Random random) {
        return new NamespaceDataPlane(
                new FragileKernel(kernel, n -> random.nextInt(25) == 0, n -> random.nextInt(10) == 0),
                NamespaceDataPlaneContract.DEAF);
    }

    /** Makes one random change after the other. */
    private static final class History {
        private final Topology topology = new Topology();
        private final Random random;
        private final List<VpcId> vpcs = new ArrayList<>();
        private final List<SubnetId> subnets = new ArrayList<>();
        private final List<RouteTableId> tables = new ArrayList<>();
        private final List<SecurityGroupId> groups = new ArrayList<>();
        private final List<NetworkInterfaceId> interfaces = new ArrayList<>();
        private final List<InternetGatewayId> gateways = new ArrayList<>();
        private final PrefixListId list;
        private int hosts;
        private int publicAddresses;

        History(Random random) {
            this.random = random;
            this.list = topology.prefixList(block());
            newVpc();
        }

        private List<NetworkAcl.Entry> entries() {
            PortRange port = PortRange.of(random.nextInt(100));
            return List.of(
                    new NetworkAcl.Entry(100, false, true, Protocol.TCP, port, Cidr.ALL_IPV4),
                    new NetworkAcl.Entry(100, true, random.nextBoolean(), Protocol.TCP, port, Cidr.ALL_IPV4));
        }

        void change() {
            int place = random.nextInt(vpcs.size());
            switch (random.nextInt(29)) {
                case 0 -> newVpc();
                case 1, 2 -> {
                    hosts++;
                    interfaces.add(topology.instance(subnets.get(place), address(place), groups.get(place)));
                }
                case 3 -> {
                    if (!interfaces.isEmpty()) {
                        Instance.State[] states = Instance.State.values();
                        topology.state(any(interfaces), states[random.nextInt(states.length)]);
                    }
                }
                case 4 -> {
                    if (!interfaces.isEmpty()) {
                        publicAddresses++;
                        topology.publicIp(any(interfaces), "198.19.0." + publicAddresses);
                    }
                }
                case 5 -> {
                    RouteTable table =
                            topology.get(RouteTable.class, tables.get(place).value());
                    topology.put(table.withRoutes(List.of()));
                    topology.route(
                            tables.get(place),
                            "0.0.0.0/" + random.nextInt(3),
                            interfaces.isEmpty() || random.nextBoolean()
                                    ? new Route.ViaInternetGateway(gateways.get(place))
                                    : new Route.ViaNetworkInterface(any(interfaces)));
                }
                case 6 -> {
                    var endpoints =
                            topology.snapshot().all(VpcEndpoint.class).stream().toList();
                    if (endpoints.size() > 2) {
                        topology.remove(any(endpoints));
                    } else {
                        topology.endpoint(vpcs.get(place), tables.get(place));
                    }
                }
                case 7 -> {
                    if (!interfaces.isEmpty()) {
                        publicAddresses++;
                        topology.elasticIp(any(interfaces), "198.19.1." + publicAddresses);
                    }
                }
                case 8 -> {
                    if (random.nextBoolean()) {
                        topology.detach(gateways.get(place));
                    } else {
                        topology.attach(gateways.get(place), vpcs.get(place));
                    }
                }
                case 9 -> changeAcl(place);
                case 10, 11, 12, 13 -> changeInterface();
                case 14 ->
                    topology.snapshot().all(Address.class).stream().findFirst().ifPresent(topology::remove);
                case 15, 16, 17 -> peer(place);
                case 18, 19, 20 -> changeList(place);
                case 21, 22, 23 -> changeNat(place);
                case 24, 25 -> changeEdge(place);
                case 26 -> changeFlowLogs(place);
                default ->
                    topology.allowIn(
                            groups.get(place),
                            Protocol.TCP,
                            PortRange.of(random.nextInt(100)),
                            groups.get(random.nextBoolean() ? place : random.nextInt(groups.size())));
            }
        }

        private void changeFlowLogs(int place) {
            if (topology.snapshot().all(FlowLog.class).stream().findAny().isPresent()) {
                FlowLogs.remove(topology);
            } else {
                FlowLogs.of(topology, vpcs.get(place));
            }
        }

        /** Leads what comes in through a gateway, or what a subnet sends within the VPC, through an interface, or not any more. */
        private void changeEdge(int place) {
            RouteTable.Associated with = new RouteTable.WithGateway(gateways.get(place));
            Optional<RouteTable> edge = topology.snapshot().all(RouteTable.class).stream()
                    .filter(table -> table.isWith(with))
                    .findFirst();
            RouteTableId table =
                    edge.map(RouteTable::id).orElseGet(() -> topology.edgeTable(vpcs.get(place), gateways.get(place)));
            RouteTableId changed = random.nextBoolean() ? table : tables.get(place);
            if (random.nextInt(4) == 0) {
                edge.ifPresent(topology::remove);
            } else if (topology.get(RouteTable.class, changed.value()).routes().size() > 3 || interfaces.isEmpty()) {
                topology.put(topology.get(RouteTable.class, changed.value()).withRoutes(List.of()));
            } else {
                topology.route(
                        changed,
                        "10." + place + ".0.0/" + (random.nextBoolean() ? 16 : 24),
                        new Route.ViaNetworkInterface(any(interfaces)));
            }
        }

        /** Makes a NAT gateway that a table leads to, or changes what becomes of one. */
        private void changeNat(int place) {
            List<NatGateway> nats =
                    topology.snapshot().all(NatGateway.class).stream().toList();
            if (nats.size() < 3) {
                hosts++;
                publicAddresses++;
                NetworkInterfaceId eni =
                        topology.natGateway(subnets.get(place), address(place), "198.19.2." + publicAddresses);
                topology.route(tables.get(place), "0.0.0.0/3", new Route.ViaNatGateway(topology.natOf(eni)));
                return;
            }
            NatGateway nat = any(nats);
            NetworkInterfaceId eni = nat.interfaceId().orElseThrow();
            NatGateway.State[] states = {NatGateway.State.PENDING, NatGateway.State.AVAILABLE, NatGateway.State.DELETING
            };
            switch (random.nextInt(3)) {
                case 0 -> topology.put(nat.withState(states[random.nextInt(states.length)], nat.createdAt()));
                case 1 -> {
                    topology.remove(nat);
                    topology.remove(topology.networkInterface(eni));
                }
                default -> {
                    hosts++;
                    Ip more = topology.networkInterface(eni).primaryIp().plus(100);
                    List<NatGateway.NatAddress> addresses = new ArrayList<>(nat.addresses());
                    addresses.set(0, addresses.getFirst().leaving(nat.createdAt())); // the rest serves, if there is one
                    if (addresses.size() == 1) {
                        addresses.add(new NatGateway.NatAddress(Optional.of(more), Optional.empty(), Optional.empty()));
                    }
                    topology.put(topology.networkInterface(eni)
                            .withPrivateIps(
                                    List.of(topology.networkInterface(eni).primaryIp(), more)));
                    topology.put(nat.withAddresses(addresses));
                }
            }
        }

        private void changeAcl(int place) {
            topology.snapshot().all(NetworkAcl.class).stream()
                    .filter(acl -> acl.vpcId().equals(vpcs.get(place)))
                    .toList()
                    .forEach(topology::remove);
            topology.acl(vpcs.get(place), entries(), subnets.get(place));
        }

        /** Makes a peering connection, or changes what becomes of one. */
        private void peer(int place) {
            int other = random.nextInt(vpcs.size());
            Optional<VpcPeeringConnection> old = topology.snapshot().all(VpcPeeringConnection.class).stream()
                    .filter(one -> one.across(vpcs.get(place))
                            .filter(side -> side.vpcId().equals(vpcs.get(other)))
                            .isPresent())
                    .findFirst();
            if (old.isPresent()) {
                VpcPeeringConnection.State[] states = VpcPeeringConnection.State.values();
                topology.peeringState(old.get().id(), states[random.nextInt(states.length)]);
            } else if (other != place) {
                VpcPeeringConnectionId id = topology.peering(vpcs.get(place), vpcs.get(other));
                topology.route(tables.get(place), "10." + other + ".0.0/16", new Route.ViaPeering(id));
                topology.route(tables.get(other), "10." + place + ".0.0/16", new Route.ViaPeering(id));
            }
        }

        private String address(int place) {
            return "10." + place + ".0." + (9 + hosts);
        }

        private void changeList(int place) {
            switch (random.nextInt(3)) {
                case 0 -> topology.change(list, block(), block());
                case 1 ->
                    topology.allow(
                            groups.get(place),
                            random.nextBoolean(),
                            Protocol.TCP,
                            PortRange.of(random.nextInt(100)),
                            new SecurityGroupRule.PrefixListPeer(list));
                default -> topology.route(tables.get(place), list, new Route.ViaInternetGateway(gateways.get(place)));
            }
        }

        private String block() {
            return "172.16." + random.nextInt(4) + ".0/" + (22 + random.nextInt(4));
        }

        private void changeInterface() {
            if (interfaces.isEmpty()) {
                return;
            }
            NetworkInterface eni = topology.networkInterface(any(interfaces));
            switch (random.nextInt(6)) {
                case 0 ->
                    topology.put(eni.withGroups(random.nextInt(4) == 0 ? List.of() : List.of(groupOf(eni.vpcId()))));
                case 1 -> {
                    hosts++;
                    List<Ip> addresses = new ArrayList<>(eni.privateIps());
                    if (addresses.size() > 1 && random.nextBoolean()) {
                        addresses.remove(1 + random.nextInt(addresses.size() - 1));
                    } else {
                        addresses.add(Ip.of(address(vpcs.indexOf(eni.vpcId()))));
                    }
                    topology.put(eni.withPrivateIps(addresses));
                }
                case 2 -> {
                    // Its instance is gone, too, and a new one has its address.
                    topology.remove(topology.get(
                            Instance.class, topology.instanceOf(eni.id()).value()));
                    topology.remove(eni);
                    interfaces.remove(eni.id());
                    interfaces.add(
                            topology.instance(eni.subnetId(), eni.primaryIp().toString(), groupOf(eni.vpcId())));
                }
                case 3 -> {
                    hosts++;
                    Ip address =
                            Ip.of("10." + vpcs.indexOf(eni.vpcId()) + ".128.0").plus(16L * hosts);
                    topology.put(eni.withPrefixes(
                            eni.prefixes().isEmpty() ? List.of(NetworkInterface.prefixAround(address)) : List.of()));
                }
                case 4 ->
                    topology.put(eni.withTimeouts(Optional.of(new ConnectionTimeouts(
                            Optional.of(60 + random.nextInt(2)),
                            Optional.of(30 + random.nextInt(2)),
                            Optional.empty()))));
                default -> topology.put(eni.withSourceDestCheck(random.nextBoolean()));
            }
        }

        private SecurityGroupId groupOf(VpcId vpc) {
            return groups.get(vpcs.indexOf(vpc));
        }

        private void newVpc() {
            String block = "10." + vpcs.size() + ".0.0";
            VpcId vpc = topology.vpc(block + "/16");
            vpcs.add(vpc);
            subnets.add(topology.subnet(vpc, block + "/24"));
            tables.add(topology.routeTable(vpc, subnets.getLast()));
            groups.add(topology.securityGroup(vpc));
            gateways.add(topology.internetGateway(vpc));
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
