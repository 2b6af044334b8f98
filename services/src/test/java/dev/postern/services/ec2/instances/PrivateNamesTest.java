package dev.postern.services.ec2.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.HostnameType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** The private names of instances: what their subnet says, their launch, and whoever changes them. */
final class PrivateNamesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String image = BuiltInImage.SHARED.id(Region.US_EAST_1).value();
    private final String vpc = fixture.ask(
                    c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true)))
            .vpc()
            .vpcId();
    private final String subnet = subnet("10.0.0.0/24");

    @Test
    void anInstanceHasTheNamesOfItsSubnetUnlessItsLaunchSaysOthers() {
        assertThat(names(launch(r -> {}))).containsExactly("ip-name", false, false);
        block();
        modify(r -> r.privateDnsHostnameTypeOnLaunch("resource-name"));
        modify(r -> r.enableResourceNameDnsARecordOnLaunch(on()));
        modify(r -> r.enableResourceNameDnsAAAARecordOnLaunch(on()));
        var shown = fixture.ask(c -> c.describeSubnets(r -> r.filters(
                        filter("private-dns-name-options-on-launch.hostname-type", "resource-name"),
                        filter("private-dns-name-options-on-launch.enable-resource-name-dns-a-record", "true"),
                        filter("private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record", "true"))))
                .subnets();
        assertThat(shown).extracting(s -> s.subnetId()).containsExactly(subnet);
        Instance named = launch(r -> {});
        assertThat(names(named)).containsExactly("resource-name", true, true);
        assertThat(named.privateDnsName()).isEqualTo(named.instanceId() + ".ec2.internal");
        assertThat(names(launch(r -> r.privateDnsNameOptions(
                        o -> o.hostnameType("ip-name").enableResourceNameDnsAAAARecord(false)))))
                .containsExactly("ip-name", true, false);
        assertThat(fixture.ask(c -> c.describeInstances(r -> r.filters(
                                filter("private-dns-name-options.hostname-type", "resource-name"),
                                filter("private-dns-name-options.enable-resource-name-dns-a-record", "true"),
                                filter("private-dns-name-options.enable-resource-name-dns-aaaa-record", "true"))))
                        .reservations())
                .hasSize(1);
    }

    @Test
    void aTemplateSaysThemToo() {
        fixture.ask(c -> c.createLaunchTemplate(r -> r.launchTemplateName("named")
                .launchTemplateData(d -> d.privateDnsNameOptions(
                        o -> o.hostnameType("resource-name").enableResourceNameDnsARecord(true)))));
        Instance named = launch(r -> r.launchTemplate(t -> t.launchTemplateName("named")));
        assertThat(names(named)).containsExactly("resource-name", true, false);
        assertThat(fixture.ask(c -> c.getLaunchTemplateData(r -> r.instanceId(named.instanceId())))
                        .launchTemplateData()
                        .privateDnsNameOptions()
                        .hostnameType())
                .isEqualTo(HostnameType.RESOURCE_NAME);
    }

    @Test
    void namesChangeAtOnceAndTheHostNameWhileItIsStopped() {
        String id = launch(r -> {}).instanceId();
        assertThat(fixture.ask(c -> c.modifyPrivateDnsNameOptions(
                                r -> r.instanceId(id).enableResourceNameDnsARecord(true)))
                        .returnValue())
                .isTrue();
        assertThat(names(describe(id))).containsExactly("ip-name", true, false);
        assertThat(fixture.refusal(c ->
                        c.modifyPrivateDnsNameOptions(r -> r.instanceId(id).privateDnsHostnameType("resource-name"))))
                .isEqualTo("IncorrectInstanceState: The instance '" + id + "' is not in the 'stopped' state.");
        assertThat(fixture.refusal(
                        c -> c.modifyPrivateDnsNameOptions(r -> r.instanceId(id).privateDnsHostnameType("name"))))
                .isEqualTo("InvalidParameterValue: Value (name) for parameter PrivateDnsHostnameType is invalid.");
        assertThat(fixture.refusal(c -> c.modifyPrivateDnsNameOptions(r -> r.instanceId("i-00000000000000000"))))
                .startsWith("InvalidInstanceID.NotFound");
    }

    @Test
    void withoutAnIpv6BlockThereIsNoIpv6Name() {
        String refusal =
                "InvalidParameterValue: Invalid value 'true' for enable-resource-name-dns-aaaa-record%1$s. Cannot"
                        + " set enable-resource-name-dns-aaaa-record%1$s to true unless the subnet (" + subnet
                        + ") has an IPv6 CIDR block associated with it.";
        assertThat(fixture.refusal(c ->
                        c.modifySubnetAttribute(r -> r.subnetId(subnet).enableResourceNameDnsAAAARecordOnLaunch(on()))))
                .isEqualTo(refusal.formatted("-on-launch"));
        assertThat(fixture.refusal(c -> c.runInstances(
                        request(r -> r.privateDnsNameOptions(o -> o.enableResourceNameDnsAAAARecord(true))))))
                .isEqualTo(refusal.formatted(""));
        String id = launch(r -> {}).instanceId();
        assertThat(fixture.refusal(c ->
                        c.modifyPrivateDnsNameOptions(r -> r.instanceId(id).enableResourceNameDnsAAAARecord(true))))
                .isEqualTo(refusal.formatted(""));
        String association = block();
        modify(r -> r.enableResourceNameDnsAAAARecordOnLaunch(on()));
        fixture.ask(c -> c.disassociateSubnetCidrBlock(r -> r.associationId(association)));
        assertThat(names(launch(r -> {}))).containsExactly("ip-name", false, false);
    }

    private String subnet(String block) {
        return fixture.ask(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock(block)))
                .subnet()
                .subnetId();
    }

    /** Gives the subnet an IPv6 block; its association is returned. */
    private String block() {
        String block = fixture.ipv6Block(vpc).toString().replace("/56", "/64");
        return fixture.ask(
                        c -> c.associateSubnetCidrBlock(r -> r.subnetId(subnet).ipv6CidrBlock(block)))
                .ipv6CidrBlockAssociation()
                .associationId();
    }

    private void modify(Consumer<ModifySubnetAttributeRequest.Builder> attribute) {
        fixture.ask(c -> c.modifySubnetAttribute(r -> attribute.accept(r.subnetId(subnet))));
    }

    private static AttributeBooleanValue on() {
        return AttributeBooleanValue.builder().value(true).build();
    }

    private Instance launch(Consumer<RunInstancesRequest.Builder> more) {
        return fixture.ask(c -> c.runInstances(request(more))).instances().getFirst();
    }

    private RunInstancesRequest request(Consumer<RunInstancesRequest.Builder> more) {
        RunInstancesRequest.Builder builder = RunInstancesRequest.builder()
                .imageId(image)
                .subnetId(subnet)
                .minCount(1)
                .maxCount(1);
        more.accept(builder);
        return builder.build();
    }

    private Instance describe(String id) {
        return fixture.ask(c -> c.describeInstances(r -> r.instanceIds(id)))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private static List<Object> names(Instance instance) {
        var names = instance.privateDnsNameOptions();
        return List.of(
                names.hostnameTypeAsString(),
                names.enableResourceNameDnsARecord(),
                names.enableResourceNameDnsAAAARecord());
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }
}
