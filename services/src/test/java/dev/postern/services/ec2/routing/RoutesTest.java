package dev.postern.services.ec2.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String table = fixture.routeTable(vpc);

    @Test
    void leadsToTheInternetUntilTheGatewayIsGone() {
        String gateway = fixture.gateway(vpc);
        assertThat(fixture.ask(c -> c.createRoute(r -> r.routeTableId(table)
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(gateway)))
                        .returnValue())
                .isTrue();
        assertThat(routes()).containsExactly("10.0.0.0/16 local active", "0.0.0.0/0 " + gateway + " active");

        fixture.ask(
                c -> c.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc)));
        assertThat(routes()).contains("0.0.0.0/0 " + gateway + " blackhole");

        fixture.ask(c -> c.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0")));
        assertThat(routes()).containsExactly("10.0.0.0/16 local active");
        assertThat(fixture.refusal(c -> c.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0"))))
                .isEqualTo("InvalidRoute.NotFound: no route with destination-cidr-block 0.0.0.0/0 in route table "
                        + table);
    }

    @Test
    void refusesWhatCannotBeRouted() {
        String gateway = fixture.gateway(vpc);
        String other = fixture.gateway(fixture.vpc("10.9.0.0/16"));
        assertThat(refusalTo("0.0.0.0/0", other))
                .isEqualTo("InvalidParameterValue: route table " + table + " and network gateway " + other
                        + " belong to different networks");
        assertThat(refusalTo("10.0.1.0/24", gateway)).startsWith("InvalidParameterValue: The destination CIDR block");
        assertThat(refusalTo("10.0.0.0/16", gateway)).startsWith("RouteAlreadyExists");
        assertThat(refusalTo("10.0.0.0/99", gateway)).startsWith("InvalidParameterValue: Value (10.0.0.0/99)");
        assertThat(refusalTo("0.0.0.0/0", "igw-0123456789abcdef0")).startsWith("InvalidGatewayID.NotFound");
        assertThat(refusalTo("0.0.0.0/0", "vpce-0123456789abcdef0"))
                .isEqualTo("InvalidParameterValue: Cannot create or replace a prefix list route targeting a VPC"
                        + " Endpoint.");
        assertThat(fixture.refusal(c -> c.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16"))))
                .startsWith("InvalidParameterValue: cannot remove local route 10.0.0.0/16 in route table");
    }

    @Test
    void showsTheRouteOfAGatewayEndpointAndLetsNobodyTouchIt() {
        String endpoint = fixture.ask(c -> c.createVpcEndpoint(r ->
                        r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3").routeTableIds(table)))
                .vpcEndpoint()
                .vpcEndpointId();
        assertThat(routes()).containsExactly("10.0.0.0/16 local active", "pl-63a5400a " + endpoint + " active");
        assertThat(fixture.refusal(
                        c -> c.deleteRoute(r -> r.routeTableId(table).destinationPrefixListId("pl-63a5400a"))))
                .isEqualTo(
                        "InvalidParameterValue: cannot remove VPC endpoint route pl-63a5400a in route table " + table);
        fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoint)));
        assertThat(routes()).containsExactly("10.0.0.0/16 local active");
    }

    @Test
    void hasOneDestinationAndOneTarget() {
        String gateway = fixture.gateway(vpc);
        String destinations = "The request must contain exactly one of: destinationCidrBlock, destinationIpv6CidrBlock,"
                + " destinationPrefixListId";
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table).gatewayId(gateway))))
                .isEqualTo("MissingParameter: " + destinations);
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("0.0.0.0/0")
                        .destinationIpv6CidrBlock("::/0")
                        .gatewayId(gateway))))
                .isEqualTo("InvalidParameterCombination: " + destinations);
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0"))))
                .startsWith("MissingParameter: The request must contain exactly one of gatewayId, ")
                .endsWith("coreNetworkArn or instanceId");
        assertThat(fixture.refusal(c -> c.replaceRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("10.0.0.0/16")
                        .localTarget(true)
                        .gatewayId(gateway))))
                .startsWith("InvalidParameterCombination")
                .endsWith("or instanceId, or must have localTarget set to true");
        assertThat(fixture.refusal(c -> c.replaceRoute(r ->
                        r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").localTarget(true))))
                .isEqualTo("InvalidParameterValue: local-target only allowed with network local destination CIDRs");
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16").localTarget(true)));
    }

    @Test
    void leadsInsideTheVpcToWholeSubnetsOnly() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        String eni = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("10.0.1.0/25")
                        .networkInterfaceId(eni))))
                .isEqualTo("InvalidParameterValue: Route destination doesn't match any subnet CIDR blocks.");
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.0.1.0/24").networkInterfaceId(eni)));
    }

    @Test
    void putsAnotherRouteInThePlaceOfTheLocalOneAndBack() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        String eni = eni(subnet);
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("10.0.0.0/16")
                        .networkInterfaceId(eni))))
                .startsWith("RouteAlreadyExists");
        String gateway = fixture.gateway(vpc);
        assertThat(fixture.refusal(c -> c.replaceRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("10.0.0.0/16")
                        .gatewayId(gateway))))
                .startsWith(
                        "InvalidParameterValue: The destination CIDR block 10.0.0.0/16 is equal to or more specific");
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16").networkInterfaceId(eni)));
        assertThat(fixture.ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                        .routeTables()
                        .getFirst()
                        .routes())
                .singleElement()
                .satisfies(route -> {
                    assertThat(route.networkInterfaceId()).isEqualTo(eni);
                    assertThat(route.gatewayId()).isNull();
                    assertThat(route.originAsString()).isEqualTo("CreateRouteTable");
                    assertThat(route.stateAsString()).isEqualTo("blackhole");
                });
        assertThat(fixture.refusal(c -> c.deleteRoute(r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16"))))
                .startsWith("InvalidParameterValue: cannot remove local route 10.0.0.0/16");
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.0.0.0/16").localTarget(true)));
        assertThat(routes()).containsExactly("10.0.0.0/16 local active");
    }

    private String eni(String subnet) {
        return fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface()
                .networkInterfaceId();
    }

    @Test
    void judgesWhatComesInThroughAGateway() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        String eni = eni(subnet);
        String loose = fixture.ask(c -> c.createInternetGateway(r -> {}))
                .internetGateway()
                .internetGatewayId();
        assertThat(fixture.refusal(
                        c -> c.associateRouteTable(r -> r.routeTableId(table).gatewayId(loose))))
                .isEqualTo("InvalidParameterValue: Route table " + table + " and network gateway " + loose
                        + " belong to different networks");
        String gateway = fixture.gateway(vpc);
        assertThat(fixture.refusal(c -> c.associateRouteTable(
                        r -> r.routeTableId(table).gatewayId(gateway).subnetId(subnet))))
                .startsWith("InvalidParameterCombination");
        assertThat(fixture.refusal(
                        c -> c.associateRouteTable(r -> r.routeTableId(table).gatewayId("igw-0123456789abcdef0"))))
                .startsWith("InvalidGatewayID.NotFound");
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway)));
        assertThat(fixture.refusal(
                        c -> c.associateRouteTable(r -> r.routeTableId(table).gatewayId(gateway))))
                .startsWith("InvalidParameterValue: The destination CIDR block 0.0.0.0/0 is outside");
        String edge = fixture.routeTable(vpc);
        String other = fixture.routeTable(vpc);
        String association = fixture.ask(
                        c -> c.associateRouteTable(r -> r.routeTableId(edge).gatewayId(gateway)))
                .associationId();
        assertThat(fixture.refusal(
                        c -> c.associateRouteTable(r -> r.routeTableId(other).gatewayId(gateway))))
                .startsWith("Resource.AlreadyAssociated");
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(edge).destinationCidrBlock("10.0.1.0/24").networkInterfaceId(eni)));
        fixture.ask(c -> c.replaceRoute(
                r -> r.routeTableId(edge).destinationCidrBlock("10.0.0.0/16").networkInterfaceId(eni)));
        assertThat(fixture.refusal(c -> c.createRoute(r ->
                        r.routeTableId(edge).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway))))
                .startsWith("InvalidParameterValue: The destination CIDR block 0.0.0.0/0 is outside");
        assertThat(fixture.refusal(c -> c.createVpcEndpoint(r ->
                        r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3").routeTableIds(edge))))
                .contains("is associated with a gateway");
        assertThat(fixture.ask(c -> c.describeRouteTables(
                                r -> r.filters(Ec2Fixture.filter("association.gateway-id", gateway))))
                        .routeTables())
                .singleElement()
                .satisfies(shown -> assertThat(shown.associations())
                        .singleElement()
                        .satisfies(one -> {
                            assertThat(one.gatewayId()).isEqualTo(gateway);
                            assertThat(one.subnetId()).isNull();
                            assertThat(one.main()).isFalse();
                        }));
        assertThat(fixture.refusal(c -> c.detachInternetGateway(
                        r -> r.internetGatewayId(gateway).vpcId(vpc))))
                .startsWith("DependencyViolation");
        assertThat(fixture.refusal(c -> c.replaceRouteTableAssociation(
                        r -> r.associationId(association).routeTableId(table))))
                .startsWith("InvalidParameterValue: The destination CIDR block 0.0.0.0/0 is outside");
        fixture.ask(c -> c.disassociateRouteTable(r -> r.associationId(association)));
        fixture.ask(
                c -> c.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc)));
    }

    @Test
    void replacesOnlyWhatIsThere() {
        String gateway = fixture.gateway(vpc);
        assertThat(fixture.refusal(c -> c.replaceRoute(r ->
                        r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").gatewayId(gateway))))
                .isEqualTo("InvalidParameterValue: There is no route defined for '0.0.0.0/0' in the route table."
                        + " Use CreateRoute instead.");
    }

    @Test
    void associatesEachSubnetOnce() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        String second = fixture.routeTable(vpc);
        String association = fixture.ask(
                        c -> c.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)))
                .associationId();
        assertThat(fixture.refusal(
                        c -> c.associateRouteTable(r -> r.routeTableId(second).subnetId(subnet))))
                .startsWith("Resource.AlreadyAssociated: the specified association for route table " + second
                        + " conflicts with an existing association " + association);
        assertThat(fixture.refusal(c -> c.deleteRouteTable(r -> r.routeTableId(table))))
                .isEqualTo(
                        "DependencyViolation: The routeTable '" + table + "' has dependencies and cannot be deleted.");
        String moved = fixture.ask(c -> c.replaceRouteTableAssociation(
                        r -> r.associationId(association).routeTableId(second)))
                .newAssociationId();
        assertThat(moved).isNotEqualTo(association);
        fixture.ask(c -> c.disassociateRouteTable(r -> r.associationId(moved)));
        fixture.ask(c -> c.deleteRouteTable(r -> r.routeTableId(second)));
        assertThat(fixture.refusal(c -> c.disassociateRouteTable(r -> r.associationId(moved))))
                .startsWith("InvalidAssociationID.NotFound");
    }

    @Test
    void refusesTargetsThatThereAreNoneOfAndTheServicesOfTheLink() {
        String gateway = fixture.gateway(vpc);
        assertThat(refusalTo("169.254.169.254/32", gateway)).startsWith("InvalidParameterValue");
        assertThat(refusalTo("169.254.168.0/22", gateway)).startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("1.0.0.0/8")
                        .vpcPeeringConnectionId("pcx-0123456789abcdef0"))))
                .isEqualTo("InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID"
                        + " 'pcx-0123456789abcdef0' does not exist");
        assertThat(fixture.refusal(c -> c.createRoute(r ->
                        r.routeTableId(table).destinationCidrBlock("1.0.0.0/8").natGatewayId("nat-0123456789abcdef0"))))
                .startsWith("InvalidNatGatewayID.NotFound");
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("1.0.0.0/8")
                        .gatewayId(gateway)
                        .transitGatewayId("tgw-0123456789abcdef0"))))
                .startsWith("InvalidParameterCombination");
    }

    @Test
    void makesAnotherTableTheMainOne() {
        String main = fixture.ask(
                        c -> c.describeRouteTables(r -> r.filters(Ec2Fixture.filter("association.main", "true"))))
                .routeTables()
                .getFirst()
                .associations()
                .getFirst()
                .routeTableAssociationId();
        assertThat(fixture.refusal(c -> c.disassociateRouteTable(r -> r.associationId(main))))
                .startsWith("InvalidParameterValue: cannot disassociate the main route table association");
        fixture.ask(
                c -> c.replaceRouteTableAssociation(r -> r.associationId(main).routeTableId(table)));
        assertThat(fixture.ask(c ->
                                c.describeRouteTables(r -> r.filters(Ec2Fixture.filter("association.main", "true"))))
                        .routeTables())
                .singleElement()
                .satisfies(t -> assertThat(t.routeTableId()).isEqualTo(table));
    }

    @Test
    void findsTheSameTableForTheSameClientToken() {
        String first = fixture.ask(c -> c.createRouteTable(r -> r.vpcId(vpc).clientToken("t1")))
                .routeTable()
                .routeTableId();
        assertThat(fixture.ask(c -> c.createRouteTable(r -> r.vpcId(vpc).clientToken(" ")))
                        .routeTable()
                        .routeTableId())
                .isNotEqualTo(
                        fixture.ask(c -> c.createRouteTable(r -> r.vpcId(vpc).clientToken(" ")))
                                .routeTable()
                                .routeTableId());
        assertThat(fixture.ask(c -> c.createRouteTable(r -> r.vpcId(vpc).clientToken(" t1 ")))
                        .routeTable()
                        .routeTableId())
                .isEqualTo(first);
        assertThat(fixture.refusal(c -> c.createRouteTable(r ->
                        r.vpcId(vpc).clientToken("t1").tagSpecifications(Ec2Fixture.tagged("route-table", "a", "b")))))
                .startsWith("IdempotentParameterMismatch");
    }

    private String refusalTo(String destination, String gateway) {
        return fixture.refusal(c -> c.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock(destination).gatewayId(gateway)));
    }

    private List<String> routes() {
        return fixture
                .ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                .routeTables()
                .getFirst()
                .routes()
                .stream()
                .map(r -> (r.destinationCidrBlock() == null ? r.destinationPrefixListId() : r.destinationCidrBlock())
                        + " " + r.gatewayId() + " " + r.stateAsString())
                .toList();
    }
}
