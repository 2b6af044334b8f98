package dev.postern.services.ec2.interfaces;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.InstanceId;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ConnectionTrackingSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;

class NetworkInterfacesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");

    @Test
    void isPendingAtFirstAndNamedWhereItsVpcGivesNames() {
        var made = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface();
        assertThat(made.statusAsString()).isEqualTo("pending");
        assertThat(made.privateDnsName()).isNull();
        assertThat(made.availabilityZoneId()).isEqualTo("use1-az1");
        assertThat(made.operator().managed()).isFalse();
        String vpc = made.vpcId();
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true))));
        assertThat(fixture.ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(made.networkInterfaceId())))
                        .networkInterfaces()
                        .getFirst())
                .satisfies(eni -> {
                    assertThat(eni.statusAsString()).isEqualTo("available");
                    assertThat(eni.privateDnsName()).endsWith(".ec2.internal");
                });
    }

    @Test
    void choosesAPrimaryAddressThatNobodyAskedFor() {
        String narrow = fixture.subnet(fixture.vpc("10.9.0.0/16"), "10.9.1.0/28");
        List<PrivateIpAddressSpecification> ten = IntStream.rangeClosed(5, 14)
                .mapToObj(i -> PrivateIpAddressSpecification.builder()
                        .privateIpAddress("10.9.1." + i)
                        .primary(false)
                        .build())
                .toList();
        assertThat(fixture.ask(c ->
                                c.createNetworkInterface(r -> r.subnetId(narrow).privateIpAddresses(ten)))
                        .networkInterface()
                        .privateIpAddress())
                .isEqualTo("10.9.1.4");
    }

    @Test
    void hasAddressesOfItsSubnetAndTheDefaultGroup() {
        fixture.ask(c -> c.createNetworkInterface(
                r -> r.subnetId(subnet).privateIpAddress("10.0.1.4").secondaryPrivateIpAddressCount(2)));
        assertThat(only()).satisfies(eni -> {
            assertThat(eni.privateIpAddress()).isEqualTo("10.0.1.4");
            assertThat(eni.privateIpAddresses()).hasSize(3);
            assertThat(eni.groups())
                    .singleElement()
                    .satisfies(g -> assertThat(g.groupName()).isEqualTo("default"));
            assertThat(eni.statusAsString()).isEqualTo("available");
            assertThat(eni.macAddress()).startsWith("02:");
        });
    }

    @Test
    void changesOneThingAtATime() {
        String id = create();
        String group = fixture.ask(c -> c.createSecurityGroup(
                        r -> r.groupName("g").description("g").vpcId(vpc)))
                .groupId();
        fixture.ask(c ->
                c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(id).sourceDestCheck(v -> v.value(false))));
        fixture.ask(c ->
                c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(id).groups(group)));
        fixture.ask(c ->
                c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(id).description(v -> v.value("mine"))));
        assertThat(only()).satisfies(eni -> {
            assertThat(eni.sourceDestCheck()).isFalse();
            assertThat(eni.description()).isEqualTo("mine");
            assertThat(eni.groups().getFirst().groupId()).isEqualTo(group);
        });
        assertThat(fixture.refusal(c -> c.deleteSecurityGroup(r -> r.groupId(group))))
                .startsWith("DependencyViolation");
    }

    @Test
    void remembersConnectionsForAsLongAsItIsTold() {
        var made = fixture.ask(c -> c.createNetworkInterface(
                        r -> r.subnetId(subnet).connectionTrackingSpecification(t -> t.tcpEstablishedTimeout(60))))
                .networkInterface();
        assertThat(made.connectionTrackingConfiguration().tcpEstablishedTimeout())
                .isEqualTo(60);
        assertThat(made.connectionTrackingConfiguration().udpTimeout()).isNull();
        String id = made.networkInterfaceId();
        fixture.ask(c -> c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(id)
                .connectionTrackingSpecification(t -> t.udpTimeout(60).udpStreamTimeout(61))));
        assertThat(fixture.ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(id)))
                        .networkInterfaces()
                        .getFirst()
                        .connectionTrackingConfiguration())
                .satisfies(shown -> {
                    assertThat(shown.tcpEstablishedTimeout()).isEqualTo(60);
                    assertThat(shown.udpTimeout()).isEqualTo(60);
                    assertThat(shown.udpStreamTimeout()).isEqualTo(61);
                });
        assertThat(refusal(t -> t.tcpEstablishedTimeout(59))).startsWith("InvalidParameterValue: ");
        assertThat(refusal(t -> t.tcpEstablishedTimeout(432_001))).startsWith("InvalidParameterValue: ");
        assertThat(refusal(t -> t.udpTimeout(29))).startsWith("InvalidParameterValue: ");
        assertThat(refusal(t -> t.udpTimeout(61))).startsWith("InvalidParameterValue: ");
        assertThat(refusal(t -> t.udpStreamTimeout(59))).startsWith("InvalidParameterValue: ");
        assertThat(refusal(t -> t.udpStreamTimeout(181))).startsWith("InvalidParameterValue: ");
        assertThat(fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                        .networkInterface()
                        .connectionTrackingConfiguration())
                .isNull();
    }

    private String refusal(Consumer<ConnectionTrackingSpecificationRequest.Builder> timeouts) {
        return fixture.refusal(
                c -> c.createNetworkInterface(r -> r.subnetId(subnet).connectionTrackingSpecification(timeouts)));
    }

    @Test
    void refusesSeveralChangesAtOnceAndNone() {
        String id = create();
        assertThat(fixture.refusal(c -> c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(id)
                        .description(v -> v.value("mine"))
                        .sourceDestCheck(v -> v.value(false)))))
                .isEqualTo("InvalidParameterCombination: Fields for multiple attribute types specified: description,"
                        + " sourceDestCheck");
        assertThat(fixture.refusal(c -> c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(id))))
                .startsWith("InvalidParameterCombination");
        assertThat(fixture.refusal(c ->
                        c.createNetworkInterface(r -> r.subnetId(subnet).secondaryPrivateIpAddressCount(2_000_000))))
                .startsWith("PrivateIpAddressLimitExceeded");
    }

    @Test
    void attachesAndDetachesButNotTheFirst() {
        String instance = launch();
        String id = create();
        assertThat(fixture.refusal(c -> c.attachNetworkInterface(
                        r -> r.networkInterfaceId(id).instanceId(instance).deviceIndex(1))))
                .startsWith("IncorrectState");
        new InstanceLifecycle(fixture.cloud, Clock.systemUTC()).started(fixture.scope(), new InstanceId(instance));
        String attachment = fixture.ask(c -> c.attachNetworkInterface(
                        r -> r.networkInterfaceId(id).instanceId(instance).deviceIndex(1)))
                .attachmentId();
        assertThat(fixture.refusal(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(id))))
                .isEqualTo("InvalidParameterValue: Network interface '" + id + "' is currently in use.");
        String first = fixture.ask(
                        c -> c.describeNetworkInterfaces(r -> r.filters(filter("attachment.device-index", "0"))))
                .networkInterfaces()
                .getFirst()
                .attachment()
                .attachmentId();
        assertThat(fixture.refusal(c -> c.detachNetworkInterface(r -> r.attachmentId(first))))
                .startsWith("OperationNotPermitted");
        fixture.ask(c -> c.detachNetworkInterface(r -> r.attachmentId(attachment)));
        fixture.ask(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(id)));
    }

    @Test
    void takesAndGivesBackSecondaryAddresses() {
        String id = create();
        fixture.ask(
                c -> c.assignPrivateIpAddresses(r -> r.networkInterfaceId(id).privateIpAddresses("10.0.1.77")));
        assertThat(fixture.refusal(c ->
                        c.assignPrivateIpAddresses(r -> r.networkInterfaceId(id).privateIpAddresses("10.0.1.77"))))
                .startsWith("InvalidIPAddress.InUse");
        fixture.ask(
                c -> c.unassignPrivateIpAddresses(r -> r.networkInterfaceId(id).privateIpAddresses("10.0.1.77")));
        assertThat(only().privateIpAddresses()).hasSize(1);
        String primary = only().privateIpAddress();
        assertThat(fixture.refusal(c -> c.unassignPrivateIpAddresses(
                        r -> r.networkInterfaceId(id).privateIpAddresses(primary))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void movesASecondaryAddressWithItsElasticOne() {
        fixture.gateway(vpc);
        String from = withAddresses("10.0.1.10", "10.0.1.20", "10.0.1.21");
        String to = withAddresses("10.0.1.11");
        String allocation = fixture.ask(c -> c.allocateAddress(r -> {})).allocationId();
        fixture.ask(c -> c.associateAddress(
                r -> r.allocationId(allocation).networkInterfaceId(from).privateIpAddress("10.0.1.20")));
        assertThat(fixture.refusal(c ->
                        c.assignPrivateIpAddresses(r -> r.networkInterfaceId(to).privateIpAddresses("10.0.1.20"))))
                .startsWith("InvalidIPAddress.InUse");
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(r ->
                        r.networkInterfaceId(to).privateIpAddresses("10.0.1.10").allowReassignment(true))))
                .startsWith("InvalidIPAddress.InUse");
        fixture.ask(c -> c.assignPrivateIpAddresses(r -> r.networkInterfaceId(to)
                .privateIpAddresses("10.0.1.20", "10.0.1.21")
                .allowReassignment(true)));
        assertThat(addressesOf(from)).containsExactly("10.0.1.10");
        assertThat(addressesOf(to)).containsExactly("10.0.1.11", "10.0.1.20", "10.0.1.21");
        assertThat(elastic().networkInterfaceId()).isEqualTo(to);
    }

    @Test
    void leavesTheElasticAddressOfWhatIsUnassignedFree() {
        fixture.gateway(vpc);
        String id = withAddresses("10.0.1.10", "10.0.1.20");
        String allocation = fixture.ask(c -> c.allocateAddress(r -> {})).allocationId();
        fixture.ask(c -> c.associateAddress(
                r -> r.allocationId(allocation).networkInterfaceId(id).privateIpAddress("10.0.1.20")));
        fixture.ask(
                c -> c.unassignPrivateIpAddresses(r -> r.networkInterfaceId(id).privateIpAddresses("10.0.1.20")));
        assertThat(elastic().associationId()).isNull();
        assertThat(fixture.refusal(c -> c.unassignPrivateIpAddresses(r -> r.networkInterfaceId(id))))
                .startsWith("MissingParameter");
    }

    @Test
    void refusesAddressesThatItCannotHave() {
        assertThat(fixture.refusal(c -> c.createNetworkInterface(r -> r.subnetId(subnet)
                        .privateIpAddresses(PrivateIpAddressSpecification.builder()
                                .primary(false)
                                .build()))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.createNetworkInterface(r -> r.subnetId(subnet)
                        .privateIpAddress("10.0.1.9")
                        .privateIpAddresses(PrivateIpAddressSpecification.builder()
                                .primary(true)
                                .privateIpAddress("10.0.1.10")
                                .build()))))
                .startsWith("InvalidParameterCombination");
        assertThat(fixture.refusal(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).secondaryPrivateIpAddressCount(-1))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).ipv6AddressCount(1))))
                .startsWith("InvalidParameterValue");
        String id = create();
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(r ->
                        r.networkInterfaceId(id).privateIpAddresses("10.0.1.9").secondaryPrivateIpAddressCount(1))))
                .startsWith("InvalidParameterCombination");
    }

    @Test
    void keepsToTheLimitsOfTheInstanceType() {
        String instance = launch();
        new InstanceLifecycle(fixture.cloud, Clock.systemUTC()).started(fixture.scope(), new InstanceId(instance));
        String second = create();
        String third = create();
        assertThat(fixture.refusal(c -> c.attachNetworkInterface(
                        r -> r.networkInterfaceId(second).instanceId(instance).deviceIndex(-1))))
                .startsWith("InvalidParameterValue");
        fixture.ask(c -> c.attachNetworkInterface(
                r -> r.networkInterfaceId(second).instanceId(instance).deviceIndex(1)));
        assertThat(fixture.refusal(c -> c.attachNetworkInterface(
                        r -> r.networkInterfaceId(third).instanceId(instance).deviceIndex(2))))
                .isEqualTo("AttachmentLimitExceeded: Interface count 3 exceeds the limit for t3.micro");
        fixture.ask(c ->
                c.assignPrivateIpAddresses(r -> r.networkInterfaceId(second).secondaryPrivateIpAddressCount(1)));
        assertThat(fixture.refusal(c -> c.assignPrivateIpAddresses(
                        r -> r.networkInterfaceId(second).secondaryPrivateIpAddressCount(1))))
                .isEqualTo("PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.");
        assertThat(fixture.refusal(c -> c.detachNetworkInterface(r -> r.attachmentId(second))))
                .startsWith("InvalidNetworkInterfaceAttachmentId.Malformed");
    }

    private String launch() {
        return fixture.ask(c -> c.runInstances(
                        r -> r.imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                                .instanceType("t3.micro")
                                .subnetId(subnet)
                                .minCount(1)
                                .maxCount(1)))
                .instances()
                .getFirst()
                .instanceId();
    }

    private String withAddresses(String primary, String... secondary) {
        List<PrivateIpAddressSpecification> others = Stream.of(secondary)
                .map(ip -> PrivateIpAddressSpecification.builder()
                        .privateIpAddress(ip)
                        .primary(false)
                        .build())
                .toList();
        return fixture.ask(c -> c.createNetworkInterface(
                        r -> r.subnetId(subnet).privateIpAddress(primary).privateIpAddresses(others)))
                .networkInterface()
                .networkInterfaceId();
    }

    private List<String> addressesOf(String id) {
        return fixture
                .ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(id)))
                .networkInterfaces()
                .getFirst()
                .privateIpAddresses()
                .stream()
                .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
                .toList();
    }

    private software.amazon.awssdk.services.ec2.model.Address elastic() {
        return fixture.ask(Ec2Client::describeAddresses).addresses().getFirst();
    }

    private String create() {
        return fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)))
                .networkInterface()
                .networkInterfaceId();
    }

    private software.amazon.awssdk.services.ec2.model.NetworkInterface only() {
        return fixture.ask(Ec2Client::describeNetworkInterfaces)
                .networkInterfaces()
                .getFirst();
    }
}
