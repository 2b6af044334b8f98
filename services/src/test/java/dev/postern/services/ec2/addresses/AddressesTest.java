package dev.postern.services.ec2.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;

class AddressesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");
    private final String eni = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
            .networkInterface()
            .networkInterfaceId();
    private final String allocation =
            fixture.ask(c -> c.allocateAddress(r -> r.domain("vpc"))).allocationId();

    @Test
    void standsForAnInterfaceUntilItIsTakenAway() {
        assertThat(fixture.refusal(
                        c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(eni))))
                .isEqualTo("Gateway.NotAttached: Network " + vpc + " is not attached to any internet gateway");
        fixture.gateway(vpc);
        String association = fixture.ask(
                        c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(eni)))
                .associationId();
        assertThat(fixture.ask(Ec2Client::describeAddresses).addresses().getFirst())
                .satisfies(a -> {
                    assertThat(a.associationId()).isEqualTo(association);
                    assertThat(a.privateIpAddress()).startsWith("10.0.1.");
                    assertThat(a.publicIp()).startsWith("198.19.");
                });
        assertThat(fixture.ask(Ec2Client::describeNetworkInterfaces)
                        .networkInterfaces()
                        .getFirst()
                        .association()
                        .allocationId())
                .isEqualTo(allocation);
        assertThat(fixture.refusal(c -> c.releaseAddress(r -> r.allocationId(allocation))))
                .startsWith("InvalidIPAddress.InUse");
        fixture.ask(c -> c.disassociateAddress(r -> r.associationId(association)));
        fixture.ask(c -> c.releaseAddress(r -> r.allocationId(allocation)));
        assertThat(fixture.refusal(c -> c.releaseAddress(r -> r.allocationId(allocation))))
                .isEqualTo("InvalidAllocationID.NotFound: The allocation ID '" + allocation + "' does not exist");
    }

    @Test
    void movesUnlessToldNotTo() {
        fixture.gateway(vpc);
        String second = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface()
                .networkInterfaceId();
        fixture.ask(c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(eni)));
        assertThat(fixture.refusal(c -> c.associateAddress(r ->
                        r.allocationId(allocation).networkInterfaceId(second).allowReassociation(false))))
                .startsWith("Resource.AlreadyAssociated");
        fixture.ask(c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(second)));
        assertThat(fixture.ask(Ec2Client::describeAddresses)
                        .addresses()
                        .getFirst()
                        .networkInterfaceId())
                .isEqualTo(second);
    }

    @Test
    void isFreedWhenItsInterfaceIsDeleted() {
        fixture.gateway(vpc);
        fixture.ask(c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(eni)));
        fixture.ask(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(eni)));
        assertThat(fixture.ask(Ec2Client::describeAddresses)
                        .addresses()
                        .getFirst()
                        .associationId())
                .isNull();
    }

    @Test
    void isNamedByItsAllocationForAnInterface() {
        fixture.gateway(vpc);
        String ip =
                fixture.ask(Ec2Client::describeAddresses).addresses().getFirst().publicIp();
        assertThat(fixture.refusal(c -> c.associateAddress(r -> r.publicIp(ip).networkInterfaceId(eni))))
                .isEqualTo("InvalidParameterCombination: You must specify an allocation id when mapping an address to a"
                        + " VPC instance");
    }

    @Test
    void isOfTheRegionItself() {
        assertThat(fixture.refusal(
                        c -> c.releaseAddress(r -> r.allocationId(allocation).networkBorderGroup("us-west-2-lax-1"))))
                .startsWith("InvalidAddress.NotFound");
        assertThat(fixture.refusal(c -> c.allocateAddress(r -> r.networkBorderGroup("us-west-2-lax-1"))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(
                        c -> c.releaseAddress(r -> r.allocationId(allocation).publicIp("198.19.0.1"))))
                .startsWith("InvalidParameterCombination");
        assertThat(fixture.refusal(c -> c.describeAccountAttributes(r -> r.attributeNamesWithStrings("bogus"))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void isUniqueAndLimited() {
        for (int i = 0; i < 4; i++) {
            fixture.ask(c -> c.allocateAddress(r -> {}));
        }
        assertThat(fixture.ask(Ec2Client::describeAddresses).addresses())
                .extracting(software.amazon.awssdk.services.ec2.model.Address::publicIp)
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(fixture.refusal(c -> c.allocateAddress(r -> {})))
                .isEqualTo("AddressLimitExceeded: The maximum number of addresses has been reached.");
    }
}
