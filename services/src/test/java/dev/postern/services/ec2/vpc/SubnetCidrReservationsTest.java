package dev.postern.services.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GetSubnetCidrReservationsResponse;
import software.amazon.awssdk.services.ec2.model.Ipv4PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.Ipv6PrefixSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.SubnetCidrReservation;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What of a subnet is reserved, and what interfaces get meanwhile. */
final class SubnetCidrReservationsTest {
    private static final int FREE = 27; // of a /27, without the five that AWS keeps

    private final Ec2Fixture fixture = new Ec2Fixture();
    private String vpc = "";
    private String subnet = "";
    private String ipv6 = "";

    @BeforeEach
    void aSmallSubnet() {
        vpc = fixture.ask(c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)))
                .vpc()
                .vpcId();
        String block = fixture.ask(c -> c.describeVpcs(r -> r.vpcIds(vpc)))
                .vpcs()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .ipv6CidrBlock();
        ipv6 = block.replace("/56", "/64");
        subnet = fixture.ask(c -> c.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.1.0/27").ipv6CidrBlock(ipv6)))
                .subnet()
                .subnetId();
    }

    private SubnetCidrReservation reserve(String cidr, String type) {
        return fixture.ask(c -> c.createSubnetCidrReservation(
                        r -> r.subnetId(subnet).cidr(cidr).reservationType(type)))
                .subnetCidrReservation();
    }

    private String refusal(String cidr, String type) {
        return fixture.refusal(c ->
                c.createSubnetCidrReservation(r -> r.subnetId(subnet).cidr(cidr).reservationType(type)));
    }

    private NetworkInterface make(Consumer<CreateNetworkInterfaceRequest.Builder> more) {
        return fixture.ask(c -> c.createNetworkInterface(r -> more.accept(r.subnetId(subnet))))
                .networkInterface();
    }

    private GetSubnetCidrReservationsResponse described(Filter... filters) {
        return fixture.ask(
                c -> c.getSubnetCidrReservations(r -> r.subnetId(subnet).filters(filters)));
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    @Test
    void areMadeShownAndDeleted() {
        SubnetCidrReservation four = fixture.ask(c -> c.createSubnetCidrReservation(r -> r.subnetId(subnet)
                        .cidr("10.0.1.16/28")
                        .reservationType("explicit")
                        .description("by hand")
                        .tagSpecifications(TagSpecification.builder()
                                .resourceType("subnet-cidr-reservation")
                                .tags(Tag.builder().key("a").value("b").build())
                                .build())))
                .subnetCidrReservation();
        assertThat(four.subnetCidrReservationId()).matches("scr-[0-9a-f]{17}");
        assertThat(four.subnetId()).isEqualTo(subnet);
        assertThat(four.cidr()).isEqualTo("10.0.1.16/28");
        assertThat(four.reservationTypeAsString()).isEqualTo("explicit");
        assertThat(four.ownerId()).isEqualTo(Ec2Fixture.ACCOUNT.value());
        assertThat(four.description()).isEqualTo("by hand");
        SubnetCidrReservation six = reserve(ipv6.replace("::/64", ":5::/80"), "prefix");

        assertThat(described().subnetIpv4CidrReservations()).containsExactly(four);
        assertThat(described().subnetIpv6CidrReservations()).containsExactly(six);
        assertThat(described(filter("reservationType", "prefix")).subnetIpv4CidrReservations())
                .isEmpty();
        assertThat(described(filter("tag:a", "b")).subnetIpv6CidrReservations()).isEmpty();
        assertThat(fixture.ask(c -> c.describeTags(r -> {})).tags())
                .anyMatch(tag -> tag.resourceTypeAsString().equals("subnet-cidr-reservation"));

        String id = four.subnetCidrReservationId();
        assertThat(fixture.ask(c -> c.deleteSubnetCidrReservation(r -> r.subnetCidrReservationId(id)))
                        .deletedSubnetCidrReservation())
                .isEqualTo(four);
        assertThat(fixture.refusal(c -> c.deleteSubnetCidrReservation(r -> r.subnetCidrReservationId(id))))
                .startsWith("InvalidSubnetCidrReservationID.NotFound");
    }

    @Test
    void overlapNothingAndLieInTheSubnet() {
        reserve("10.0.1.16/28", "explicit");
        assertThat(refusal("10.0.1.24/29", "explicit"))
                .isEqualTo("InvalidParameterValue: Reservation CIDR 10.0.1.24/29 has overlap with existing reserved"
                        + " CIDR block");
        for (String outside : List.of("10.0.2.0/28", "10.0.1.0/26", "2001:db8:ffff::/80")) {
            assertThat(refusal(outside, "explicit"))
                    .startsWith("InvalidParameterValue: Reservation CIDR ")
                    .contains("does not fall within");
        }
        assertThat(refusal("10.0.1.0/29", "prefix")).startsWith("InvalidParameterValue");
        assertThat(refusal("10.0.1.0", "explicit")).startsWith("InvalidParameterValue");
        assertThat(refusal("10.0.1.0/28", "Explicit")).startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.createSubnetCidrReservation(r -> r.subnetId("subnet-0123456789abcdef0")
                        .cidr("10.0.1.0/28")
                        .reservationType("explicit"))))
                .startsWith("InvalidSubnetID.NotFound");
    }

    @Test
    void noAddressIsChosenThatIsReserved() {
        String id = reserve("10.0.1.16/28", "explicit").subnetCidrReservationId();
        int unreserved = FREE - 15; // the last address of the block is AWS's
        for (int i = 0; i < unreserved; i++) {
            assertThat(Cidr.of("10.0.1.0/28").contains(Ip.of(make(r -> {}).privateIpAddress())))
                    .isTrue();
        }
        assertThat(fixture.refusal(c -> c.createNetworkInterface(r -> r.subnetId(subnet))))
                .startsWith("InsufficientFreeAddressesInSubnet");
        assertThat(make(r -> r.privateIpAddress("10.0.1.20")).privateIpAddress())
                .as("who names it gets it")
                .isEqualTo("10.0.1.20");
        fixture.ask(c -> c.deleteSubnetCidrReservation(r -> r.subnetCidrReservationId(id)));
        assertThat(make(r -> {}).privateIpAddress()).startsWith("10.0.1.");
    }

    @Test
    void aLaunchOfSeveralFindsAsManyAsMayBeChosen() {
        reserve("10.0.1.16/28", "explicit");
        String image = fixture.ask(c -> c.describeImages(r -> r.owners("amazon")))
                .images()
                .getFirst()
                .imageId();
        assertThat(fixture.refusal(c -> c.runInstances(
                        r -> r.imageId(image).subnetId(subnet).minCount(13).maxCount(20))))
                .startsWith("InsufficientFreeAddressesInSubnet");
        assertThat(fixture.ask(c -> c.runInstances(r ->
                                r.imageId(image).subnetId(subnet).minCount(1).maxCount(20)))
                        .instances())
                .hasSize(FREE - 15);
        assertThat(fixture.ask(c -> c.runInstances(r -> r.imageId(image)
                                .subnetId(subnet)
                                .privateIpAddress("10.0.1.21")
                                .minCount(1)
                                .maxCount(1)))
                        .instances())
                .hasSize(1);
    }

    @Test
    void noIpv6AddressIsChosenThatIsReserved() {
        reserve(ipv6.replace("/64", "/65"), "explicit");
        Cidr reserved = Cidr.of(ipv6.replace("/64", "/65"));
        for (int i = 0; i < 12; i++) {
            assertThat(make(r -> r.ipv6AddressCount(2)).ipv6Addresses())
                    .extracting(NetworkInterfaceIpv6Address::ipv6Address)
                    .noneMatch(text -> reserved.contains(Ip.of(text)));
        }
        reserve(ipv6.replace("::/64", ":8000::/65"), "explicit");
        assertThat(fixture.refusal(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).ipv6AddressCount(1))))
                .startsWith("InsufficientFreeAddressesInSubnet");
    }

    @Test
    void prefixesComeFromWhatIsReservedForThem() {
        String large = fixture.ask(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.16.0/20")))
                .subnet()
                .subnetId();
        fixture.ask(c -> c.createSubnetCidrReservation(
                r -> r.subnetId(large).cidr("10.0.20.32/27").reservationType("prefix")));
        reserve(ipv6.replace("::/64", ":abc0::/79"), "prefix");
        for (int i = 0; i < 2; i++) {
            assertThat(fixture.ask(c -> c.createNetworkInterface(
                                    r -> r.subnetId(large).ipv4PrefixCount(1)))
                            .networkInterface()
                            .ipv4Prefixes())
                    .extracting(Ipv4PrefixSpecification::ipv4Prefix)
                    .allMatch(prefix -> Cidr.of("10.0.20.32/27").contains(Cidr.of(prefix)));
            assertThat(make(r -> r.ipv6PrefixCount(1)).ipv6Prefixes())
                    .extracting(Ipv6PrefixSpecification::ipv6Prefix)
                    .allMatch(prefix ->
                            Cidr.of(ipv6.replace("::/64", ":abc0::/79")).contains(Cidr.of(prefix)));
        }
        assertThat(fixture.ask(c ->
                                c.createNetworkInterface(r -> r.subnetId(large).ipv4PrefixCount(1)))
                        .networkInterface()
                        .ipv4Prefixes())
                .as("there is no room left in it")
                .extracting(Ipv4PrefixSpecification::ipv4Prefix)
                .noneMatch(prefix -> Cidr.of("10.0.20.32/27").contains(Cidr.of(prefix)));
        assertThat(make(r -> r.ipv6PrefixCount(1)).ipv6Prefixes()).hasSize(1);
    }

    @Test
    void goWithTheirSubnet() {
        reserve("10.0.1.16/28", "explicit");
        reserve(ipv6.replace("::/64", ":5::/80"), "prefix");
        String association = fixture.ask(c -> c.describeSubnets(r -> r.subnetIds(subnet)))
                .subnets()
                .getFirst()
                .ipv6CidrBlockAssociationSet()
                .getFirst()
                .associationId();
        fixture.ask(c -> c.disassociateSubnetCidrBlock(r -> r.associationId(association)));
        assertThat(described().subnetIpv6CidrReservations()).isEmpty();
        assertThat(described().subnetIpv4CidrReservations()).hasSize(1);
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        assertThat(fixture.cloud.snapshot().all(dev.postern.model.ec2.SubnetCidrReservation.class).stream())
                .isEmpty();
    }
}
