package dev.postern.services.ec2.instances;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.InstanceId;
import dev.postern.services.ec2.Ec2Fixture;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

class LaunchRefusalTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/28");
    private final InstanceLifecycle lifecycle =
            new InstanceLifecycle(fixture.cloud, Clock.fixed(fixture.now, ZoneOffset.UTC));

    @Test
    void doesNotRepeatALaunchWhoseInstancesAreGone() {
        String id = run(r -> r.subnetId(subnet).clientToken("once"));
        fixture.ask(c -> c.terminateInstances(r -> r.instanceIds(id)));
        lifecycle.terminated(fixture.scope(), new InstanceId(id));
        assertThat(refusal(r -> r.subnetId(subnet).clientToken("once"))).startsWith("IdempotentInstanceTerminated");
        fixture.pass(InstanceLifecycle.FORGOTTEN, Duration.ofHours(2));
        assertThat(refusal(r -> r.subnetId(subnet).clientToken("once"))).startsWith("IdempotentInstanceTerminated");
    }

    @Test
    void isAnsweredByItsLaunchAsItIsAtThatMoment() {
        var launched = fixture.ask(c -> c.runInstances(request(r -> r.subnetId(subnet))))
                .instances()
                .getFirst();
        assertThat(launched.blockDeviceMappings()).isEmpty();
        assertThat(launched.metadataOptions().stateAsString()).isEqualTo("pending");
        assertThat(launched.networkInterfaces().getFirst().attachment().statusAsString())
                .isEqualTo("attaching");
        assertThat(fixture.ask(Ec2Client::describeInstances)
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst())
                .satisfies(i -> {
                    assertThat(i.hasTags()).isFalse();
                    assertThat(i.blockDeviceMappings()).hasSize(1);
                    assertThat(i.metadataOptions().stateAsString()).isEqualTo("applied");
                    assertThat(i.networkInterfaces().getFirst().attachment().statusAsString())
                            .isEqualTo("attached");
                    assertThat(i.placement().availabilityZoneId()).isEqualTo("use1-az1");
                });
        assertThat(fixture.refusal(c -> c.stopInstances(r -> {})))
                .isEqualTo("InvalidParameterCombination: No instances specified");
    }

    @Test
    void findsTheImageThatAParameterNames() {
        String name = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
        String id = run(r -> r.subnetId(subnet).imageId(name));
        assertThat(fixture.ask(c -> c.describeInstances(r -> r.instanceIds(id)))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .imageId())
                .isEqualTo(BuiltInImage.SHARED.id(Region.US_EAST_1).value());
        assertThat(refusal(r -> r.subnetId(subnet).imageId("resolve:ssm:mine"))).startsWith("InvalidParameterValue");
    }

    @Test
    void keepsToTheLimitsOfItsType() {
        assertThat(refusal(r -> r.networkInterfaces(interfaces(3))))
                .isEqualTo("AttachmentLimitExceeded: Interface count 3 exceeds the limit for t3.micro");
        assertThat(refusal(r -> r.networkInterfaces(interfaces(1).getFirst().toBuilder()
                        .secondaryPrivateIpAddressCount(2)
                        .build())))
                .startsWith("InvalidInterface.IpAddressLimitExceeded");
        assertThat(refusal(r -> r.networkInterfaces(interfaces(1).getFirst().toBuilder()
                        .secondaryPrivateIpAddressCount(Integer.MAX_VALUE)
                        .build())))
                .startsWith("InvalidInterface.IpAddressLimitExceeded");
    }

    @Test
    void launchesAsManyAsTheAddressesOfAllInterfacesAllow() {
        assertThat(fixture.ask(c -> c.runInstances(request(r ->
                                r.networkInterfaces(interfaces(2)).minCount(1).maxCount(20))))
                        .instances())
                .hasSize(5);
        assertThat(fixture.ask(Ec2Client::describeSubnets).subnets().getFirst().availableIpAddressCount())
                .isEqualTo(1);
        assertThat(refusal(r -> r.networkInterfaces(interfaces(2)))).startsWith("InsufficientFreeAddressesInSubnet");
    }

    @Test
    void takesTheOptionsThatItsTypeHasAnywayAndNoOthers() {
        run(r -> r.subnetId(subnet)
                .cpuOptions(c -> c.coreCount(1).threadsPerCore(2))
                .creditSpecification(c -> c.cpuCredits("unlimited")));
        assertThat(refusal(
                        r -> r.subnetId(subnet).cpuOptions(c -> c.coreCount(1).threadsPerCore(1))))
                .isEqualTo(
                        "UnsupportedOperation: The parameter CpuOptions is not supported here, but with what t3.micro"
                                + " has: CoreCount 1, ThreadsPerCore 2.");
        assertThat(refusal(r -> r.subnetId(subnet).creditSpecification(c -> c.cpuCredits("standard"))))
                .startsWith("UnsupportedOperation: The parameter CreditSpecification.CpuCredits");
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        assertThat(refusal(r -> r.subnetId(subnet).securityGroups("default")))
                .isEqualTo("InvalidParameterCombination: The parameter groupName cannot be used with the parameter"
                        + " subnet");
        assertThat(refusal(r -> r.subnetId(subnet).ipv6AddressCount(1))).startsWith("InvalidParameterValue");
        assertThat(refusal(r -> r.networkInterfaces(interfaces(1).getFirst().toBuilder()
                        .ipv6PrefixCount(1)
                        .ipv6AddressCount(1)
                        .build())))
                .startsWith("InvalidParameterCombination");
    }

    @Test
    void doesNotTakeAnInterfaceThatIsInUse() {
        run(r -> r.subnetId(subnet));
        String used = fixture.ask(Ec2Client::describeNetworkInterfaces)
                .networkInterfaces()
                .getFirst()
                .networkInterfaceId();
        assertThat(refusal(r -> r.networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                        .deviceIndex(0)
                        .networkInterfaceId(used)
                        .build())))
                .isEqualTo("InvalidNetworkInterface.InUse: Interface: [" + used + "] in use.");
    }

    @Test
    void changesOneAttributeAtATimeAndNoneOfWhatIsTerminated() {
        String id = run(r -> r.subnetId(subnet));
        assertThat(fixture.refusal(c -> c.modifyInstanceAttribute(r -> r.instanceId(id)
                        .disableApiTermination(v -> v.value(true))
                        .sourceDestCheck(v -> v.value(false)))))
                .startsWith("InvalidParameterCombination: Fields for multiple attribute types specified");
        assertThat(fixture.refusal(c -> c.modifyInstanceAttribute(r -> r.instanceId(id))))
                .startsWith("InvalidParameterCombination");
        fixture.ask(c -> c.modifyInstanceAttribute(
                r -> r.instanceId(id).attribute("disableApiTermination").value("false")));
        fixture.ask(c -> c.terminateInstances(r -> r.instanceIds(id)));
        lifecycle.terminated(fixture.scope(), new InstanceId(id));
        assertThat(fixture.refusal(
                        c -> c.modifyInstanceAttribute(r -> r.instanceId(id).sourceDestCheck(v -> v.value(false)))))
                .startsWith("IncorrectInstanceState");
    }

    @Test
    void hasARootVolumeOfTheTypeAskedForAndRefusesWhatItCannotHave() {
        run(r -> r.subnetId(subnet)
                .blockDeviceMappings(root(e -> e.volumeType("gp2").volumeSize(50))));
        assertThat(fixture.ask(Ec2Client::describeVolumes).volumes().getFirst()).satisfies(v -> {
            assertThat(v.volumeTypeAsString()).isEqualTo("gp2");
            assertThat(v.iops()).isEqualTo(150);
            assertThat(v.throughput()).isNull();
        });
        run(r -> r.subnetId(subnet)
                .blockDeviceMappings(
                        root(e -> e.volumeType("gp3").iops(3000).throughput(125).encrypted(false))));
        assertThat(fixture.ask(c -> c.describeVolumes(r -> r.filters(filter("volume-type", "gp3"))))
                        .volumes())
                .hasSize(1);
        assertThat(rootRefusal(e -> e.encrypted(true))).startsWith("UnsupportedOperation");
        assertThat(rootRefusal(e -> e.deleteOnTermination(false))).startsWith("UnsupportedOperation");
        assertThat(rootRefusal(e -> e.iops(9000))).startsWith("UnsupportedOperation");
        assertThat(rootRefusal(e -> e.volumeType("st1"))).startsWith("BootForVolumeTypeUnsupported");
        assertThat(rootRefusal(e -> e.volumeType("gp9"))).startsWith("InvalidParameterValue");
    }

    private String rootRefusal(Consumer<EbsBlockDevice.Builder> ebs) {
        return refusal(r -> r.subnetId(subnet).blockDeviceMappings(root(ebs)));
    }

    private static BlockDeviceMapping root(Consumer<EbsBlockDevice.Builder> ebs) {
        return BlockDeviceMapping.builder().deviceName("/dev/xvda").ebs(ebs).build();
    }

    @Test
    void changesToNoTypeThatIsUnknownOrTooSmall() {
        String id = run(r -> r.instanceType("m5.large").networkInterfaces(interfaces(3)));
        lifecycle.started(fixture.scope(), new InstanceId(id));
        fixture.ask(c -> c.stopInstances(r -> r.instanceIds(id)));
        lifecycle.stopped(fixture.scope(), new InstanceId(id));
        assertThat(typeRefusal(id, "z9.huge"))
                .isEqualTo("InvalidInstanceAttributeValue: Invalid value 'z9.huge' for" + " InstanceType.");
        assertThat(typeRefusal(id, "t3.micro"))
                .isEqualTo("AttachmentLimitExceeded: Interface count 3 exceeds the limit for t3.micro");
        fixture.ask(c -> c.modifyInstanceAttribute(r -> r.instanceId(id).instanceType(v -> v.value("t3.medium"))));
    }

    private String typeRefusal(String id, String type) {
        return fixture.refusal(
                c -> c.modifyInstanceAttribute(r -> r.instanceId(id).instanceType(v -> v.value(type))));
    }

    @Test
    void protectsAllThatSharesAZoneWithAProtectedInstance() {
        String other = fixture.ask(c -> c.createSubnet(
                        r -> r.vpcId(vpc).cidrBlock("10.0.2.0/28").availabilityZone("us-east-1b")))
                .subnet()
                .subnetId();
        String kept = run(r -> r.subnetId(subnet).disableApiTermination(true));
        String beside = run(r -> r.subnetId(subnet));
        String elsewhere = run(r -> r.subnetId(other));
        assertThatThrownBy(() -> fixture.ask(c -> c.terminateInstances(r -> r.instanceIds(kept, beside, elsewhere))))
                .hasMessageContaining(kept);
        assertThat(inState("pending")).containsExactlyInAnyOrder(kept, beside);
        assertThat(inState("shutting-down")).containsExactly(elsewhere);
        fixture.ask(c -> c.modifyInstanceAttribute(r -> r.instanceId(kept).disableApiTermination(v -> v.value(false))));
        fixture.ask(c -> c.terminateInstances(r -> r.instanceIds(kept, beside, elsewhere)));
    }

    @Test
    void givesNoElasticAddressToWhatIsNotThereYet() {
        fixture.gateway(vpc);
        String id = run(r -> r.networkInterfaces(interfaces(2)));
        String eni = fixture.ask(Ec2Client::describeNetworkInterfaces)
                .networkInterfaces()
                .getFirst()
                .networkInterfaceId();
        String allocation = fixture.ask(c -> c.allocateAddress(r -> {})).allocationId();
        assertThat(fixture.refusal(
                        c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(eni))))
                .startsWith("IncorrectInstanceState");
        lifecycle.started(fixture.scope(), new InstanceId(id));
        assertThat(fixture.refusal(
                        c -> c.associateAddress(r -> r.allocationId(allocation).instanceId(id))))
                .startsWith("InvalidInstanceID: There are multiple interfaces");
        assertThat(fixture.refusal(c -> c.associateAddress(
                        r -> r.allocationId(allocation).instanceId(id).networkInterfaceId(eni))))
                .startsWith("InvalidParameterCombination");
        fixture.ask(c -> c.associateAddress(r -> r.allocationId(allocation).networkInterfaceId(eni)));
    }

    private List<String> inState(String state) {
        return fixture
                .ask(c -> c.describeInstances(r -> r.filters(filter("instance-state-name", state))))
                .reservations()
                .stream()
                .flatMap(r -> r.instances().stream())
                .map(software.amazon.awssdk.services.ec2.model.Instance::instanceId)
                .toList();
    }

    private List<InstanceNetworkInterfaceSpecification> interfaces(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> InstanceNetworkInterfaceSpecification.builder()
                        .deviceIndex(i)
                        .subnetId(subnet)
                        .build())
                .toList();
    }

    private static RunInstancesRequest request(Consumer<RunInstancesRequest.Builder> more) {
        RunInstancesRequest.Builder request = RunInstancesRequest.builder()
                .imageId(BuiltInImage.SHARED.id(Region.US_EAST_1).value())
                .instanceType("t3.micro")
                .minCount(1)
                .maxCount(1);
        more.accept(request);
        return request.build();
    }

    private String run(Consumer<RunInstancesRequest.Builder> more) {
        return fixture.ask(c -> c.runInstances(request(more)))
                .instances()
                .getFirst()
                .instanceId();
    }

    private String refusal(Consumer<RunInstancesRequest.Builder> more) {
        return fixture.refusal(c -> c.runInstances(request(more)));
    }
}
