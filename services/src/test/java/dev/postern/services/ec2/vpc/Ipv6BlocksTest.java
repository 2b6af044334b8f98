package dev.postern.services.ec2.vpc;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcIpv6CidrBlockAssociation;

/** IPv6 blocks of VPCs and subnets, the addresses of interfaces, and what leads out. */
class Ipv6BlocksTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");

    private VpcIpv6CidrBlockAssociation block() {
        fixture.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true)));
        return described().ipv6CidrBlockAssociationSet().getLast();
    }

    private Vpc described() {
        return fixture.ask(c -> c.describeVpcs(r -> r.vpcIds(vpc))).vpcs().getFirst();
    }

    private String within(int subnetNumber) {
        String whole = block().ipv6CidrBlock();
        String digits = whole.substring(0, whole.indexOf("::"));
        return digits.substring(0, digits.length() - 2) + "%02x::/64".formatted(subnetNumber);
    }

    @Test
    void choosesABlockForAVpcThatNoOtherHas() {
        String other = fixture.ask(
                        c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)))
                .vpc()
                .vpcId();
        VpcIpv6CidrBlockAssociation mine = block();
        assertThat(mine.ipv6CidrBlock()).startsWith("2001:db8:").endsWith("/56");
        assertThat(mine.ipv6CidrBlockState().stateAsString()).isEqualTo("associated");
        assertThat(mine.ipv6Pool()).isEqualTo("Amazon");
        assertThat(fixture.ask(c -> c.describeVpcs(r ->
                                r.filters(filter("ipv6-cidr-block-association.ipv6-cidr-block", mine.ipv6CidrBlock()))))
                        .vpcs())
                .singleElement()
                .extracting(Vpc::vpcId)
                .isEqualTo(vpc);
        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.vpcIds(other)))
                        .vpcs()
                        .getFirst()
                        .ipv6CidrBlockAssociationSet()
                        .getFirst()
                        .ipv6CidrBlock())
                .isNotEqualTo(mine.ipv6CidrBlock());
    }

    @Test
    void letsIpv6PassWhatNobodyChanged() {
        block();
        assertThat(fixture.ask(c -> c.describeNetworkAcls(r -> r.filters(filter("vpc-id", vpc))))
                        .networkAcls()
                        .getFirst()
                        .entries())
                .extracting(NetworkAclEntry::ruleNumber)
                .containsExactly(100, 101, 32767, 32768, 100, 101, 32767, 32768);
        assertThat(fixture.ask(c -> c.describeSecurityGroups(
                                r -> r.filters(filter("vpc-id", vpc), filter("group-name", "default"))))
                        .securityGroups()
                        .getFirst()
                        .ipPermissionsEgress())
                .flatExtracting(IpPermission::ipv6Ranges)
                .extracting(Ipv6Range::cidrIpv6)
                .containsExactly("::/0");
    }

    @Test
    void givesSubnetsBlocksOfTheVpcs() {
        String block = within(1);
        assertThat(fixture.refusal(
                        c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock("2001:db8:1::/64"))))
                .isEqualTo("InvalidSubnet.Range: The CIDR '2001:db8:1::/64' is invalid.");
        assertThat(fixture.refusal(
                        c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock("10.0.0.0/24"))))
                .startsWith("InvalidParameterValue");
        String association = fixture.ask(
                        c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock(block)))
                .ipv6CidrBlockAssociation()
                .associationId();
        assertThat(association).startsWith("subnet-cidr-assoc-");
        assertThat(fixture.refusal(
                        c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock(block))))
                .startsWith("InvalidSubnet.Conflict");
        assertThat(fixture.refusal(c -> c.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.2.0/24").ipv6CidrBlock(block))))
                .isEqualTo("InvalidSubnet.Conflict: The CIDR '" + block + "' conflicts with another subnet");
        String ofVpc = described().ipv6CidrBlockAssociationSet().getFirst().associationId();
        assertThat(fixture.refusal(c -> c.disassociateVpcCidrBlock(r -> r.associationId(ofVpc))))
                .startsWith("DependencyViolation");
        fixture.ask(c -> c.disassociateSubnetCidrBlock(r -> r.associationId(association)));
        var gone = fixture.ask(c -> c.disassociateVpcCidrBlock(r -> r.associationId(ofVpc)));
        assertThat(gone.ipv6CidrBlockAssociation().associationId()).isEqualTo(ofVpc);
        assertThat(gone.cidrBlockAssociation()).isNull();
        assertThat(described().hasIpv6CidrBlockAssociationSet()).isFalse();
        assertThat(fixture.refusal(c -> c.disassociateSubnetCidrBlock(r -> r.associationId(association))))
                .startsWith("InvalidSubnetCidrBlockAssociationID.NotFound");
    }

    @Test
    void givesInterfacesAddresses() {
        assertThat(fixture.refusal(c -> c.modifySubnetAttribute(
                        r -> r.subnetId(subnet).assignIpv6AddressOnCreation(v -> v.value(true)))))
                .startsWith("InvalidParameterValue");
        String block = within(1);
        fixture.ask(c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock(block)));
        fixture.ask(
                c -> c.modifySubnetAttribute(r -> r.subnetId(subnet).assignIpv6AddressOnCreation(v -> v.value(true))));
        var made = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface();
        assertThat(made.ipv6Addresses()).hasSize(1);
        String eni = made.networkInterfaceId();
        String chosen = block.replace("::/64", "::beef");
        assertThat(fixture.ask(c -> c.assignIpv6Addresses(
                                r -> r.networkInterfaceId(eni).ipv6Addresses(chosen)))
                        .assignedIpv6Addresses())
                .containsExactly(chosen);
        assertThat(fixture.refusal(c ->
                        c.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(chosen))))
                .startsWith("InvalidParameterValue: The IPv6 address");
        for (String bad : List.of("2001:db8:1::1", block.replace("/64", "3"), "10.0.1.9", "x")) {
            assertThat(fixture.refusal(c ->
                            c.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(bad))))
                    .as(bad)
                    .startsWith("InvalidParameterValue");
        }
        assertThat(fixture.refusal(c ->
                        c.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6AddressCount(1000))))
                .startsWith("PrivateIpAddressLimitExceeded");
        fixture.ask(c -> c.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(chosen)));
        assertThat(fixture.ask(c -> c.describeNetworkInterfaces(
                                r -> r.filters(filter("ipv6-addresses.ipv6-address", chosen))))
                        .networkInterfaces())
                .isEmpty();
        assertThat(fixture.refusal(c ->
                        c.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(chosen))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void leadsOutByAnEgressOnlyGateway() {
        block();
        String gateway = fixture.ask(c -> c.createEgressOnlyInternetGateway(r -> r.vpcId(vpc)))
                .egressOnlyInternetGateway()
                .egressOnlyInternetGatewayId();
        assertThat(fixture.refusal(c -> c.createEgressOnlyInternetGateway(r -> r.vpcId(vpc))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.deleteVpc(r -> r.vpcId(vpc)))).startsWith("DependencyViolation");
        String table = fixture.ask(c -> c.createRouteTable(r -> r.vpcId(vpc)))
                .routeTable()
                .routeTableId();
        assertThat(fixture.refusal(c -> c.createRoute(r ->
                        r.routeTableId(table).destinationCidrBlock("0.0.0.0/0").egressOnlyInternetGatewayId(gateway))))
                .startsWith("InvalidParameterValue");
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationIpv6CidrBlock("::/0").egressOnlyInternetGatewayId(gateway)));
        assertThat(state(table)).isEqualTo("active");
        assertThat(fixture.ask(Ec2Client::describeEgressOnlyInternetGateways)
                        .egressOnlyInternetGateways()
                        .getFirst()
                        .attachments()
                        .getFirst()
                        .stateAsString())
                .isEqualTo("attached");
        assertThat(fixture.ask(c -> c.deleteEgressOnlyInternetGateway(r -> r.egressOnlyInternetGatewayId(gateway)))
                        .returnCode())
                .isTrue();
        assertThat(state(table)).isEqualTo("blackhole");
        assertThat(fixture.refusal(c -> c.deleteEgressOnlyInternetGateway(r -> r.egressOnlyInternetGatewayId(gateway))))
                .startsWith("InvalidEgressOnlyInternetGatewayId.NotFound");
    }

    private String state(String table) {
        return fixture
                .ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                .routeTables()
                .getFirst()
                .routes()
                .stream()
                .filter(route -> "::/0".equals(route.destinationIpv6CidrBlock()))
                .findFirst()
                .orElseThrow()
                .stateAsString();
    }
}
