package dev.postern.services.ec2.vpc;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * Subnets of IPv6 only, and what is in them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-basics">Subnet types</a>
 */
class Ipv6NativeTest {
    private static final String NO_IPV4 =
            "InvalidParameterValue: The subnet '%s' has IPv6 only: its network interfaces cannot have private IPv4 addresses.";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String block = block();
    private final String subnet = create().subnetId();

    private String block() {
        fixture.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true)));
        return fixture.ipv6Block(vpc).toString().replace("/56", "/64");
    }

    private Subnet create() {
        return fixture.ask(
                        c -> c.createSubnet(r -> r.vpcId(vpc).ipv6Native(true).ipv6CidrBlock(block)))
                .subnet();
    }

    private Instance launch(Consumer<RunInstancesRequest.Builder> more) {
        return fixture.ask(c -> c.runInstances(r -> request(r).applyMutation(more)))
                .instances()
                .getFirst();
    }

    private RunInstancesRequest.Builder request(RunInstancesRequest.Builder request) {
        return request.imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                .instanceType("t3.micro")
                .minCount(1)
                .maxCount(1)
                .subnetId(subnet);
    }

    @Test
    void hasOneBlockAndNoneOfIpv4() {
        assertThat(fixture.ask(c -> c.describeSubnets(r -> r.filters(filter("ipv6-native", "true"))))
                        .subnets())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.subnetId()).isEqualTo(subnet);
                    assertThat(found.ipv6Native()).isTrue();
                    assertThat(found.cidrBlock()).isNull();
                    assertThat(found.assignIpv6AddressOnCreation()).isTrue();
                    assertThat(found.availableIpAddressCount()).isZero();
                    assertThat(found.ipv6CidrBlockAssociationSet().getFirst().ipv6CidrBlock())
                            .isEqualTo(block);
                    assertThat(found.privateDnsNameOptionsOnLaunch().hostnameTypeAsString())
                            .isEqualTo("resource-name");
                });
        assertThat(fixture.refusal(c -> c.createSubnet(r -> r.vpcId(vpc).ipv6Native(true))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.createSubnet(r ->
                        r.vpcId(vpc).ipv6Native(true).cidrBlock("10.0.9.0/24").ipv6CidrBlock(block))))
                .startsWith("InvalidParameterCombination");
        String association = fixture.ask(c -> c.describeSubnets(r -> r.subnetIds(subnet)))
                .subnets()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .associationId();
        assertThat(fixture.refusal(c -> c.disassociateSubnetCidrBlock(r -> r.associationId(association))))
                .startsWith("OperationNotPermitted");
    }

    @Test
    void staysWhatItIs() {
        assertThat(fixture.refusal(
                        c -> c.modifySubnetAttribute(r -> r.subnetId(subnet).mapPublicIpOnLaunch(v -> v.value(true)))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.modifySubnetAttribute(
                        r -> r.subnetId(subnet).assignIpv6AddressOnCreation(v -> v.value(false)))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c ->
                        c.modifySubnetAttribute(r -> r.subnetId(subnet).privateDnsHostnameTypeOnLaunch("ip-name"))))
                .startsWith("InvalidParameterValue: Value (ip-name)");
        assertThat(fixture.refusal(
                        c -> c.createNatGateway(r -> r.subnetId(subnet).connectivityType("private"))))
                .isEqualTo(NO_IPV4.formatted(subnet));
    }

    @Test
    void itsInterfacesHaveIpv6AddressesOnly() {
        NetworkInterface eni = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface();
        assertThat(eni.privateIpAddress()).isNull();
        assertThat(eni.privateIpAddresses()).isEmpty();
        assertThat(eni.privateDnsName()).isNull();
        assertThat(eni.ipv6Addresses()).hasSize(1);
        assertThat(fixture.refusal(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).privateIpAddress("10.0.0.5"))))
                .isEqualTo(NO_IPV4.formatted(subnet));
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(eni.networkInterfaceId()).secondaryPrivateIpAddressCount(1))))
                .isEqualTo(NO_IPV4.formatted(subnet));
        String allocation = fixture.ask(c -> c.allocateAddress(r -> {})).allocationId();
        fixture.gateway(vpc);
        assertThat(fixture.refusal(c -> c.associateAddress(
                        r -> r.networkInterfaceId(eni.networkInterfaceId()).allocationId(allocation))))
                .isEqualTo(NO_IPV4.formatted(subnet));
        assertThat(fixture.refusal(c -> c.unassignIpv6Addresses(r -> r.networkInterfaceId(eni.networkInterfaceId())
                        .ipv6Addresses(eni.ipv6Addresses().getFirst().ipv6Address()))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.ask(c -> c.describeNetworkInterfaces(r -> r.filters(filter("subnet-id", subnet))))
                        .networkInterfaces())
                .hasSize(1);
    }

    @Test
    void itsInstancesAreKnownByTheirIds() {
        Instance instance = launch(r -> {});
        assertThat(instance.privateIpAddress()).isNull();
        assertThat(instance.ipv6Address()).startsWith("2001:db8:");
        assertThat(instance.privateDnsName()).isEqualTo(instance.instanceId() + ".ec2.internal");
        assertThat(instance.metadataOptions().httpProtocolIpv6AsString()).isEqualTo("enabled");
        assertThat(instance.networkInterfaces().getFirst().privateIpAddress()).isNull();
        assertThat(fixture.ask(c -> c.describeInstances(r -> r.filters(
                                filter("network-interface.ipv6-addresses.ipv6-address", instance.ipv6Address()))))
                        .reservations())
                .hasSize(1);
        assertThat(fixture.refusal(c -> c.runInstances(r -> request(r).instanceType("t2.micro"))))
                .contains("built on the AWS Nitro System");
        assertThat(fixture.refusal(c -> c.runInstances(r -> request(r).privateIpAddress("10.0.0.5"))))
                .isEqualTo(NO_IPV4.formatted(subnet));
        InstanceNetworkInterfaceSpecification isPublic = InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .subnetId(subnet)
                .associatePublicIpAddress(true)
                .build();
        assertThat(fixture.refusal(
                        c -> c.runInstances(r -> request(r).subnetId(null).networkInterfaces(isPublic))))
                .isEqualTo(NO_IPV4.formatted(subnet));
    }
}
