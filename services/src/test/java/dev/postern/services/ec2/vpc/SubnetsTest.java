package dev.postern.services.ec2.vpc;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;

class SubnetsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");

    @Test
    void countsItsAddresses() {
        fixture.subnet(vpc, "10.0.1.0/24");
        assertThat(fixture.ask(Ec2Client::describeSubnets).subnets().getFirst()).satisfies(s -> {
            assertThat(s.availableIpAddressCount()).isEqualTo(251);
            assertThat(s.availabilityZone()).isEqualTo("us-east-1a");
            assertThat(s.availabilityZoneId()).isEqualTo("use1-az1");
            assertThat(s.subnetArn()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:subnet/" + s.subnetId());
        });
    }

    @Test
    void refusesBlocksOutsideTheVpcTooLargeTooSmallOrTaken() {
        fixture.subnet(vpc, "10.0.1.0/24");
        assertThat(fixture.refusal(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/24"))))
                .isEqualTo("InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.");
        assertThat(fixture.refusal(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.2.0/29"))))
                .startsWith("InvalidSubnet.Range");
        assertThat(fixture.refusal(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.128/25"))))
                .isEqualTo("InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet");
        assertThat(fixture.refusal(c -> c.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.2.0/24").availabilityZone("us-east-1z"))))
                .startsWith("InvalidParameterValue: Value (us-east-1z) for parameter availabilityZone is invalid.");
    }

    @Test
    void mapsPublicAddressesOnRequest() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        fixture.ask(c -> c.modifySubnetAttribute(r -> r.subnetId(subnet).mapPublicIpOnLaunch(v -> v.value(true))));
        assertThat(fixture.ask(Ec2Client::describeSubnets).subnets().getFirst().mapPublicIpOnLaunch())
                .isTrue();
    }

    @Test
    void itsResolverSynthesizesOnRequest() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        fixture.subnet(vpc, "10.0.2.0/24");
        fixture.ask(c -> c.modifySubnetAttribute(r -> r.subnetId(subnet).enableDns64(v -> v.value(true))));
        assertThat(fixture.ask(c -> c.describeSubnets(r -> r.filters(filter("enable-dns64", "true"))))
                        .subnets())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.subnetId()).isEqualTo(subnet);
                    assertThat(found.enableDns64()).isTrue();
                });
        fixture.ask(c -> c.modifySubnetAttribute(r -> r.subnetId(subnet).enableDns64(v -> v.value(false))));
        assertThat(fixture.ask(c -> c.describeSubnets(r -> r.filters(filter("enable-dns64", "true"))))
                        .subnets())
                .isEmpty();
    }

    @Test
    void changesOneAttributeAtATime() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        assertThat(fixture.refusal(c -> c.modifySubnetAttribute(r -> r.subnetId(subnet))))
                .isEqualTo("InvalidParameterCombination: No attributes specified.");
        assertThat(fixture.refusal(c -> c.modifySubnetAttribute(r -> r.subnetId(subnet)
                        .mapPublicIpOnLaunch(v -> v.value(true))
                        .enableDns64(v -> v.value(false)))))
                .startsWith("InvalidParameterCombination: Fields for multiple attribute types specified");
    }

    @Test
    void fillsAZoneOfTheDefaultVpcThatHasNoSubnet() {
        assertThat(fixture.refusal(c -> c.createDefaultSubnet(r -> r.availabilityZone("us-east-1b"))))
                .startsWith("DefaultVpcDoesNotExist");
        fixture.ask(c -> c.createDefaultVpc(r -> {}));
        String second = fixture.ask(c -> c.describeSubnets(
                        r -> r.filters(filter("availability-zone", "us-east-1b"), filter("default-for-az", "true"))))
                .subnets()
                .getFirst()
                .subnetId();
        assertThat(fixture.refusal(c -> c.createDefaultSubnet(r -> r.availabilityZone("us-east-1b"))))
                .isEqualTo("DefaultSubnetAlreadyExistsInAvailabilityZone: '" + second
                        + "' is already the default subnet in us-east-1b.");
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(second)));
        assertThat(fixture.ask(c -> c.createDefaultSubnet(r -> r.availabilityZone("us-east-1b")))
                        .subnet())
                .satisfies(subnet -> {
                    assertThat(subnet.cidrBlock()).isEqualTo("172.31.16.0/20");
                    assertThat(subnet.defaultForAz()).isTrue();
                    assertThat(subnet.mapPublicIpOnLaunch()).isTrue();
                });
    }

    @Test
    void losesItsAssociationsWhenDeleted() {
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        String table = fixture.routeTable(vpc);
        fixture.ask(c -> c.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet)));
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        fixture.ask(c -> c.deleteRouteTable(r -> r.routeTableId(table)));
        assertThat(fixture.ask(Ec2Client::describeNetworkAcls)
                        .networkAcls()
                        .getFirst()
                        .associations())
                .isEmpty();
    }
}
