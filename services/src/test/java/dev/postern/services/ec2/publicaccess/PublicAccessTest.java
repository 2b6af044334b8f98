package dev.postern.services.ec2.publicaccess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessExclusion;
import software.amazon.awssdk.services.ec2.model.VpcBlockPublicAccessOptions;

/** What an account blocks, what is excluded, and what VPCs and subnets say of it. */
final class PublicAccessTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private String vpc = "";
    private String subnet = "";
    private String other = "";

    @BeforeEach
    void twoSubnets() {
        vpc = fixture.ask(c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16")))
                .vpc()
                .vpcId();
        subnet = makeSubnet("10.0.1.0/24");
        other = makeSubnet("10.0.2.0/24");
    }

    private String makeSubnet(String block) {
        return fixture.ask(c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock(block)))
                .subnet()
                .subnetId();
    }

    private VpcBlockPublicAccessOptions options() {
        return fixture.ask(c -> c.describeVpcBlockPublicAccessOptions(r -> {})).vpcBlockPublicAccessOptions();
    }

    private VpcBlockPublicAccessOptions block(String mode) {
        return fixture.ask(c -> c.modifyVpcBlockPublicAccessOptions(r -> r.internetGatewayBlockMode(mode)))
                .vpcBlockPublicAccessOptions();
    }

    private VpcBlockPublicAccessExclusion excludeSubnet(String mode) {
        return fixture.ask(c -> c.createVpcBlockPublicAccessExclusion(
                        r -> r.subnetId(subnet).internetGatewayExclusionMode(mode)))
                .vpcBlockPublicAccessExclusion();
    }

    private VpcBlockPublicAccessExclusion excludeVpc(String mode) {
        return fixture.ask(c ->
                        c.createVpcBlockPublicAccessExclusion(r -> r.vpcId(vpc).internetGatewayExclusionMode(mode)))
                .vpcBlockPublicAccessExclusion();
    }

    private List<VpcBlockPublicAccessExclusion> described(Filter... filters) {
        return fixture.ask(c -> c.describeVpcBlockPublicAccessExclusions(r -> r.filters(filters)))
                .vpcBlockPublicAccessExclusions();
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private void pass(Duration time) {
        fixture.pass(new PublicAccessLife(), time);
    }

    /** What the VPC, the subnet and the other subnet say. */
    private String states() {
        return fixture.ask(c -> c.describeVpcs(r -> r.vpcIds(vpc)))
                        .vpcs()
                        .getFirst()
                        .blockPublicAccessStates()
                        .internetGatewayBlockModeAsString()
                + " " + state(subnet) + " " + state(other);
    }

    private String state(String of) {
        return fixture.ask(c -> c.describeSubnets(r -> r.subnetIds(of)))
                .subnets()
                .getFirst()
                .blockPublicAccessStates()
                .internetGatewayBlockModeAsString();
    }

    @Test
    void nothingIsBlockedUntilSomebodySaysSo() {
        VpcBlockPublicAccessOptions before = options();
        assertThat(before.stateAsString()).isEqualTo("default-state");
        assertThat(before.internetGatewayBlockModeAsString()).isEqualTo("off");
        assertThat(before.lastUpdateTimestamp()).isNull();
        assertThat(before.awsAccountId()).isEqualTo(Ec2Fixture.ACCOUNT.value());
        assertThat(before.awsRegion()).isEqualTo("us-east-1");
        assertThat(before.managedByAsString()).isEqualTo("account");
        assertThat(before.exclusionsAllowedAsString()).isEqualTo("allowed");
        assertThat(states()).isEqualTo("off off off");

        assertThat(block("block-ingress").stateAsString()).isEqualTo("update-in-progress");
        assertThat(states()).isEqualTo("block-ingress block-ingress block-ingress");
        pass(Duration.ZERO);
        assertThat(options().stateAsString()).isEqualTo("update-complete");
        assertThat(options().internetGatewayBlockModeAsString()).isEqualTo("block-ingress");
        assertThat(options().lastUpdateTimestamp()).isNotNull();
        block("off");
        pass(Duration.ZERO);
        assertThat(states()).isEqualTo("off off off");
    }

    @Test
    void exclusionsTakeBackWhatTheySay() {
        block("block-bidirectional");
        VpcBlockPublicAccessExclusion exclusion = excludeSubnet("allow-egress");
        assertThat(states()).isEqualTo("block-bidirectional block-ingress block-bidirectional");
        block("block-ingress");
        assertThat(states())
                .as("where nothing but that is allowed")
                .isEqualTo("block-ingress block-ingress block-ingress");
        fixture.ask(c -> c.modifyVpcBlockPublicAccessExclusion(
                r -> r.exclusionId(exclusion.exclusionId()).internetGatewayExclusionMode("allow-bidirectional")));
        assertThat(states()).isEqualTo("block-ingress off block-ingress");
        excludeVpc("allow-bidirectional");
        assertThat(states()).isEqualTo("off off off");
        block("block-bidirectional");
        fixture.ask(c -> c.modifyVpcBlockPublicAccessExclusion(
                r -> r.exclusionId(exclusion.exclusionId()).internetGatewayExclusionMode("allow-egress")));
        assertThat(states()).as("its own counts before its VPC's").isEqualTo("off block-ingress off");
    }

    @Test
    void anExclusionIsMadeShownChangedAndDeleted() {
        VpcBlockPublicAccessExclusion made = fixture.ask(c ->
                        c.createVpcBlockPublicAccessExclusion(r -> r.subnetId(subnet)
                                .internetGatewayExclusionMode("allow-bidirectional")
                                .tagSpecifications(TagSpecification.builder()
                                        .resourceType("vpc-block-public-access-exclusion")
                                        .tags(Tag.builder().key("a").value("b").build())
                                        .build())))
                .vpcBlockPublicAccessExclusion();
        assertThat(made.exclusionId()).matches("vpcbpa-exclude-[0-9a-f]{17}");
        assertThat(made.resourceArn()).isEqualTo("arn:aws:ec2:us-east-1:" + Ec2Fixture.ACCOUNT + ":subnet/" + subnet);
        assertThat(made.stateAsString()).isEqualTo("create-in-progress");
        assertThat(made.creationTimestamp()).isEqualTo(made.lastUpdateTimestamp());
        assertThat(made.deletionTimestamp()).isNull();
        pass(Duration.ofMinutes(1));
        assertThat(described()).singleElement().satisfies(one -> {
            assertThat(one.stateAsString()).isEqualTo("create-complete");
            assertThat(one.tags())
                    .containsExactly(Tag.builder().key("a").value("b").build());
        });
        VpcBlockPublicAccessExclusion whole = excludeVpc("allow-egress");
        assertThat(whole.resourceArn()).endsWith(":vpc/" + vpc);
        assertThat(described(filter("internet-gateway-exclusion-mode", "allow-egress"), filter("tag-key", "b")))
                .isEmpty();
        assertThat(described(filter("resource-arn", whole.resourceArn()), filter("state", "create-in-progress")))
                .containsExactly(whole);

        assertThat(fixture.ask(c -> c.modifyVpcBlockPublicAccessExclusion(
                                r -> r.exclusionId(made.exclusionId()).internetGatewayExclusionMode("allow-egress")))
                        .vpcBlockPublicAccessExclusion()
                        .stateAsString())
                .isEqualTo("update-in-progress");
        pass(Duration.ofMinutes(1));
        assertThat(described(filter("state", "update-complete")))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.exclusionId()).isEqualTo(made.exclusionId());
                    assertThat(one.lastUpdateTimestamp()).isNotNull();
                });

        assertThat(fixture.ask(c -> c.deleteVpcBlockPublicAccessExclusion(r -> r.exclusionId(made.exclusionId())))
                        .vpcBlockPublicAccessExclusion()
                        .stateAsString())
                .isEqualTo("delete-in-progress");
        pass(Duration.ofMinutes(1));
        assertThat(described(filter("state", "delete-complete")))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.exclusionId()).isEqualTo(made.exclusionId());
                    assertThat(one.deletionTimestamp()).isNotNull();
                });
        assertThat(fixture.refusal(c -> c.deleteVpcBlockPublicAccessExclusion(r -> r.exclusionId(made.exclusionId()))))
                .startsWith("InvalidVpcBlockPublicAccessExclusionId.NotFound");
        excludeSubnet("allow-egress"); // another one may take its place
        fixture.pass(PublicAccessLife.FORGOTTEN, Duration.ofHours(2));
        assertThat(described()).hasSize(2).noneMatch(one -> one.exclusionId().equals(made.exclusionId()));
    }

    @Test
    void badInputIsRefused() {
        assertThat(fixture.refusal(c -> c.modifyVpcBlockPublicAccessOptions(r -> {})))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.modifyVpcBlockPublicAccessOptions(r -> r.internetGatewayBlockMode("on"))))
                .isEqualTo("InvalidParameterValue: Value (on) for parameter InternetGatewayBlockMode is invalid.");
        assertThat(fixture.refusal(c ->
                        c.createVpcBlockPublicAccessExclusion(r -> r.internetGatewayExclusionMode("allow-egress"))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.createVpcBlockPublicAccessExclusion(r -> r.vpcId(vpc))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.createVpcBlockPublicAccessExclusion(
                        r -> r.vpcId(vpc).subnetId(subnet).internetGatewayExclusionMode("allow-egress"))))
                .startsWith("InvalidParameterCombination");
        assertThat(fixture.refusal(c -> c.createVpcBlockPublicAccessExclusion(
                        r -> r.vpcId(vpc).internetGatewayExclusionMode("allow-all"))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.createVpcBlockPublicAccessExclusion(
                        r -> r.vpcId("vpc-00000000000000000").internetGatewayExclusionMode("allow-egress"))))
                .startsWith("InvalidVpcID.NotFound");
        excludeVpc("allow-egress");
        assertThat(fixture.refusal(c -> c.createVpcBlockPublicAccessExclusion(
                        r -> r.vpcId(vpc).internetGatewayExclusionMode("allow-bidirectional"))))
                .startsWith("InvalidParameterValue: A VPC block public access exclusion already exists for " + vpc);
        for (String id : List.of("vpcbpa-exclude-1", "vpc-00000000000000000", "")) {
            assertThat(fixture.refusal(c -> c.deleteVpcBlockPublicAccessExclusion(r -> r.exclusionId(id))))
                    .as(id)
                    .startsWith(id.isEmpty() ? "MissingParameter" : "InvalidVpcBlockPublicAccessExclusionId.Malformed");
        }
        assertThat(fixture.refusal(c ->
                        c.modifyVpcBlockPublicAccessExclusion(r -> r.exclusionId("vpcbpa-exclude-00000000000000000")
                                .internetGatewayExclusionMode("allow-egress"))))
                .startsWith("InvalidVpcBlockPublicAccessExclusionId.NotFound");
    }

    @Test
    void fiftyAreEnough() {
        for (int i = 0; i < 50; i++) {
            String one = makeSubnet("10.0." + (10 + i) + ".0/24");
            fixture.ask(c -> c.createVpcBlockPublicAccessExclusion(
                    r -> r.subnetId(one).internetGatewayExclusionMode("allow-egress")));
        }
        assertThat(fixture.refusal(c -> c.createVpcBlockPublicAccessExclusion(
                        r -> r.vpcId(vpc).internetGatewayExclusionMode("allow-egress"))))
                .startsWith("VpcBlockPublicAccessExclusionLimitExceeded");
    }

    @Test
    void whatIsExcludedTakesItsExclusionAlong() {
        excludeSubnet("allow-egress");
        excludeVpc("allow-egress");
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        assertThat(described()).hasSize(1);
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(other)));
        fixture.ask(c -> c.deleteVpc(r -> r.vpcId(vpc)));
        assertThat(described()).isEmpty();
    }
}
