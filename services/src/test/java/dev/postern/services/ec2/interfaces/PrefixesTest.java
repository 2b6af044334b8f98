package dev.postern.services.ec2.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.net.Cidr;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/** Prefixes of interfaces: of both families, named or counted, given and taken back. */
final class PrefixesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.ask(
                    c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)))
            .vpc()
            .vpcId();
    private final String block = fixture.ipv6Block(vpc).toString().replace("::/56", "");
    private final String subnet = fixture.ask(c ->
                    c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/25").ipv6CidrBlock(block + "::/64")))
            .subnet()
            .subnetId();

    @Test
    void areNamedOrCountedAndTakeTheirAddresses() {
        NetworkInterface named = make(r -> r.ipv4Prefixes(ipv4("10.0.1.32/28")).ipv6Prefixes(ipv6(block + ":7::/80")));
        assertThat(prefixes(named)).containsExactly("10.0.1.32/28", block + ":7::/80");
        assertThat(prefixes(describe(named))).containsExactly("10.0.1.32/28", block + ":7::/80");
        NetworkInterface counted = make(r -> r.ipv4PrefixCount(2).ipv6PrefixCount(3));
        assertThat(prefixes(counted)).hasSize(5).doesNotHaveDuplicates().doesNotContain("10.0.1.32/28");
        assertThat(prefixes(counted))
                .allSatisfy(prefix -> assertThat(Cidr.of(prefix).toString()).isEqualTo(prefix));
        // 128 but five, two primary addresses and three prefixes.
        assertThat(fixture.ask(c -> c.describeSubnets(r -> r.subnetIds(subnet)))
                        .subnets()
                        .getFirst()
                        .availableIpAddressCount())
                .isEqualTo(128 - 5 - 2 - 3 * 16);
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(counted.networkInterfaceId()).privateIpAddresses("10.0.1.40"))))
                .isEqualTo("InvalidIPAddress.InUse: Address 10.0.1.40 is in use.");
        assertThat(fixture.refusal(c -> c.assignIpv6Addresses(
                        r -> r.networkInterfaceId(counted.networkInterfaceId()).ipv6Addresses(block + ":7::1"))))
                .isEqualTo("InvalidParameterValue: The IPv6 address '" + block + ":7::1' is already assigned.");
    }

    @Test
    void areGivenAndTakenBack() {
        String eni = make(r -> {}).networkInterfaceId();
        assertThat(fixture.ask(c -> c.assignPrivateIpAddresses(
                                r -> r.networkInterfaceId(eni).ipv4Prefixes("10.0.1.64/28")))
                        .assignedIpv4Prefixes())
                .extracting(Ipv4PrefixSpecification::ipv4Prefix)
                .containsExactly("10.0.1.64/28");
        List<String> counted = fixture.ask(c ->
                        c.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6PrefixCount(2)))
                .assignedIpv6Prefixes();
        assertThat(counted).hasSize(2);
        assertThat(fixture.refusal(c -> c.disassociateSubnetCidrBlock(r -> r.associationId(association()))))
                .startsWith("DependencyViolation");
        assertThat(fixture.ask(c -> c.unassignIpv6Addresses(
                                r -> r.networkInterfaceId(eni).ipv6Prefixes(counted.getFirst())))
                        .unassignedIpv6Prefixes())
                .containsExactly(counted.getFirst());
        fixture.ask(
                c -> c.unassignPrivateIpAddresses(r -> r.networkInterfaceId(eni).ipv4Prefixes("10.0.1.64/28")));
        assertThat(prefixes(only(eni))).containsExactly(counted.getLast());
        String refusal = "InvalidParameterValue: Some of the specified prefixes are not assigned to interface " + eni;
        assertThat(fixture.refusal(c -> c.unassignPrivateIpAddresses(
                        r -> r.networkInterfaceId(eni).ipv4Prefixes("10.0.1.64/28"))))
                .isEqualTo(refusal);
        assertThat(fixture.refusal(c ->
                        c.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Prefixes(counted.getFirst()))))
                .isEqualTo(refusal);
    }

    @Test
    void areRefusedWhereTheyCannotBe() {
        make(r -> r.privateIpAddress("10.0.1.100").ipv4Prefixes(ipv4("10.0.1.16/28")));
        refused("InvalidIPAddress.InUse: Address 10.0.1.16/28 is in use.", "10.0.1.16/28");
        refused("InvalidIPAddress.InUse: Address 10.0.1.96/28 is in use.", "10.0.1.96/28");
        refused("InvalidParameterValue: invalid value for parameter prefix: 10.0.1.33/28", "10.0.1.33/28");
        refused("InvalidParameterValue: invalid value for parameter prefix: 10.0.1.32/27", "10.0.1.32/27");
        refused("InvalidParameterValue: invalid value for parameter prefix: nonsense", "nonsense");
        refused(
                "InvalidParameterValue: Prefix 10.0.2.0/28 does not fall within the subnet's address range",
                "10.0.2.0/28");
        refused("InvalidParameterValue: Prefix 10.0.1.0/28 is in subnet's reserved address range", "10.0.1.0/28");
        refused("InvalidParameterValue: Prefix 10.0.1.112/28 is in subnet's reserved address range", "10.0.1.112/28");
        assertThat(refusal(r -> r.ipv4Prefixes(ipv4("10.0.1.32/28")).ipv4PrefixCount(1)))
                .isEqualTo(
                        "InvalidParameterCombination: The parameter ipv4PrefixCount cannot be used with the parameter"
                                + " ipv4Prefix");
        assertThat(refusal(r -> r.ipv4PrefixCount(1).secondaryPrivateIpAddressCount(1)))
                .isEqualTo(
                        "InvalidParameterCombination: The parameter ipv4PrefixCount cannot be used with the parameter"
                                + " secondaryPrivateIpAddressCount");
        assertThat(refusal(r -> r.ipv6PrefixCount(1).ipv6AddressCount(1))).startsWith("InvalidParameterCombination");
        assertThat(refusal(r -> r.ipv6PrefixCount(-1)))
                .isEqualTo("InvalidParameterValue: Value (-1) for parameter ipv6PrefixCount is invalid.");
        assertThat(refusal(r -> r.ipv6Prefixes(ipv6(block + "::/80")))).contains("reserved address range");
        // Of the subnet's eight blocks two are reserved, and two have addresses.
        assertThat(refusal(r -> r.ipv4PrefixCount(6)))
                .isEqualTo(
                        "InsufficientCidrBlocks: The specified subnet does not have enough free cidr blocks to satisfy"
                                + " the request.");
        String plain = fixture.subnet(vpc, "10.0.3.0/24");
        assertThat(fixture.refusal(
                        c -> c.createNetworkInterface(r -> r.subnetId(plain).ipv6PrefixCount(1))))
                .startsWith("InvalidParameterValue")
                .contains(plain);
    }

    @Test
    void takeThePlacesOfAddresses() {
        InstanceNetworkInterface one = launch(1).getFirst();
        assertThat(one.ipv4Prefixes()).hasSize(1);
        assertThat(one.ipv6Prefixes()).hasSize(1);
        assertThat(fixture.ask(c -> c.describeInstances(r -> r.filters(Filter.builder()
                                .name("network-interface.ipv4-prefixes.ipv4-prefix")
                                .values(one.ipv4Prefixes().getFirst().ipv4Prefix())
                                .build())))
                        .reservations())
                .hasSize(1);
        // A t3.micro has two addresses of each family.
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(one.networkInterfaceId()).secondaryPrivateIpAddressCount(1))))
                .startsWith("PrivateIpAddressLimitExceeded");
        assertThat(fixture.refusal(c -> c.assignIpv6Addresses(
                        r -> r.networkInterfaceId(one.networkInterfaceId()).ipv6PrefixCount(2))))
                .startsWith("PrivateIpAddressLimitExceeded");
    }

    @Test
    void areNobodyElsesInOneLaunch() {
        List<String> all = new ArrayList<>();
        for (InstanceNetworkInterface one : launch(3)) {
            all.add(one.ipv4Prefixes().getFirst().ipv4Prefix());
            all.add(one.ipv6Prefixes().getFirst().ipv6Prefix());
        }
        assertThat(all).hasSize(6).doesNotHaveDuplicates();
    }

    private List<InstanceNetworkInterface> launch(int count) {
        return fixture
                .ask(c -> c.runInstances(
                        r -> r.imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                                .instanceType("t3.micro")
                                .minCount(count)
                                .maxCount(count)
                                .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                        .deviceIndex(0)
                                        .subnetId(subnet)
                                        .ipv4PrefixCount(1)
                                        .ipv6PrefixCount(1)
                                        .build())))
                .instances()
                .stream()
                .map(instance -> instance.networkInterfaces().getFirst())
                .toList();
    }

    private void refused(String expected, String prefix) {
        assertThat(refusal(r -> r.ipv4Prefixes(ipv4(prefix)))).isEqualTo(expected);
    }

    private String refusal(Consumer<CreateNetworkInterfaceRequest.Builder> more) {
        return fixture.refusal(c -> c.createNetworkInterface(r -> more.accept(r.subnetId(subnet))));
    }

    private NetworkInterface make(Consumer<CreateNetworkInterfaceRequest.Builder> more) {
        return fixture.ask(c -> c.createNetworkInterface(r -> more.accept(r.subnetId(subnet))))
                .networkInterface();
    }

    private NetworkInterface describe(NetworkInterface eni) {
        return only(eni.networkInterfaceId());
    }

    private NetworkInterface only(String id) {
        return fixture.ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(id)))
                .networkInterfaces()
                .getFirst();
    }

    private String association() {
        return fixture.ask(c -> c.describeSubnets(r -> r.subnetIds(subnet)))
                .subnets()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .associationId();
    }

    private static List<String> prefixes(NetworkInterface eni) {
        List<String> all = new ArrayList<>();
        eni.ipv4Prefixes().stream().map(Ipv4PrefixSpecification::ipv4Prefix).forEach(all::add);
        eni.ipv6Prefixes().stream().map(Ipv6PrefixSpecification::ipv6Prefix).forEach(all::add);
        return all;
    }

    private static Ipv4PrefixSpecificationRequest ipv4(String prefix) {
        return Ipv4PrefixSpecificationRequest.builder().ipv4Prefix(prefix).build();
    }

    private static Ipv6PrefixSpecificationRequest ipv6(String prefix) {
        return Ipv6PrefixSpecificationRequest.builder().ipv6Prefix(prefix).build();
    }
}
