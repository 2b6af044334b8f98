package dev.postern.services.authorization;

import static dev.postern.services.authorization.Ec2World.MINE;
import static dev.postern.services.authorization.Ec2World.red;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.Ec2Kind;
import dev.postern.model.request.Caller;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.services.authorization.Ec2Rails.Rail;
import dev.postern.wire.protocol.OperationTable;
import dev.postern.wire.protocol.ServiceModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointServiceConfigurationRequest;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Each condition key that AWS publishes for EC2, in the policies by which people keep others from things. */
final class Ec2GuardRailsTest {
    /** The keys of what is not here, and why. */
    private static final Map<String, String> LEFT = Map.of(
            "ec2:authorizedservice", "nobody gives permissions on interfaces",
            "ec2:authorizeduser", "nobody gives permissions on interfaces",
            "ec2:permission", "nobody gives permissions on interfaces",
            "ec2:ipamprefixlistresolvertargetid", "IPAM fills no prefix list",
            "ec2:managedresourceoperator", "no service operates what others have",
            "ec2:parentvolume", "there are no snapshots",
            "ec2:placementgroup", "there are none",
            "ec2:productcode", "no image has one");

    private final TestAccount account = new TestAccount();
    private final Ec2World world = new Ec2World(account);
    private final Ec2Rails rails = new Ec2Rails(world);
    private final Caller alice = account.user("alice");
    private final List<Decision> decisions = new ArrayList<>();
    private final Authorizer authorizer = new Authorizer(decisions::add);

    @AfterEach
    void close() {
        account.close();
    }

    @TestFactory
    Stream<DynamicTest> eachKeyDecides() {
        return rails.all()
                .map(rail -> DynamicTest.dynamicTest(
                        rail.action() + " " + rail.type() + " " + rail.key() + " " + rail.value(),
                        () -> decides(rail)));
    }

    private void decides(Rail rail) {
        String deny = "{'Effect':'Allow','Action':'*','Resource':'*'},{'Sid':'Guard','Effect':'Deny','Action':'ec2:"
                + rail.action() + "','Resource':'" + rail.resources() + "',";
        assertThat(outcome(rail, deny + rail.condition(true) + "}"))
                .startsWith("UnauthorizedOperation: You are not authorized to perform this operation. User: ")
                .contains(" is not authorized to perform: ec2:" + rail.action())
                .endsWith(" with an explicit deny in an identity-based policy");
        assertThat(decisions.getLast().explanation()).anyMatch(line -> line.contains(" statement 2 (Guard)"));
        assertThat(outcome(rail, deny + rail.condition(false) + "}")).isEqualTo("none");
        String allow = "{'Effect':'Allow','Action':'*','NotResource':'" + rail.resources() + "'},"
                + "{'Effect':'Allow','NotAction':'ec2:" + rail.action() + "','Resource':'*'},"
                + "{'Effect':'Allow','Action':'ec2:" + rail.action() + "','Resource':'*',";
        assertThat(outcome(rail, allow + rail.condition(true) + "}")).isEqualTo("none");
        assertThat(outcome(rail, allow + rail.condition(false) + "}")).startsWith("UnauthorizedOperation");
    }

    /** EC2's own permissions are not enough to lead to another Region; the Regions can be chosen by the permission that is. */
    @Test
    void acrossRegionsAnotherPermissionIsNeeded() {
        String ec2 = "{'Effect':'Allow','Action':'ec2:*','Resource':'*'}";
        String across = ec2 + ",{'Effect':'Allow','Action':'vpce:AllowMultiRegion','Resource':'*','Condition':"
                + "{'ForAllValues:StringEquals':{'%s':['us-east-1','eu-west-1']}}}";
        Rail endpoint = new Rail(
                CreateVpcEndpointRequest.builder()
                        .vpcId(world.vpc)
                        .serviceName("com.amazonaws.eu-west-1.s3")
                        .serviceRegion("eu-west-1")
                        .build(),
                "vpc-endpoint",
                "ec2:VpceServiceRegion",
                "eu-west-1");
        assertThat(outcome(endpoint, ec2))
                .startsWith("UnauthorizedOperation")
                .contains("vpce:AllowMultiRegion on resource: arn:aws:ec2:us-east-1:");
        assertThat(outcome(endpoint, across.formatted("ec2:VpceServiceRegion"))).isEqualTo("none");
        for (String region : List.of("eu-west-1", "ap-south-1")) {
            Rail service = new Rail(
                    CreateVpcEndpointServiceConfigurationRequest.builder()
                            .supportedRegions(region)
                            .build(),
                    "vpc-endpoint-service",
                    "ec2:VpceSupportedRegion",
                    region);
            assertThat(outcome(service, ec2)).contains("vpce:AllowMultiRegion");
            assertThat(outcome(service, across.formatted("ec2:VpceSupportedRegion")))
                    .startsWith(region.equals("eu-west-1") ? "none" : "UnauthorizedOperation");
        }
    }

    /** What alice is told who has these statements. */
    private String outcome(Rail rail, String statements) {
        account.asRoot(() -> account.iam()
                .putUserPolicy(r -> r.userName("alice")
                        .policyName("rail")
                        .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":["
                                + statements.replace("\\'", "\\\"").replace('\'', '"') + "]}")));
        return account.errorAs(alice, () -> {
            authorizer.authorizeOperation(
                    account.cloud().snapshot(),
                    account.context(alice),
                    new Ec2Permissions(),
                    Rail.operation(rail.request()),
                    rail.request());
            return true;
        });
    }

    /** Whatever AWS publishes for the actions that are served, and the types that are here, decides above, or there is a reason. */
    @Test
    void noPublishedKeyIsForgotten() {
        Set<String> types = new HashSet<>(Set.of("security-group-rule"));
        Ec2Kind.ALL.forEach(kind -> types.add(kind.type()));
        Set<String> published = new TreeSet<>();
        for (String name : OperationTable.of(Ec2Client.class, world.ec2(), ServiceModel.load("ec2"))
                .names()) {
            Action action = Ec2Facts.EC2.action(name);
            published.addAll(action.keys().own());
            types.forEach(type ->
                    action.on(type).ifPresent(on -> published.addAll(on.keys().own())));
        }
        Set<String> tried = new TreeSet<>(LEFT.keySet());
        rails.all()
                .map(rail -> rail.key().toLowerCase(Locale.ROOT))
                .map(key -> key.substring(0, key.indexOf('/') + 1) + (key.indexOf('/') < 0 ? key : ""))
                .forEach(tried::add);
        assertThat(published).isSubsetOf(tried);
        assertThat(published).containsAll(LEFT.keySet());
    }

    /** A launch that says nothing of them has no such keys, as the metadata service and the subnet decide later. */
    @Test
    void whatALaunchDoesNotSayOfMetadataAndPublicAddressesIsNotThere() {
        String unless = "{'Effect':'Allow','Action':'*','Resource':'*'},{'Effect':'Deny','Action':'ec2:RunInstances',"
                + "'Resource':'*','Condition':{'Null':{'KEY':'false'}}}";
        Rail bare = Ec2Rails.launch(r -> {}, "instance", "", "");
        for (String key : List.of("ec2:MetadataHttpTokens", "ec2:AssociatePublicIpAddress", "ec2:LaunchTemplate")) {
            assertThat(outcome(bare, unless.replace("KEY", key))).as(key).isEqualTo("none");
        }
        assertThat(outcome(bare, unless.replace("KEY", "ec2:Subnet"))).startsWith("Unauthorized");
    }

    /** Of several volumes and interfaces, each is judged by what is said of it. */
    @Test
    void eachOfWhatALaunchMakesIsJudged() {
        String small = "{'Effect':'Allow','Action':'*','Resource':'*'},{'Effect':'Deny','Action':'ec2:RunInstances',"
                + "'Resource':'*','Condition':{'NumericGreaterThan':{'ec2:VolumeSize':'100'}}}";
        Rail two = Ec2Rails.launch(
                r -> r.blockDeviceMappings(mapping("/dev/xvda", 20), mapping("/dev/sdf", 200)), "volume", "", "");
        assertThat(outcome(two, small)).startsWith("Unauthorized");
        String closed = "{'Effect':'Allow','Action':'*','Resource':'*'},{'Effect':'Deny','Action':'ec2:RunInstances',"
                + "'Resource':'*','Condition':{'StringEquals':{'ec2:Subnet':'" + MINE + "subnet/"
                + world.defaultSubnet + "'}}}";
        Rail cards = Ec2Rails.launch(
                r -> r.networkInterfaces(
                        card(0, e -> e.networkInterfaceId(world.eni)), card(1, e -> e.subnetId(world.defaultSubnet))),
                "network-interface",
                "",
                "");
        assertThat(outcome(cards, closed)).startsWith("Unauthorized");
    }

    /** What names the root device and says nothing of it leaves it as it is; and who tags, is asked for that. */
    @Test
    void nothingThatALaunchMakesGoesUnjudged() {
        BlockDeviceMapping root =
                BlockDeviceMapping.builder().deviceName("/dev/xvda").build();
        assertThat(needed(r -> r.blockDeviceMappings(root))).contains("ec2:RunInstances " + MINE + "volume/*");
        assertThat(needed(r -> r.networkInterfaces(card(0, e -> e.networkInterfaceId(world.eni)))
                        .tagSpecifications(red(ResourceType.NETWORK_INTERFACE))))
                .contains("ec2:CreateTags " + MINE + "network-interface/*")
                .doesNotContain("ec2:RunInstances " + MINE + "network-interface/*");
    }

    private List<String> needed(Consumer<RunInstancesRequest.Builder> more) {
        return new Ec2Permissions()
                        .needed(
                                account.cloud().snapshot(),
                                account.context(alice),
                                "RunInstances",
                                RunInstancesRequest.builder()
                                        .applyMutation(more)
                                        .build())
                        .stream()
                        .map(check -> check.action() + " " + check.resource())
                        .toList();
    }

    private static BlockDeviceMapping mapping(String device, int sizeGib) {
        return BlockDeviceMapping.builder()
                .deviceName(device)
                .ebs(e -> e.volumeSize(sizeGib))
                .build();
    }

    private static InstanceNetworkInterfaceSpecification card(
            int index, Consumer<InstanceNetworkInterfaceSpecification.Builder> more) {
        return InstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(index)
                .applyMutation(more)
                .build();
    }
}
