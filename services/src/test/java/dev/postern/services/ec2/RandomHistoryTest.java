package dev.postern.services.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NatGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.model.net.Cidr;
import dev.postern.services.ec2.endpoints.EndpointLife;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import dev.postern.services.ec2.natgateways.NatGatewayLife;
import dev.postern.services.ec2.peering.PassingPeerings;
import dev.postern.testkit.Seeds;
import dev.postern.wire.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;

/** Whatever is asked in whatever order, each call is answered or refused, and what is left fits together. */
class RandomHistoryTest {
    private static final int STEPS = 300;

    @Test
    void keepsTheCloudInOnePiece() {
        Seeds.each(20, random -> {
            History history = new History(random);
            for (int i = 0; i < STEPS; i++) {
                history.step();
            }
            history.check();
        });
    }

    /** A cloud, and a hand that plays with it. */
    private static final class History {
        private final Ec2Fixture fixture = new Ec2Fixture();
        private final Random random;
        private final InstanceLifecycle instances;

        History(Random random) {
            this.random = random;
            instances = new InstanceLifecycle(fixture.cloud, Clock.fixed(fixture.now, ZoneOffset.UTC));
        }

        void step() {
            try {
                fixture.ask(this::call);
            } catch (ApiException refused) {
                assertThat(refused.error().code()).isNotEmpty();
            }
            Snapshot snapshot = fixture.cloud.snapshot();
            if (random.nextInt(4) == 0) {
                fixture.pass(new EndpointLife(), Duration.ofHours(1));
                fixture.pass(new PassingPeerings(), Duration.ofHours(1));
                fixture.pass(new NatGatewayLife(), Duration.ofHours(1));
                snapshot.all(Instance.class).stream().forEach(i -> {
                    if (i.state() == Instance.State.PENDING) {
                        instances.started(i.scope(), i.id());
                    } else if (random.nextBoolean()) {
                        instances.stopped(i.scope(), i.id());
                    }
                });
            }
        }

        private Object call(Ec2Client c) {
            return switch (random.nextInt(39)) {
                case 0 -> c.createVpc(r -> r.cidrBlock("10." + random.nextInt(3) + ".0.0/16"));
                case 1, 2 ->
                    c.createSubnet(r -> r.vpcId(any(Vpc.class))
                            .cidrBlock("10." + random.nextInt(3) + "." + random.nextInt(4) + ".0/28"));
                case 3 -> c.createInternetGateway(r -> {});
                case 4 ->
                    c.attachInternetGateway(
                            r -> r.internetGatewayId(any(InternetGateway.class)).vpcId(any(Vpc.class)));
                case 5 ->
                    c.detachInternetGateway(
                            r -> r.internetGatewayId(any(InternetGateway.class)).vpcId(any(Vpc.class)));
                case 6 -> c.createRouteTable(r -> r.vpcId(any(Vpc.class)));
                case 7 ->
                    c.associateRouteTable(
                            r -> r.routeTableId(any(RouteTable.class)).subnetId(any(Subnet.class)));
                case 8 ->
                    c.createRoute(r -> r.routeTableId(any(RouteTable.class))
                            .destinationCidrBlock("0.0.0.0/0")
                            .gatewayId(any(InternetGateway.class)));
                case 9, 10, 11 -> run(c);
                case 12 -> c.stopInstances(r -> r.instanceIds(any(Instance.class)));
                case 13 -> c.startInstances(r -> r.instanceIds(any(Instance.class)));
                case 14, 15 -> c.terminateInstances(r -> r.instanceIds(any(Instance.class)));
                case 16 -> c.allocateAddress(r -> {});
                case 17 ->
                    c.associateAddress(
                            r -> r.allocationId(any(Address.class)).networkInterfaceId(any(NetworkInterface.class)));
                case 18 -> c.deleteNetworkInterface(r -> r.networkInterfaceId(any(NetworkInterface.class)));
                case 19 ->
                    c.createVpcEndpoint(r -> r.vpcId(any(Vpc.class))
                            .serviceName("com.amazonaws.us-east-1.s3")
                            .routeTableIds(any(RouteTable.class)));
                case 20 -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(any(VpcEndpoint.class)));
                case 21 -> c.deleteSubnet(r -> r.subnetId(any(Subnet.class)));
                case 22 -> c.deleteRouteTable(r -> r.routeTableId(any(RouteTable.class)));
                case 23, 24 ->
                    c.createVpcPeeringConnection(r -> r.vpcId(any(Vpc.class)).peerVpcId(any(Vpc.class)));
                case 25 -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(any(VpcPeeringConnection.class)));
                case 26 ->
                    c.createRoute(r -> r.routeTableId(any(RouteTable.class))
                            .destinationCidrBlock("10." + random.nextInt(3) + ".0.0/16")
                            .vpcPeeringConnectionId(any(VpcPeeringConnection.class)));
                case 27 -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(any(VpcPeeringConnection.class)));
                case 28 ->
                    c.createManagedPrefixList(r -> r.prefixListName("list")
                            .addressFamily("IPv4")
                            .maxEntries(2)
                            .entries(AddPrefixListEntry.builder()
                                    .cidr("192.0." + random.nextInt(3) + ".0/24")
                                    .build()));
                case 29 ->
                    c.createRoute(r -> r.routeTableId(any(RouteTable.class))
                            .destinationPrefixListId(any(ManagedPrefixList.class))
                            .gatewayId(any(InternetGateway.class)));
                case 30 -> c.deleteManagedPrefixList(r -> r.prefixListId(any(ManagedPrefixList.class)));
                case 31, 32 ->
                    c.createNatGateway(r -> r.subnetId(any(Subnet.class)).allocationId(any(Address.class)));
                case 33 ->
                    c.createRoute(r -> r.routeTableId(any(RouteTable.class))
                            .destinationCidrBlock("203.0.113.0/24")
                            .natGatewayId(any(NatGateway.class)));
                case 34 -> c.deleteNatGateway(r -> r.natGatewayId(any(NatGateway.class)));
                case 35, 36, 37 -> edge(c);
                default -> c.deleteVpc(r -> r.vpcId(any(Vpc.class)));
            };
        }

        /** What leads packets elsewhere, or remembers them. */
        private Object edge(Ec2Client c) {
            return switch (random.nextInt(3)) {
                case 0 ->
                    c.associateRouteTable(
                            r -> r.routeTableId(any(RouteTable.class)).gatewayId(any(InternetGateway.class)));
                case 1 ->
                    c.replaceRoute(r -> r.routeTableId(any(RouteTable.class))
                            .destinationCidrBlock("10.0.0.0/16")
                            .networkInterfaceId(any(NetworkInterface.class)));
                default ->
                    c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(any(NetworkInterface.class))
                            .connectionTrackingSpecification(t -> t.tcpEstablishedTimeout(60 + random.nextInt(5))));
            };
        }

        private Object run(Ec2Client c) {
            return c.runInstances(
                    r -> r.imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                            .instanceType("t3.micro")
                            .minCount(1)
                            .maxCount(1 + random.nextInt(4))
                            .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                    .deviceIndex(0)
                                    .subnetId(any(Subnet.class))
                                    .associatePublicIpAddress(random.nextBoolean())
                                    .build()));
        }

        private String any(Class<? extends Entity> kind) {
            List<String> keys = fixture.cloud.snapshot().all(kind).in(fixture.scope()).stream()
                    .map(Entity::key)
                    .toList();
            return keys.isEmpty() ? "none-1" : keys.get(random.nextInt(keys.size()));
        }

        void check() {
            Snapshot snapshot = fixture.cloud.snapshot();
            List<NetworkInterface> enis =
                    snapshot.all(NetworkInterface.class).stream().toList();
            assertThat(enis.stream().flatMap(e -> e.privateIps().stream().map(ip -> e.vpcId() + " " + ip)))
                    .doesNotHaveDuplicates();
            assertThat(Stream.concat(
                            enis.stream().flatMap(e -> e.publicIp().stream()),
                            snapshot.all(Address.class).stream().map(Address::publicIp)))
                    .doesNotHaveDuplicates();
            for (NetworkInterface eni : enis) {
                Subnet subnet = snapshot.find(
                                Subnet.class, eni.scope(), eni.subnetId().value())
                        .orElseThrow();
                assertThat(eni.privateIps()).allMatch(subnet.cidr().orElseThrow()::contains);
            }
            for (Vpc vpc : snapshot.all(Vpc.class).stream().toList()) {
                checkVpc(snapshot, vpc);
            }
            for (VpcPeeringConnection peering :
                    snapshot.all(VpcPeeringConnection.class).stream().toList()) {
                for (VpcPeeringConnection.Side side : List.of(peering.requester(), peering.accepter())) {
                    assertThat(!peering.isAlive()
                                    || snapshot.find(
                                                    Vpc.class,
                                                    side.scope(),
                                                    side.vpcId().value())
                                            .isPresent())
                            .as("%s", peering)
                            .isTrue();
                }
            }
            for (NatGateway nat : snapshot.all(NatGateway.class).stream().toList()) {
                assertThat(nat.interfaceId().stream())
                        .as("%s", nat)
                        .allMatch(id -> enis.stream().anyMatch(eni -> eni.id().equals(id)));
            }
            assertThat(enis.stream().filter(NetworkInterface::requesterManaged))
                    .allMatch(eni -> snapshot.all(NatGateway.class).stream()
                            .anyMatch(nat -> nat.interfaceId().equals(Optional.of(eni.id()))));
            everythingCanBeDescribed();
        }

        private static void checkVpc(Snapshot snapshot, Vpc vpc) {
            List<RouteTable> tables = snapshot.all(RouteTable.class).stream()
                    .filter(t -> t.vpcId().equals(vpc.id()))
                    .toList();
            assertThat(tables.stream().filter(RouteTable::isMain)).hasSize(1);
            assertThat(tables.stream().flatMap(t -> t.prefixLists().stream()))
                    .allMatch(id -> snapshot.find(ManagedPrefixList.class, vpc.scope(), id.value())
                            .isPresent());
            assertThat(tables.stream().flatMap(t -> t.associations().stream().map(RouteTable.Association::with)))
                    .doesNotHaveDuplicates();
            assertThat(tables.stream().filter(RouteTable::isOfGateway))
                    .as("edge tables")
                    .allSatisfy(table -> assertThat(table.routes())
                            .allMatch(route -> route.target() instanceof Route.ViaNetworkInterface
                                    && route.destination() instanceof Route.ToCidr(Cidr cidr)
                                    && vpc.cidrBlocks().stream()
                                            .anyMatch(block -> block.cidr().contains(cidr))));
            List<SubnetId> subnets = snapshot.all(Subnet.class).stream()
                    .filter(s -> s.vpcId().equals(vpc.id()))
                    .map(Subnet::id)
                    .toList();
            assertThat(snapshot.all(NetworkAcl.class).stream()
                            .filter(a -> a.vpcId().equals(vpc.id()))
                            .flatMap(a -> a.associations().stream().map(NetworkAcl.Association::subnetId)))
                    .containsExactlyInAnyOrderElementsOf(subnets);
            for (VpcEndpoint endpoint : snapshot.all(VpcEndpoint.class).stream().toList()) {
                assertThat(endpoint.routeTableIds())
                        .allMatch(id -> snapshot.find(RouteTable.class, endpoint.scope(), id.value())
                                .isPresent());
            }
        }

        private void everythingCanBeDescribed() {
            assertThat(fixture.ask(Ec2Client::describeInstances).reservations()).isNotNull();
            assertThat(fixture.ask(Ec2Client::describeNetworkInterfaces).networkInterfaces())
                    .isNotNull();
            assertThat(fixture.ask(Ec2Client::describeRouteTables).routeTables())
                    .isNotNull();
            assertThat(fixture.ask(Ec2Client::describeSubnets).subnets()).isNotNull();
            assertThat(fixture.ask(Ec2Client::describeAddresses).addresses()).isNotNull();
            assertThat(fixture.ask(Ec2Client::describeNatGateways).natGateways())
                    .isNotNull();
        }
    }
}
