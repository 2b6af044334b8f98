package dev.postern.services.ec2.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.InstanceId;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.instances.InstanceLifecycle;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Primary IPv6 addresses: the first of an interface, which stays as long as it is attached. */
final class PrimaryIpv6Test {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.ask(
                    c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)))
            .vpc()
            .vpcId();
    private final String block = fixture.ipv6Block(vpc).toString().replace("::/56", "");
    private final String subnet = fixture.ask(c ->
                    c.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24").ipv6CidrBlock(block + "::/64")))
            .subnet()
            .subnetId();

    @Test
    void isTheFirstAddressOfANewInterface() {
        String eni = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(subnet)
                        .enablePrimaryIpv6(true)
                        .ipv6Addresses(named(block + "::10"), named(block + "::11"))))
                .networkInterface()
                .networkInterfaceId();
        assertThat(shown(eni)).containsExactly(block + "::10 true", block + "::11 false");
    }

    @Test
    void isEnabledOnceAndNeitherDisabledNorUnassigned() {
        String eni = fixture.ask(c -> c.createNetworkInterface(
                        r -> r.subnetId(subnet).ipv6Addresses(named(block + "::10"), named(block + "::11"))))
                .networkInterface()
                .networkInterfaceId();
        assertThat(shown(eni)).containsExactly(block + "::10 false", block + "::11 false");
        enable(eni, false);
        enable(eni, true);
        enable(eni, true);
        assertThat(shown(eni)).containsExactly(block + "::10 true", block + "::11 false");
        assertThat(fixture.refusal(c -> c.modifyNetworkInterfaceAttribute(
                        r -> r.networkInterfaceId(eni).enablePrimaryIpv6(false))))
                .startsWith("InvalidParameterValue: The primary IPv6 address of interface " + eni);
        assertThat(fixture.refusal(c -> c.unassignIpv6Addresses(
                        r -> r.networkInterfaceId(eni).ipv6Addresses(block + "::11", block + ":0:0:0:10"))))
                .startsWith("InvalidParameterValue: The primary IPv6 address ");
        fixture.ask(c -> c.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(block + "::11")));
        assertThat(shown(eni)).containsExactly(block + "::10 true");
    }

    @Test
    void isTheFirstThatComesWhereThereIsNoneYet() {
        String eni = fixture.ask(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).enablePrimaryIpv6(true)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.refusal(c ->
                        c.unassignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(block + "::10"))))
                .startsWith("InvalidParameterValue: Some of the specified addresses");
        fixture.ask(c ->
                c.assignIpv6Addresses(r -> r.networkInterfaceId(eni).ipv6Addresses(block + "::20", block + "::19")));
        assertThat(shown(eni)).containsExactly(block + "::20 true", block + "::19 false");
    }

    @Test
    void needsASubnetWithIpv6() {
        String other = fixture.subnet(vpc, "10.0.2.0/24");
        String refusal = "InvalidParameterValue: The subnet '" + other
                + "' does not have an IPv6 CIDR block associated with it.";
        assertThat(fixture.refusal(
                        c -> c.createNetworkInterface(r -> r.subnetId(other).enablePrimaryIpv6(true))))
                .isEqualTo(refusal);
        String eni = fixture.ask(c -> c.createNetworkInterface(r -> r.subnetId(other)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.refusal(c -> c.modifyNetworkInterfaceAttribute(
                        r -> r.networkInterfaceId(eni).enablePrimaryIpv6(true))))
                .isEqualTo(refusal);
        assertThat(fixture.refusal(
                        c -> c.runInstances(run(r -> r.subnetId(other).enablePrimaryIpv6(true)))))
                .isEqualTo(refusal);
    }

    @Test
    void staysUntilTheInterfaceIsDetached() {
        String instance = launch(r -> r.subnetId(subnet)).instanceId();
        new InstanceLifecycle(fixture.cloud, Clock.systemUTC()).started(fixture.scope(), new InstanceId(instance));
        String eni = fixture.ask(c -> c.createNetworkInterface(
                        r -> r.subnetId(subnet).enablePrimaryIpv6(true).ipv6AddressCount(1)))
                .networkInterface()
                .networkInterfaceId();
        String attachment = fixture.ask(c -> c.attachNetworkInterface(
                        r -> r.networkInterfaceId(eni).instanceId(instance).deviceIndex(1)))
                .attachmentId();
        assertThat(shown(eni)).singleElement().asString().endsWith(" true");
        fixture.ask(c -> c.detachNetworkInterface(r -> r.attachmentId(attachment)));
        assertThat(shown(eni)).singleElement().asString().endsWith(" false");
    }

    @Test
    void comesWithALaunch() {
        Instance flat = launch(r -> r.subnetId(subnet).ipv6AddressCount(2).enablePrimaryIpv6(true));
        assertThat(primary(flat)).containsExactly(true, false);
        Instance nested = launch(r -> r.networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .subnetId(subnet)
                .ipv6AddressCount(1)
                .primaryIpv6(true)
                .build()));
        assertThat(primary(nested)).containsExactly(true);
        assertThat(fixture.refusal(c -> c.runInstances(run(r -> r.enablePrimaryIpv6(true)
                        .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                .deviceIndex(0)
                                .subnetId(subnet)
                                .build())))))
                .startsWith("InvalidParameterCombination: ");
    }

    @Test
    void comesWithALaunchTemplate() {
        fixture.ask(c -> c.createLaunchTemplate(r -> r.launchTemplateName("six")
                .launchTemplateData(
                        d -> d.networkInterfaces(LaunchTemplateInstanceNetworkInterfaceSpecificationRequest.builder()
                                .deviceIndex(0)
                                .subnetId(subnet)
                                .ipv6AddressCount(1)
                                .primaryIpv6(true)
                                .build()))));
        Instance instance = launch(r -> r.launchTemplate(t -> t.launchTemplateName("six")));
        assertThat(primary(instance)).containsExactly(true);
        assertThat(fixture.ask(c -> c.getLaunchTemplateData(r -> r.instanceId(instance.instanceId())))
                        .launchTemplateData()
                        .networkInterfaces()
                        .getFirst()
                        .primaryIpv6())
                .isTrue();
    }

    private Instance launch(Consumer<RunInstancesRequest.Builder> more) {
        String id = fixture.ask(c -> c.runInstances(run(more)))
                .instances()
                .getFirst()
                .instanceId();
        return fixture.ask(c -> c.describeInstances(r -> r.instanceIds(id)))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private static RunInstancesRequest run(Consumer<RunInstancesRequest.Builder> more) {
        return RunInstancesRequest.builder()
                .imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                .instanceType("t3.micro")
                .minCount(1)
                .maxCount(1)
                .applyMutation(more)
                .build();
    }

    private void enable(String eni, boolean wanted) {
        fixture.ask(c ->
                c.modifyNetworkInterfaceAttribute(r -> r.networkInterfaceId(eni).enablePrimaryIpv6(wanted)));
    }

    private static List<Boolean> primary(Instance instance) {
        return instance.networkInterfaces().getFirst().ipv6Addresses().stream()
                .map(InstanceIpv6Address::isPrimaryIpv6)
                .toList();
    }

    private List<String> shown(String eni) {
        return fixture
                .ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(eni)))
                .networkInterfaces()
                .getFirst()
                .ipv6Addresses()
                .stream()
                .map((NetworkInterfaceIpv6Address one) -> one.ipv6Address() + " " + one.isPrimaryIpv6())
                .toList();
    }

    private static InstanceIpv6Address named(String address) {
        return InstanceIpv6Address.builder().ipv6Address(address).build();
    }
}
