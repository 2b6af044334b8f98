package dev.postern.services.ec2.natgateways;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.Tag;

class NatGatewaysTest {
    private static final String NOT_ALLOWED =
            "AuthFailure: You do not have permission to access the specified resource.";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.0.0/28");
    private final String table = fixture.routeTable(vpc);

    private String allocation() {
        return fixture.ask(c -> c.allocateAddress(r -> {})).allocationId();
    }

    private String create(Consumer<CreateNatGatewayRequest.Builder> request) {
        return fixture.ask(c -> c.createNatGateway(request)).natGateway().natGatewayId();
    }

    /** An available public one. */
    private String natGateway(String allocation) {
        fixture.gateway(vpc);
        String id = create(r -> r.subnetId(subnet).allocationId(allocation));
        pass();
        return id;
    }

    private String privateNat() {
        String id = create(r -> r.subnetId(subnet).connectivityType("private"));
        pass();
        return id;
    }

    private void pass() {
        fixture.pass(new NatGatewayLife(), Duration.ZERO);
    }

    private NatGateway describe(String id) {
        return fixture.ask(c -> c.describeNatGateways(r -> r.natGatewayIds(id)))
                .natGateways()
                .getFirst();
    }

    private NetworkInterface networkInterface() {
        return fixture.ask(c -> c.describeNetworkInterfaces(r -> r.filters(filter("interface-type", "nat_gateway"))))
                .networkInterfaces()
                .getFirst();
    }

    private Address address(String allocation) {
        return fixture.ask(c -> c.describeAddresses(r -> r.allocationIds(allocation)))
                .addresses()
                .getFirst();
    }

    @Test
    void isTheTargetOfWhatStandsForIpv4() {
        String nat = natGateway(allocation());
        assertThat(fixture.refusal(c -> c.createRoute(r ->
                        r.routeTableId(table).destinationIpv6CidrBlock("::/0").natGatewayId(nat))))
                .isEqualTo("InvalidParameterValue: The destination CIDR block ::/0 cannot be routed to a NAT gateway:"
                        + " of IPv6 it translates 64:ff9b::/96.");
        fixture.ask(c -> c.createRoute(r ->
                r.routeTableId(table).destinationIpv6CidrBlock("64:ff9b::/96").natGatewayId(nat)));
        assertThat(fixture.ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                        .routeTables()
                        .getFirst()
                        .routes())
                .anySatisfy(route -> {
                    assertThat(route.destinationIpv6CidrBlock()).isEqualTo("64:ff9b::/96");
                    assertThat(route.natGatewayId()).isEqualTo(nat);
                    assertThat(route.stateAsString()).isEqualTo("active");
                });
    }

    @Test
    void isInOneZone() {
        assertThat(fixture.refusal(c -> c.createNatGateway(r -> r.availabilityMode("regional"))))
                .isEqualTo("UnsupportedOperation: Only zonal NAT gateways can be created here.");
        assertThat(fixture.refusal(c ->
                        c.createNatGateway(r -> r.availabilityMode("global").subnetId(subnet))))
                .isEqualTo("InvalidParameterValue: Value (global) for parameter availabilityMode is invalid.");
    }

    @Test
    void isPendingUntilTheNetworkHasIt() {
        fixture.gateway(vpc);
        String allocation = allocation();
        NatGateway created = fixture.ask(c -> c.createNatGateway(r -> r.subnetId(subnet)
                        .allocationId(allocation)
                        .availabilityMode("zonal")
                        .tagSpecifications(tagged("natgateway", "Name", "out"))))
                .natGateway();
        assertThat(created.stateAsString()).isEqualTo("pending");
        assertThat(created.natGatewayAddresses())
                .containsExactly(
                        NatGatewayAddress.builder().allocationId(allocation).build());
        assertThat(created.tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("Name=out");
        pass();
        assertThat(describe(created.natGatewayId())).satisfies(nat -> {
            assertThat(nat.stateAsString()).isEqualTo("available");
            assertThat(nat.connectivityTypeAsString()).isEqualTo("public");
            assertThat(nat.natGatewayAddresses()).singleElement().satisfies(one -> {
                assertThat(one.isPrimary()).isTrue();
                assertThat(one.statusAsString()).isEqualTo("succeeded");
                assertThat(one.publicIp()).isEqualTo(address(allocation).publicIp());
                assertThat(one.associationId()).isEqualTo(address(allocation).associationId());
                assertThat(one.privateIp()).isEqualTo(address(allocation).privateIpAddress());
            });
        });
    }

    @Test
    void hasAnInterfaceThatIsNotTheUsers() {
        String allocation = allocation();
        String id = natGateway(allocation);
        NetworkInterface eni = networkInterface();
        assertThat(eni.description()).isEqualTo("Interface for NAT Gateway " + id);
        assertThat(eni.requesterManaged()).isTrue();
        assertThat(eni.sourceDestCheck()).isFalse();
        assertThat(eni.statusAsString()).isEqualTo("in-use");
        assertThat(eni.groups()).isEmpty();
        String eniId = eni.networkInterfaceId();
        assertThat(fixture.refusal(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(eniId))))
                .isEqualTo("InvalidParameterValue: Network interface '" + eniId + "' is currently in use.");
        assertThat(fixture.refusal(c -> c.detachNetworkInterface(
                        r -> r.attachmentId(eni.attachment().attachmentId()))))
                .isEqualTo("OperationNotPermitted: You are not allowed to manage 'ela-attach' attachments.");
        assertThat(fixture.refusal(c -> c.modifyNetworkInterfaceAttribute(
                        r -> r.networkInterfaceId(eniId).sourceDestCheck(v -> v.value(true)))))
                .isEqualTo(NOT_ALLOWED);
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(eniId).secondaryPrivateIpAddressCount(1))))
                .isEqualTo(NOT_ALLOWED);
        assertThat(fixture.refusal(c -> c.releaseAddress(r -> r.allocationId(allocation))))
                .isEqualTo(NOT_ALLOWED);
        assertThat(fixture.refusal(c -> c.disassociateAddress(
                        r -> r.associationId(address(allocation).associationId()))))
                .isEqualTo(NOT_ALLOWED);
        String free = allocation();
        assertThat(fixture.refusal(
                        c -> c.associateAddress(r -> r.allocationId(free).networkInterfaceId(eniId))))
                .isEqualTo(NOT_ALLOWED);
        assertThat(fixture.refusal(c -> c.deleteSubnet(r -> r.subnetId(subnet))))
                .startsWith("DependencyViolation");
    }

    @Test
    void endsOnceTheNetworkHasLetGoOfIt() {
        String allocation = allocation();
        String id = natGateway(allocation);
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").natGatewayId(id)));
        assertThat(route()).satisfies(route -> {
            assertThat(route.natGatewayId()).isEqualTo(id);
            assertThat(route.stateAsString()).isEqualTo("active");
        });
        assertThat(fixture.ask(c -> c.deleteNatGateway(r -> r.natGatewayId(id))).natGatewayId())
                .isEqualTo(id);
        assertThat(describe(id).stateAsString()).isEqualTo("deleting");
        assertThat(route().stateAsString()).isEqualTo("blackhole");
        assertThat(address(allocation).associationId()).isNotNull();
        pass();
        assertThat(describe(id).stateAsString()).isEqualTo("deleted");
        assertThat(describe(id).deleteTime()).isEqualTo(fixture.now);
        assertThat(address(allocation).associationId()).isNull();
        fixture.ask(c -> c.releaseAddress(r -> r.allocationId(allocation)));
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        fixture.ask(c -> c.deleteNatGateway(r -> r.natGatewayId(id)));
        fixture.pass(NatGatewayLife.FORGOTTEN, Duration.ofHours(1));
        assertThat(fixture.refusal(c -> c.deleteNatGateway(r -> r.natGatewayId(id))))
                .isEqualTo("NatGatewayNotFound: NAT gateway " + id + " was not found");
    }

    private Route route() {
        return fixture
                .ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                .routeTables()
                .getFirst()
                .routes()
                .stream()
                .filter(route -> "0.0.0.0/0".equals(route.destinationCidrBlock()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysLaterWhyItCannotBeMade() {
        String allocation = allocation();
        failed(allocation, "Gateway.NotAttached", "Network " + vpc + " has no Internet gateway attached");
        fixture.gateway(vpc);
        failed(
                "eipalloc-0123456789abcdef0",
                "InvalidAllocationID.NotFound",
                "Elastic IP address eipalloc-0123456789abcdef0 could not be associated with this NAT gateway");
        create(r -> r.subnetId(subnet).allocationId(allocation));
        failed(allocation, "Resource.AlreadyAssociated", "Elastic IP address " + allocation + " is already associated");
        fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet).secondaryPrivateIpAddressCount(9)));
        failed(
                allocation(),
                "InsufficientFreeAddressesInSubnet",
                "Subnet " + subnet + " has insufficient free addresses to create this NAT gateway");
    }

    private void failed(String allocation, String code, String message) {
        String id = create(r -> r.subnetId(subnet).allocationId(allocation));
        assertThat(describe(id).stateAsString()).isEqualTo("pending");
        assertThat(describe(id).failureCode()).isNull();
        pass();
        assertThat(describe(id)).satisfies(nat -> {
            assertThat(nat.stateAsString()).isEqualTo("failed");
            assertThat(nat.failureCode()).isEqualTo(code);
            assertThat(nat.failureMessage()).isEqualTo(message);
            assertThat(nat.natGatewayAddresses()).singleElement().satisfies(one -> {
                assertThat(one.allocationId()).isEqualTo(allocation);
                assertThat(one.statusAsString()).isEqualTo("failed");
            });
        });
        fixture.ask(c -> c.deleteNatGateway(r -> r.natGatewayId(id)));
        assertThat(describe(id).stateAsString()).isEqualTo("deleted");
    }

    @Test
    void saysAtOnceWhatIsWrongWithTheRequest() {
        assertThat(refusal(r -> r.allocationId("eipalloc-1")))
                .startsWith("MissingParameter")
                .contains("subnetId");
        assertThat(refusal(r -> r.subnetId("subnet-0123456789abcdef0").allocationId("x")))
                .startsWith("InvalidSubnetID.NotFound");
        assertThat(refusal(r -> r.subnetId(subnet)))
                .isEqualTo("MissingParameter: The request must contain the parameter AllocationId");
        assertThat(refusal(r -> r.subnetId(subnet).connectivityType("odd"))).startsWith("InvalidParameterValue");
        assertThat(refusal(r -> r.subnetId(subnet).connectivityType("private").allocationId("x")))
                .startsWith("InvalidParameterCombination");
        assertThat(refusal(r -> r.subnetId(subnet).allocationId("x").secondaryPrivateIpAddressCount(1)))
                .startsWith("InvalidParameterCombination");
        assertThat(refusal(r -> r.subnetId(subnet).connectivityType("private").privateIpAddress("10.0.9.9")))
                .startsWith("InvalidParameterValue");
        assertThat(refusal(r -> r.subnetId(subnet).connectivityType("private").secondaryPrivateIpAddressCount(8)))
                .startsWith("InvalidParameterValue");
    }

    private String refusal(Consumer<CreateNatGatewayRequest.Builder> request) {
        return fixture.refusal(c -> c.createNatGateway(request));
    }

    @Test
    void isMadeOnceForAToken() {
        Consumer<CreateNatGatewayRequest.Builder> request =
                r -> r.subnetId(subnet).connectivityType("private").clientToken("once");
        String id = create(request);
        assertThat(create(request)).isEqualTo(id);
        assertThat(refusal(request.andThen(r -> r.privateIpAddress("10.0.0.9"))))
                .startsWith("IdempotentParameterMismatch");
        assertThat(fixture.ask(c -> c.describeNatGateways(r -> {})).natGateways())
                .hasSize(1);
    }

    @Test
    void isFoundByFiltersAndPages() {
        String first = privateNat();
        for (int i = 0; i < 4; i++) {
            create(r -> r.subnetId(subnet).connectivityType("private"));
        }
        assertThat(refusal(r -> r.subnetId(subnet).connectivityType("private")))
                .isEqualTo("NatGatewayLimitExceeded: The maximum number of NAT gateways has been reached.");
        assertThat(found("state", "available")).containsExactly(first);
        assertThat(found("state", "pending")).hasSize(4);
        assertThat(found("vpc-id", vpc)).hasSize(5);
        assertThat(found("subnet-id", subnet)).hasSize(5);
        assertThat(found("nat-gateway-id", first)).containsExactly(first);
        fixture.ask(c -> c.createTags(
                r -> r.resources(first).tags(Tag.builder().key("k").value("v").build())));
        assertThat(found("tag:k", "v")).containsExactly(first);
        var page = fixture.ask(c -> c.describeNatGateways(r -> r.maxResults(5)));
        assertThat(page.natGateways()).hasSize(5);
        assertThat(page.nextToken()).isNull();
        assertThat(fixture.refusal(c -> c.describeNatGateways(r -> r.natGatewayIds("nat-0123456789abcdef0"))))
                .isEqualTo("NatGatewayNotFound: NAT gateway nat-0123456789abcdef0 was not found");
        assertThat(fixture.refusal(c -> c.describeNatGateways(r -> r.natGatewayIds("nat-1"))))
                .startsWith("NatGatewayMalformed");
    }

    private List<String> found(String filter, String value) {
        return fixture.ask(c -> c.describeNatGateways(r -> r.filter(filter(filter, value)))).natGateways().stream()
                .map(NatGateway::natGatewayId)
                .toList();
    }

    @Test
    void routesLeadToOneOfTheirOwnVpc() {
        String id = privateNat();
        String otherTable = fixture.routeTable(fixture.vpc("10.9.0.0/16"));
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(otherTable)
                        .destinationCidrBlock("0.0.0.0/0")
                        .natGatewayId(id))))
                .isEqualTo("InvalidParameterValue: route table " + otherTable + " and NAT gateway " + id
                        + " belong to different networks");
        assertThat(fixture.refusal(c -> c.createRoute(r ->
                        r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").natGatewayId("nat-0123456789abcdef0"))))
                .isEqualTo("InvalidNatGatewayID.NotFound: The natGateway ID 'nat-0123456789abcdef0' does not exist");
        fixture.ask(c -> c.deleteNatGateway(r -> r.natGatewayId(id)));
        assertThat(fixture.refusal(c -> c.createRoute(r ->
                        r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").natGatewayId(id))))
                .startsWith("InvalidNatGatewayID.NotFound");
    }

    @Test
    void takesAndGivesBackElasticAddresses() {
        String id = natGateway(allocation());
        String second = allocation();
        assertThat(fixture.ask(c -> c.associateNatGatewayAddress(
                                r -> r.natGatewayId(id).allocationIds(second)))
                        .natGatewayAddresses())
                .extracting(NatGatewayAddress::statusAsString)
                .containsExactly("associating");
        assertThat(fixture.refusal(c ->
                        c.associateNatGatewayAddress(r -> r.natGatewayId(id).allocationIds(second))))
                .startsWith("Resource.AlreadyAssociated");
        List<NatGatewayAddress> both = describe(id).natGatewayAddresses();
        assertThat(both).extracting(NatGatewayAddress::isPrimary).containsExactly(true, false);
        assertThat(networkInterface().privateIpAddresses()).hasSize(2);
        assertThat(fixture.refusal(c -> c.disassociateNatGatewayAddress(
                        r -> r.natGatewayId(id).associationIds(both.getFirst().associationId()))))
                .startsWith("InvalidParameterValue: The primary address");
        assertThat(fixture.refusal(c -> c.disassociateNatGatewayAddress(
                        r -> r.natGatewayId(id).associationIds("eipassoc-0123456789abcdef0"))))
                .startsWith("InvalidAssociationID.NotFound");
        String third = allocation();
        assertThat(fixture.refusal(c ->
                        c.associateNatGatewayAddress(r -> r.natGatewayId(id).allocationIds(third))))
                .as("two are the quota")
                .startsWith("AddressLimitExceeded");
        fixture.ask(c -> c.disassociateNatGatewayAddress(r -> r.natGatewayId(id)
                .associationIds(both.getLast().associationId())
                .maxDrainDurationSeconds(60)));
        assertThat(describe(id).natGatewayAddresses())
                .extracting(NatGatewayAddress::statusAsString)
                .containsExactly("succeeded", "disassociating");
        assertThat(fixture.refusal(c ->
                        c.associateNatGatewayAddress(r -> r.natGatewayId(id).allocationIds(third))))
                .startsWith("IncorrectState");
        fixture.pass(new NatGatewayLife(), Duration.ofSeconds(59));
        assertThat(describe(id).natGatewayAddresses()).hasSize(2);
        fixture.pass(new NatGatewayLife(), Duration.ofSeconds(60));
        assertThat(describe(id).natGatewayAddresses()).hasSize(1);
        assertThat(networkInterface().privateIpAddresses()).hasSize(1);
        fixture.ask(c -> c.releaseAddress(r -> r.allocationId(second)));
    }

    @Test
    void takesAndGivesBackPrivateAddresses() {
        String id = privateNat();
        fixture.ask(
                c -> c.assignPrivateNatGatewayAddress(r -> r.natGatewayId(id).privateIpAddressCount(1)));
        fixture.ask(
                c -> c.assignPrivateNatGatewayAddress(r -> r.natGatewayId(id).privateIpAddresses("10.0.0.14")));
        assertThat(describe(id).natGatewayAddresses()).hasSize(3);
        assertThat(fixture.refusal(c ->
                        c.assignPrivateNatGatewayAddress(r -> r.natGatewayId(id).privateIpAddressCount(6))))
                .startsWith("PrivateIpAddressLimitExceeded");
        assertThat(fixture.refusal(c ->
                        c.associateNatGatewayAddress(r -> r.natGatewayId(id).allocationIds("x"))))
                .startsWith("InvalidParameterValue");
        fixture.ask(
                c -> c.unassignPrivateNatGatewayAddress(r -> r.natGatewayId(id).privateIpAddresses("10.0.0.14")));
        fixture.pass(new NatGatewayLife(), Duration.ofSeconds(350));
        assertThat(describe(id).natGatewayAddresses()).hasSize(2);
        assertThat(fixture.refusal(c -> c.unassignPrivateNatGatewayAddress(
                        r -> r.natGatewayId(id).privateIpAddresses("10.0.0.14"))))
                .startsWith("InvalidParameterValue");
    }
}
