package dev.postern.services.ec2.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv4Prefix;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstancePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Of what one launch gives, nothing is given twice, whichever interface it is for; and only to types that can have it. */
final class PrefixesOfALaunchTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.ask(
                    c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)))
            .vpc()
            .vpcId();
    private final String block = fixture.ipv6Block(vpc).toString().replace("::/56", "");
    private final String subnet = fixture.ask(c ->
                    c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/26").ipv6CidrBlock(block + "::/64")))
            .subnet()
            .subnetId();

    /** The subnet has 59 addresses, of which the prefixes of the second interface take 32. */
    @Test
    void noAddressIsChosenWithinAPrefixThatAnotherInterfaceNames() {
        Instance instance = launch(
                "m5.large",
                one -> one.secondaryPrivateIpAddressCount(9),
                two -> two.ipv4Prefixes(ipv4("10.0.1.16/28"), ipv4("10.0.1.32/28"))
                        .privateIpAddress("10.0.1.50"));
        List<String> all = addresses(instance);
        assertThat(all).hasSize(11).doesNotHaveDuplicates();
        for (String prefix : List.of("10.0.1.16/28", "10.0.1.32/28")) {
            assertThat(all).noneMatch(address -> Cidr.of(prefix).contains(Ip.of(address)));
        }
    }

    /** Of the subnet's four blocks the first and the last are reserved. */
    @Test
    void noCountedPrefixHoldsAnAddressThatAnotherInterfaceNames() {
        assertThat(refusal(
                        "m5.large",
                        one -> one.privateIpAddress("10.0.1.5").ipv4PrefixCount(1),
                        two -> two.privateIpAddresses(primary("10.0.1.17"), secondary("10.0.1.40"))))
                .startsWith("InsufficientCidrBlocks");
        Instance instance = launch(
                "m5.large",
                one -> one.privateIpAddress("10.0.1.5").ipv4PrefixCount(1),
                two -> two.privateIpAddress("10.0.1.17"));
        assertThat(instance.networkInterfaces())
                .flatExtracting(InstanceNetworkInterface::ipv4Prefixes)
                .extracting(InstanceIpv4Prefix::ipv4Prefix)
                .containsExactly("10.0.1.32/28");
    }

    @Test
    void whatIsNamedTwiceInOneLaunchIsRefused() {
        assertThat(refusal(
                        "m5.large",
                        one -> one.privateIpAddress("10.0.1.20"),
                        two -> two.ipv4Prefixes(ipv4("10.0.1.16/28"))))
                .startsWith("InvalidIPAddress.InUse");
        assertThat(refusal(
                        "m5.large",
                        one -> one.ipv6Prefixes(ipv6(block + ":7::/80")),
                        two -> two.ipv6Addresses(address(block + ":7::1"))))
                .startsWith("InvalidParameterValue: The IPv6 address");
        assertThat(refusal(
                        "m5.large",
                        one -> one.ipv6Addresses(address(block + ":7::1")),
                        two -> two.ipv6Prefixes(ipv6(block + ":7::/80"))))
                .startsWith("InvalidParameterValue: The IPv6 address");
        assertThat(fixture.ask(c -> c.describeInstances(r -> {})).reservations())
                .isEmpty();
    }

    @Test
    void addressesAndPrefixesOfEachFamilyCountTogether() {
        String limit =
                "InvalidInterface.IpAddressLimitExceeded: The number of private addresses of an interface exceeds"
                        + " the limit of 2 for t3.micro.";
        assertThat(refusal("t3.micro", one -> one.ipv6AddressCount(3))).isEqualTo(limit);
        assertThat(refusal("t3.micro", one -> one.ipv4PrefixCount(2))).isEqualTo(limit);
        assertThat(refusal("t3.micro", one -> one.ipv6PrefixCount(3))).isEqualTo(limit);
        String only = fixture.ask(c -> c.createSubnet(r ->
                        r.vpcId(vpc).ipv6Native(true).ipv6CidrBlock(block.substring(0, block.length() - 1) + "1::/64")))
                .subnet()
                .subnetId();
        assertThat(refusal("t3.micro", one -> one.subnetId(only).ipv6PrefixCount(2)))
                .as("where each has an address, too")
                .isEqualTo(limit);
        assertThat(refusal(
                        "t3.micro",
                        one -> one.subnetId(only).ipv6AddressCount(0).ipv6PrefixCount(2)))
                .as("also who asks for none")
                .isEqualTo(limit);
        assertThat(launch("t3.micro", one -> one.subnetId(only).ipv6PrefixCount(1))
                        .networkInterfaces()
                        .getFirst()
                        .ipv6Addresses())
                .hasSize(1);
        assertThat(launch("t3.micro", one -> one.ipv6PrefixCount(2))
                        .networkInterfaces()
                        .getFirst()
                        .ipv6Prefixes())
                .hasSize(2);
    }

    @Test
    void onlyTypesOfTheNitroSystemHavePrefixes() {
        String refused = "InvalidParameterValue: The instance type 't2.micro' does not support prefixes on network"
                + " interfaces: that takes a type built on the AWS Nitro System.";
        assertThat(refusal("t2.micro", one -> one.ipv4PrefixCount(1))).isEqualTo(refused);
        assertThat(refusal("t2.micro", one -> one.ipv6PrefixCount(1))).isEqualTo(refused);
        String free = fixture.ask(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).ipv4PrefixCount(1)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.refusal(c -> c.runInstances(request(
                        "t2.micro",
                        List.of(InstanceNetworkInterfaceSpecification.builder()
                                .deviceIndex(0)
                                .networkInterfaceId(free)
                                .build())))))
                .isEqualTo(refused);
        String plain = launch("t2.micro", one -> one.description("plain"))
                .networkInterfaces()
                .getFirst()
                .networkInterfaceId();
        assertThat(fixture.refusal(c ->
                        c.assignIpv6Addresses(r -> r.networkInterfaceId(plain).ipv6PrefixCount(1))))
                .isEqualTo(refused);
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(plain).ipv4PrefixCount(1))))
                .isEqualTo(refused);
    }

    @Test
    void aTokenStandsForItsPrefixes() {
        String first = fixture.ask(c -> c.createNetworkInterface(
                        r -> r.subnetId(subnet).clientToken("t").ipv6PrefixCount(1)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.ask(c -> c.createNetworkInterface(
                                r -> r.subnetId(subnet).clientToken("t").ipv6PrefixCount(1)))
                        .networkInterface()
                        .networkInterfaceId())
                .isEqualTo(first);
        assertThat(fixture.refusal(c -> c.createNetworkInterface(
                        r -> r.subnetId(subnet).clientToken("t").ipv6PrefixCount(2))))
                .startsWith("IdempotentParameterMismatch");
        RunInstancesRequest run = request("t3.micro", List.of(specification(0, one -> one.ipv6AddressCount(1))));
        fixture.ask(c -> c.runInstances(run.toBuilder().clientToken("r").build()));
        assertThat(fixture.refusal(c ->
                        c.runInstances(request(
                                        "t3.micro",
                                        List.of(specification(
                                                0,
                                                one -> one.ipv6AddressCount(1).primaryIpv6(false))))
                                .toBuilder()
                                .clientToken("r")
                                .build())))
                .startsWith("IdempotentParameterMismatch");
    }

    private static List<String> addresses(Instance instance) {
        return instance.networkInterfaces().stream()
                .map(InstanceNetworkInterface::privateIpAddresses)
                .flatMap(List::stream)
                .map(InstancePrivateIpAddress::privateIpAddress)
                .toList();
    }

    private Instance launch(String type, Consumer<InstanceNetworkInterfaceSpecification.Builder> one) {
        return launched(request(type, List.of(specification(0, one))));
    }

    private Instance launch(
            String type,
            Consumer<InstanceNetworkInterfaceSpecification.Builder> one,
            Consumer<InstanceNetworkInterfaceSpecification.Builder> two) {
        return launched(request(type, List.of(specification(0, one), specification(1, two))));
    }

    private Instance launched(RunInstancesRequest request) {
        return fixture.ask(c -> c.runInstances(request)).instances().getFirst();
    }

    private String refusal(String type, Consumer<InstanceNetworkInterfaceSpecification.Builder> one) {
        return fixture.refusal(c -> c.runInstances(request(type, List.of(specification(0, one)))));
    }

    private String refusal(
            String type,
            Consumer<InstanceNetworkInterfaceSpecification.Builder> one,
            Consumer<InstanceNetworkInterfaceSpecification.Builder> two) {
        return fixture.refusal(c ->
                c.runInstances(request(type, List.of(specification(0, one), specification(1, two)))));
    }

    private InstanceNetworkInterfaceSpecification specification(
            int index, Consumer<InstanceNetworkInterfaceSpecification.Builder> more) {
        return InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(index)
                .subnetId(subnet)
                .applyMutation(more)
                .build();
    }

    private static RunInstancesRequest request(
            String type, List<InstanceNetworkInterfaceSpecification> specifications) {
        return RunInstancesRequest.builder()
                .imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                .instanceType(type)
                .minCount(1)
                .maxCount(1)
                .networkInterfaces(specifications)
                .build();
    }

    private static PrivateIpAddressSpecification primary(String address) {
        return PrivateIpAddressSpecification.builder()
                .primary(true)
                .privateIpAddress(address)
                .build();
    }

    private static PrivateIpAddressSpecification secondary(String address) {
        return primary(address).toBuilder().primary(false).build();
    }

    private static InstanceIpv6Address address(String text) {
        return InstanceIpv6Address.builder().ipv6Address(text).build();
    }

    private static Ipv4PrefixSpecificationRequest ipv4(String prefix) {
        return Ipv4PrefixSpecificationRequest.builder().ipv4Prefix(prefix).build();
    }

    private static Ipv6PrefixSpecificationRequest ipv6(String prefix) {
        return Ipv6PrefixSpecificationRequest.builder().ipv6Prefix(prefix).build();
    }
}
