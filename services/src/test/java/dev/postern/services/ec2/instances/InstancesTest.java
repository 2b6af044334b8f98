package dev.postern.services.ec2.instances;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.BuiltInImage;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Tag;

class InstancesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");
    private final String image = BuiltInImage.SHARED.id(Region.US_EAST_1).value();
    private final InstanceLifecycle lifecycle =
            new InstanceLifecycle(fixture.cloud, Clock.fixed(fixture.now, ZoneOffset.UTC));

    @Test
    void isPendingThenRunningInItsSubnet() {
        String id = run(r -> {});
        assertThat(describe(id)).satisfies(i -> {
            assertThat(i.state().nameAsString()).isEqualTo("pending");
            assertThat(i.stateReason().code()).isEqualTo("pending");
            assertThat(i.subnetId()).isEqualTo(subnet);
            assertThat(i.privateIpAddress()).startsWith("10.0.1.");
            assertThat(i.privateDnsName())
                    .isEqualTo("ip-" + i.privateIpAddress().replace('.', '-') + ".ec2.internal");
            assertThat(i.publicIpAddress()).isNull();
            assertThat(i.securityGroups())
                    .singleElement()
                    .satisfies(g -> assertThat(g.groupName()).isEqualTo("default"));
            assertThat(i.blockDeviceMappings()).hasSize(1);
            assertThat(i.instanceTypeAsString()).isEqualTo("t3.micro");
        });
        started(id);
        assertThat(describe(id).state().nameAsString()).isEqualTo("running");
        assertThat(fixture.ask(c -> c.describeInstanceStatus(r -> r.instanceIds(id)))
                        .instanceStatuses()
                        .getFirst()
                        .instanceStatus()
                        .statusAsString())
                .isEqualTo("ok");
        assertThat(fixture.ask(Ec2Client::describeSubnets).subnets().getFirst().availableIpAddressCount())
                .isEqualTo(250);
    }

    @Test
    void aRouteToItIsActiveWhileItHasANetwork() {
        String id = run(r -> {});
        String table = fixture.routeTable(vpc);
        fixture.ask(c -> c.createRoute(r ->
                r.routeTableId(table).destinationCidrBlock("203.0.113.0/24").instanceId(id)));
        assertThat(routeState(table)).isEqualTo("active");
        started(id);
        assertThat(routeState(table)).isEqualTo("active");
        fixture.ask(c -> c.stopInstances(r -> r.instanceIds(id)));
        assertThat(routeState(table)).isEqualTo("active");
        lifecycle.stopped(fixture.scope(), new InstanceId(id));
        assertThat(routeState(table)).isEqualTo("blackhole");
    }

    private String routeState(String table) {
        return fixture.ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                .routeTables()
                .getFirst()
                .routes()
                .getLast()
                .stateAsString();
    }

    @Test
    void isInitializingUntilTheMachineHasLookedAtIt() {
        String id = run(r -> {});
        started(id);
        fixture.initializing.add(new InstanceId(id));

        InstanceStatus status = fixture.ask(c -> c.describeInstanceStatus(r -> r.instanceIds(id)))
                .instanceStatuses()
                .getFirst();

        assertThat(status.instanceStatus().statusAsString()).isEqualTo("initializing");
        assertThat(status.systemStatus().details().getFirst().statusAsString()).isEqualTo("initializing");
        assertThat(fixture.ask(c -> c.describeInstanceStatus(r -> r.filters(filter("instance-status.status", "ok"))))
                        .instanceStatuses())
                .isEmpty();
    }

    @Test
    void losesItsPublicAddressWhenItStopsAndGetsAnotherOne() {
        fixture.ask(c -> c.modifySubnetAttribute(r -> r.subnetId(subnet).mapPublicIpOnLaunch(v -> v.value(true))));
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true))));
        String gateway = fixture.gateway(vpc);
        String id = run(r -> {});
        started(id);
        String first = describe(id).publicIpAddress();
        assertThat(first).startsWith("198.19.");
        assertThat(describe(id).publicDnsName())
                .isEqualTo("ec2-" + first.replace('.', '-') + ".compute-1.amazonaws.com");
        assertThat(fixture.refusal(c -> c.detachInternetGateway(
                        r -> r.internetGatewayId(gateway).vpcId(vpc))))
                .startsWith("DependencyViolation: Network " + vpc + " has some mapped public address(es)");

        assertThat(fixture.ask(c -> c.stopInstances(r -> r.instanceIds(id)))
                        .stoppingInstances()
                        .getFirst())
                .satisfies(s -> {
                    assertThat(s.previousState().nameAsString()).isEqualTo("running");
                    assertThat(s.currentState().nameAsString()).isEqualTo("stopping");
                });
        assertThat(fixture.refusal(c -> c.startInstances(r -> r.instanceIds(id))))
                .startsWith("IncorrectInstanceState");
        lifecycle.stopped(fixture.scope(), new InstanceId(id));
        assertThat(describe(id)).satisfies(i -> {
            assertThat(i.state().nameAsString()).isEqualTo("stopped");
            assertThat(i.publicIpAddress()).isNull();
            assertThat(i.stateTransitionReason()).isEqualTo("User initiated (2025-11-22 10:00:00 GMT)");
        });
        fixture.ask(c -> c.startInstances(r -> r.instanceIds(id)));
        assertThat(describe(id).publicIpAddress()).startsWith("198.19.").isNotEqualTo(first);
    }

    @Test
    void leavesNothingButItsRecordWhenTerminated() {
        String id = run(r -> {});
        started(id);
        fixture.ask(c -> c.terminateInstances(r -> r.instanceIds(id)));
        assertThat(fixture.refusal(c -> c.deleteSubnet(r -> r.subnetId(subnet))))
                .startsWith("DependencyViolation");
        lifecycle.stopped(fixture.scope(), new InstanceId(id));
        assertThat(describe(id)).satisfies(i -> {
            assertThat(i.state().nameAsString()).isEqualTo("terminated");
            assertThat(i.networkInterfaces()).isEmpty();
            assertThat(i.stateReason().code()).isEqualTo("Client.UserInitiatedShutdown");
        });
        assertThat(fixture.ask(Ec2Client::describeNetworkInterfaces).networkInterfaces())
                .isEmpty();
        assertThat(fixture.ask(Ec2Client::describeVolumes).volumes()).isEmpty();
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        assertThat(describe(id).placement().availabilityZone()).isEqualTo("us-east-1a");

        fixture.pass(InstanceLifecycle.FORGOTTEN, Duration.ofMinutes(59));
        assertThat(describe(id).instanceId()).isEqualTo(id);
        fixture.pass(InstanceLifecycle.FORGOTTEN, Duration.ofMinutes(60));
        assertThat(fixture.refusal(c -> c.describeInstances(r -> r.instanceIds(id))))
                .isEqualTo("InvalidInstanceID.NotFound: The instance ID '" + id + "' does not exist");
    }

    @Test
    void isProtectedFromTerminationOnRequest() {
        String id = run(r -> r.disableApiTermination(true));
        assertThat(fixture.refusal(c -> c.terminateInstances(r -> r.instanceIds(id))))
                .startsWith("OperationNotPermitted: The instance '" + id + "' may not be terminated.");
        fixture.ask(c -> c.modifyInstanceAttribute(r -> r.instanceId(id).disableApiTermination(v -> v.value(false))));
        fixture.ask(c -> c.terminateInstances(r -> r.instanceIds(id)));
    }

    @Test
    void launchesSeveralAndOnlyOncePerClientToken() {
        RunInstancesRequest request = request(r -> r.minCount(2).maxCount(3).clientToken("once"));
        RunInstancesResponse first = fixture.ask(c -> c.runInstances(request));
        assertThat(first.instances())
                .hasSize(3)
                .extracting(software.amazon.awssdk.services.ec2.model.Instance::amiLaunchIndex)
                .containsExactly(0, 1, 2);
        assertThat(first.instances())
                .extracting(software.amazon.awssdk.services.ec2.model.Instance::privateIpAddress)
                .doesNotHaveDuplicates();
        RunInstancesResponse again = fixture.ask(c -> c.runInstances(request));
        assertThat(again.reservationId()).isEqualTo(first.reservationId());
        assertThat(fixture.ask(Ec2Client::describeInstances).reservations())
                .singleElement()
                .satisfies(r -> assertThat(r.instances()).hasSize(3));
        assertThat(fixture.refusal(c -> c.runInstances(
                        request.toBuilder().instanceType("t3.small").build())))
                .startsWith("IdempotentParameterMismatch");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThat(refusal(r -> r.imageId("ami-0123456789abcdef0")))
                .isEqualTo("InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");
        assertThat(refusal(r -> r.imageId("image"))).startsWith("InvalidAMIID.Malformed");
        assertThat(refusal(r -> r.instanceType("z9.huge"))).startsWith("InvalidParameterValue");
        assertThat(refusal(r -> r.instanceType("t4g.micro"))).startsWith("InvalidParameterValue: The architecture");
        assertThat(refusal(r -> r.keyName("nobody")))
                .isEqualTo("InvalidKeyPair.NotFound: The key pair 'nobody' does not exist");
        assertThat(refusal(r -> r.iamInstanceProfile(p -> p.name("nobody"))))
                .startsWith("InvalidParameterValue: Value (nobody) for parameter iamInstanceProfile.name is invalid.");
        assertThat(refusal(r -> r.subnetId(null))).startsWith("VPCIdNotSpecified");
        assertThat(refusal(r -> r.userData("%%%"))).startsWith("InvalidUserData.Malformed");
        assertThat(refusal(r -> r.userData(Base64.getEncoder().encodeToString(new byte[16_385]))))
                .isEqualTo("InvalidParameterValue: User data is limited to 16384 bytes");
        assertThat(refusal(r -> r.privateIpAddress("10.0.1.3"))).startsWith("InvalidParameterValue: Address 10.0.1.3");
        assertThat(refusal(r -> r.privateIpAddress("10.0.2.9"))).startsWith("InvalidParameterValue: Address 10.0.2.9");
        assertThat(refusal(r -> r.minCount(300).maxCount(300))).startsWith("InsufficientFreeAddressesInSubnet");
        assertThat(refusal(r -> r.minCount(3).maxCount(2))).startsWith("InvalidParameterValue");
    }

    @Test
    void takesTheProfilesRoleByNameAndChangesIt() {
        profile("web", Optional.of("web-role"));
        profile("empty", Optional.empty());
        assertThat(refusal(r -> r.iamInstanceProfile(p -> p.name("empty")))).contains("has no associated IAM Roles");
        String id = run(r -> r.iamInstanceProfile(p -> p.name("web")));
        assertThat(describe(id).iamInstanceProfile().arn()).isEqualTo("arn:aws:iam::111122223333:instance-profile/web");
        assertThat(fixture.refusal(c ->
                        c.associateIamInstanceProfile(r -> r.instanceId(id).iamInstanceProfile(p -> p.name("web")))))
                .isEqualTo("IncorrectState: There is an existing association for instance " + id);
        String association = fixture.ask(
                        c -> c.describeIamInstanceProfileAssociations(r -> r.filters(filter("instance-id", id))))
                .iamInstanceProfileAssociations()
                .getFirst()
                .associationId();
        fixture.ask(c -> c.disassociateIamInstanceProfile(r -> r.associationId(association)));
        assertThat(describe(id).iamInstanceProfile()).isNull();
    }

    @Test
    void takesAnEmptySubnetForTheDefaultOne() {
        assertThat(refusal(r -> r.subnetId(""))).startsWith("VPCIdNotSpecified");
        assertThat(refusal(r -> r.subnetId(null)
                        .networkInterfaces(InstanceNetworkInterfaceSpecification.builder()
                                .deviceIndex(0)
                                .subnetId("")
                                .privateIpAddress("")
                                .build())))
                .startsWith("VPCIdNotSpecified");
    }

    @Test
    void takesAnEmptyProfileForNone() {
        String id = run(r -> r.iamInstanceProfile(p -> p.name("")));
        assertThat(describe(id).iamInstanceProfile()).isNull();
        assertThat(refusal(r -> r.iamInstanceProfile(p -> p.name("").arn("arn:aws:iam::1:instance-profile/x"))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void takesItsInterfaceFromTheSpecification() {
        InstanceNetworkInterfaceSpecification wanted = InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .subnetId(subnet)
                .associatePublicIpAddress(true)
                .privateIpAddress("10.0.1.10")
                .build();
        String id = fixture.ask(c -> c.runInstances(r -> r.imageId(image)
                        .minCount(1)
                        .maxCount(1)
                        .instanceType("t3.micro")
                        .networkInterfaces(wanted)))
                .instances()
                .getFirst()
                .instanceId();
        assertThat(describe(id)).satisfies(i -> {
            assertThat(i.privateIpAddress()).isEqualTo("10.0.1.10");
            assertThat(i.publicIpAddress()).startsWith("198.19.");
            assertThat(i.networkInterfaces().getFirst().association().ipOwnerId())
                    .isEqualTo("amazon");
        });
        assertThat(refusal(r -> r.networkInterfaces(wanted))).startsWith("InvalidParameterCombination");
        assertThat(refusal(r -> r.privateIpAddress("10.0.1.10")))
                .isEqualTo("InvalidIPAddress.InUse: Address 10.0.1.10 is in use.");
    }

    @Test
    void isFoundByItsFilters() {
        String id = run(r -> r.tagSpecifications(Ec2Fixture.tagged("instance", "Name", "one")));
        run(r -> {});
        assertThat(ids(filter("tag:Name", "one"))).containsExactly(id);
        assertThat(ids(filter("instance-state-name", "pending", "running"))).hasSize(2);
        assertThat(ids(filter("instance-state-name", "stopped"))).isEmpty();
        assertThat(ids(filter("private-ip-address", describe(id).privateIpAddress())))
                .containsExactly(id);
        assertThat(ids(filter("vpc-id", vpc), filter("subnet-id", subnet))).hasSize(2);
        assertThat(ids(filter("availability-zone-id", "use1-az1"))).hasSize(2);
        assertThat(ids(filter("network-interface.attachment.status", "attached")))
                .hasSize(2);
        assertThat(ids(filter("network-interface.addresses.primary", "false"))).isEmpty();
        assertThat(ids(filter("state-reason-message", "pending"))).hasSize(2);
    }

    @Test
    void changesItsTypeOnlyWhileStopped() {
        String id = run(r -> {});
        started(id);
        assertThat(fixture.refusal(
                        c -> c.modifyInstanceAttribute(r -> r.instanceId(id).instanceType(v -> v.value("t3.large")))))
                .isEqualTo("IncorrectInstanceState: The instance '" + id + "' is not in the 'stopped' state.");
        fixture.ask(c -> c.stopInstances(r -> r.instanceIds(id)));
        lifecycle.stopped(fixture.scope(), new InstanceId(id));
        fixture.ask(c -> c.modifyInstanceAttribute(r -> r.instanceId(id).instanceType(v -> v.value("t3.large"))));
        assertThat(describe(id).instanceTypeAsString()).isEqualTo("t3.large");
    }

    @Test
    void showsItsConsoleAndAttributes() {
        String id = run(r -> r.userData("IyEvYmluL3No"));
        assertThat(fixture.ask(c -> c.getConsoleOutput(r -> r.instanceId(id))).output())
                .isEqualTo(Base64.getEncoder().encodeToString(("booted " + id).getBytes(StandardCharsets.UTF_8)));
        assertThat(fixture.ask(c -> c.describeInstanceAttribute(
                                r -> r.instanceId(id).attribute("userData")))
                        .userData()
                        .value())
                .isEqualTo("IyEvYmluL3No");
        assertThat(fixture.ask(c -> c.modifyInstanceMetadataOptions(
                                r -> r.instanceId(id).httpTokens("required").httpPutResponseHopLimit(2)))
                        .instanceMetadataOptions()
                        .httpTokensAsString())
                .isEqualTo("required");
        assertThat(fixture.refusal(c ->
                        c.modifyInstanceMetadataOptions(r -> r.instanceId(id).httpPutResponseHopLimit(65))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void answersMetadataByIpv6WhereItIsAsked() {
        String without = run(r -> {});
        String with = run(r -> r.metadataOptions(o -> o.httpProtocolIpv6("enabled")));
        assertThat(describe(without).metadataOptions().httpProtocolIpv6AsString())
                .isEqualTo("disabled");
        assertThat(describe(with).metadataOptions().httpProtocolIpv6AsString()).isEqualTo("enabled");
        assertThat(ids(Filter.builder()
                        .name("metadata-options.http-protocol-ipv6")
                        .values("enabled")
                        .build()))
                .containsExactly(with);
        fixture.ask(c -> c.modifyInstanceMetadataOptions(r -> r.instanceId(with).httpTokens("required")));
        assertThat(describe(with).metadataOptions().httpProtocolIpv6AsString()).isEqualTo("enabled");
        fixture.ask(c -> c.modifyInstanceMetadataOptions(r -> r.instanceId(with).httpProtocolIpv6("disabled")));
        assertThat(describe(with).metadataOptions().httpProtocolIpv6AsString()).isEqualTo("disabled");
        assertThat(fixture.refusal(c ->
                        c.modifyInstanceMetadataOptions(r -> r.instanceId(with).httpProtocolIpv6("on"))))
                .isEqualTo("InvalidParameterValue: Value (on) for parameter HttpProtocolIpv6 is invalid.");
    }

    @Test
    void showsTagsInTheMetadataOnlyIfTheirKeysFitIntoPaths() {
        String id = run(r -> {});
        fixture.ask(c -> c.createTags(r -> r.resources(id).tags(tag("cost center"))));
        String refusal = "InvalidParameterValue: 'cost center' is not a valid tag key. Tag keys must match pattern"
                + " ([0-9a-zA-Z\\\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index')";
        assertThat(fixture.refusal(c ->
                        c.modifyInstanceMetadataOptions(r -> r.instanceId(id).instanceMetadataTags("enabled"))))
                .isEqualTo(refusal);
        fixture.ask(c -> c.deleteTags(r -> r.resources(id).tags(tag("cost center"))));
        fixture.ask(c -> c.modifyInstanceMetadataOptions(r -> r.instanceId(id).instanceMetadataTags("enabled")));
        assertThat(fixture.refusal(c -> c.createTags(r -> r.resources(id).tags(tag("cost center")))))
                .isEqualTo(refusal);
        assertThat(fixture.refusal(c -> c.createTags(r -> r.resources(id).tags(tag("_index")))))
                .startsWith("InvalidParameterValue: '_index'");
    }

    @Test
    void endsByItselfAsItsShutdownBehaviorSays() {
        String stops = run(r -> {});
        String ends = run(r -> r.instanceInitiatedShutdownBehavior("terminate"));
        started(stops);
        started(ends);
        lifecycle.stopped(fixture.scope(), new InstanceId(stops));
        lifecycle.stopped(fixture.scope(), new InstanceId(ends));
        assertThat(describe(stops).state().nameAsString()).isEqualTo("stopped");
        assertThat(describe(ends).state().nameAsString()).isEqualTo("terminated");
        assertThat(describe(ends).stateReason().code()).isEqualTo("Client.InstanceInitiatedShutdown");
    }

    @Test
    void isTerminatedWhenItsFirstStartFails() {
        String id = run(r -> {});
        lifecycle.failed(fixture.scope(), new InstanceId(id));
        assertThat(describe(id).state().nameAsString()).isEqualTo("terminated");
        assertThat(describe(id).stateReason().code()).isEqualTo("Server.InternalError");
    }

    private RunInstancesRequest request(Consumer<RunInstancesRequest.Builder> more) {
        RunInstancesRequest.Builder request = RunInstancesRequest.builder()
                .imageId(image)
                .instanceType("t3.micro")
                .subnetId(subnet)
                .minCount(1)
                .maxCount(1);
        more.accept(request);
        return request.build();
    }

    private static Tag tag(String key) {
        return Tag.builder().key(key).value("1").build();
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

    private void started(String id) {
        lifecycle.started(fixture.scope(), new InstanceId(id));
    }

    private software.amazon.awssdk.services.ec2.model.Instance describe(String id) {
        return fixture.ask(c -> c.describeInstances(r -> r.instanceIds(id)))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private List<String> ids(Filter... filters) {
        return fixture.ask(c -> c.describeInstances(r -> r.filters(filters))).reservations().stream()
                .flatMap(r -> r.instances().stream())
                .map(software.amazon.awssdk.services.ec2.model.Instance::instanceId)
                .toList();
    }

    private void profile(String name, Optional<String> role) {
        fixture.cloud.commit(s -> new Outcome<>(
                Change.put(new InstanceProfile(
                        Scope.ofAccount(Ec2Fixture.ACCOUNT), name, "/", "AIPA" + name, role, fixture.now, Tags.NONE)),
                true));
    }
}
