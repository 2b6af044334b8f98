package dev.postern.services.ec2.vpc;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import dev.postern.services.ec2.AccountBootstrap;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;

class VpcsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    @Test
    void bringsItsDefaultsAlong() {
        String vpc = fixture.vpc("10.0.0.0/16");

        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.vpcIds(vpc))).vpcs().getFirst())
                .satisfies(v -> {
                    assertThat(v.cidrBlock()).isEqualTo("10.0.0.0/16");
                    assertThat(v.stateAsString()).isEqualTo("available");
                    assertThat(v.isDefault()).isFalse();
                    assertThat(v.ownerId()).isEqualTo(Ec2Fixture.ACCOUNT.value());
                });
        assertThat(fixture.ask(c -> c.describeRouteTables(
                                r -> r.filters(filter("vpc-id", vpc), filter("association.main", "true"))))
                        .routeTables()
                        .getFirst()
                        .routes())
                .singleElement()
                .satisfies(route -> {
                    assertThat(route.destinationCidrBlock()).isEqualTo("10.0.0.0/16");
                    assertThat(route.gatewayId()).isEqualTo("local");
                });
        assertThat(fixture.ask(c -> c.describeSecurityGroups(r -> r.filters(filter("vpc-id", vpc))))
                        .securityGroups())
                .singleElement()
                .satisfies(g -> assertThat(g.groupName()).isEqualTo("default"));
        assertThat(fixture.ask(c ->
                                c.describeNetworkAcls(r -> r.filters(filter("vpc-id", vpc), filter("default", "true"))))
                        .networkAcls()
                        .getFirst()
                        .entries())
                .extracting(e -> e.ruleNumber() + " " + e.ruleActionAsString() + " " + e.egress())
                .containsExactly("100 allow true", "32767 deny true", "100 allow false", "32767 deny false");
    }

    @Test
    void saysThatThereIsNoClassicLink() {
        String vpc = fixture.vpc("10.0.0.0/16");
        assertThat(fixture.ask(c -> c.describeVpcClassicLink(r -> r.vpcIds(vpc)))
                        .vpcs())
                .singleElement()
                .satisfies(v -> {
                    assertThat(v.vpcId()).isEqualTo(vpc);
                    assertThat(v.classicLinkEnabled()).isFalse();
                });
        assertThat(fixture.ask(c -> c.describeVpcClassicLink(r -> r.filters(filter("is-classic-link-enabled", "true"))))
                        .vpcs())
                .isEmpty();
        assertThat(fixture.ask(c -> c.describeVpcClassicLinkDnsSupport(r -> r.vpcIds(vpc)))
                        .vpcs())
                .singleElement()
                .satisfies(v -> assertThat(v.classicLinkDnsSupported()).isFalse());
        assertThat(fixture.refusal(c -> c.describeVpcClassicLink(r -> r.vpcIds("vpc-0123456789abcdef0"))))
                .startsWith("InvalidVpcID.NotFound");
    }

    @Test
    void refusesBlocksThatAreNone() {
        assertThat(fixture.refusal(c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/33"))))
                .isEqualTo("InvalidParameterValue: Value (10.0.0.0/33) for parameter cidrBlock is invalid."
                        + " This is not a valid CIDR block.");
        for (String block : List.of("010.0.0.0/16", "10.00.0.0/16", "10.0.0.0/016")) {
            assertThat(fixture.refusal(c -> c.createVpc(r -> r.cidrBlock(block))))
                    .isEqualTo("InvalidParameterValue: Value (" + block + ") for parameter cidrBlock is invalid."
                            + " This is not a valid CIDR block.");
        }
        assertThat(fixture.refusal(c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/8"))))
                .isEqualTo("InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.");
        assertThat(fixture.refusal(c -> c.createVpc(r -> r.cidrBlock("198.19.0.0/16"))))
                .startsWith("InvalidVpc.Range");
        assertThat(fixture.refusal(c -> c.createVpc(r -> {}))).startsWith("MissingParameter");
    }

    @Test
    void tellsMalformedIdsFromUnknownOnes() {
        assertThat(fixture.refusal(c -> c.deleteVpc(r -> r.vpcId("vpc-12345678"))))
                .isEqualTo("InvalidVpcID.NotFound: The vpc ID 'vpc-12345678' does not exist");
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.vpcIds("nonsense"))))
                .startsWith("InvalidVpcID.Malformed");
    }

    @Test
    void isNotDeletedWhileSomethingIsInIt() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String subnet = fixture.subnet(vpc, "10.0.1.0/24");
        assertThat(fixture.refusal(c -> c.deleteVpc(r -> r.vpcId(vpc))))
                .isEqualTo("DependencyViolation: The vpc '" + vpc + "' has dependencies and cannot be deleted.");
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        fixture.ask(c -> c.deleteVpc(r -> r.vpcId(vpc)));
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs()).isEmpty();
        assertThat(fixture.ask(Ec2Client::describeRouteTables).routeTables()).isEmpty();
        assertThat(fixture.ask(Ec2Client::describeNetworkAcls).networkAcls()).isEmpty();
        assertThat(fixture.ask(Ec2Client::describeSecurityGroups).securityGroups())
                .isEmpty();
    }

    @Test
    void showsNoTagsWhereThereAreNone() {
        var made =
                fixture.ask(c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16"))).vpc();
        assertThat(made.hasIpv6CidrBlockAssociationSet()).isTrue();
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs()).singleElement().satisfies(vpc -> {
            assertThat(vpc.hasTags()).isFalse();
            assertThat(vpc.blockPublicAccessStates().internetGatewayBlockModeAsString())
                    .isEqualTo("off");
        });
        assertThat(fixture.ask(Ec2Client::describeSecurityGroups).securityGroups())
                .singleElement()
                .satisfies(group -> assertThat(group.hasTags()).isFalse());
    }

    @Test
    void hasNoHostnamesWithoutItsResolver() {
        String vpc = fixture.vpc("10.0.0.0/16");
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsSupport(v -> v.value(false))));
        assertThat(fixture.refusal(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true)))))
                .isEqualTo("InvalidParameterCombination: You can only enable DNS hostnames if you've enabled DNS"
                        + " support.");
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(false))));
    }

    @Test
    void changesOneDnsAttributeAtATime() {
        String vpc = fixture.vpc("10.0.0.0/16");
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true))));
        assertThat(fixture.ask(c -> c.describeVpcAttribute(r -> r.vpcId(vpc).attribute("enableDnsHostnames")))
                        .enableDnsHostnames()
                        .value())
                .isTrue();
        assertThat(fixture.ask(c -> c.describeVpcAttribute(r -> r.vpcId(vpc).attribute("enableDnsSupport")))
                        .enableDnsSupport()
                        .value())
                .isTrue();
        assertThat(fixture.refusal(c -> c.modifyVpcAttribute(r ->
                        r.vpcId(vpc).enableDnsSupport(v -> v.value(false)).enableDnsHostnames(v -> v.value(true)))))
                .startsWith("InvalidParameterCombination");
    }

    @Test
    void keepsWhetherItsAddressUsageIsWanted() {
        String vpc = fixture.vpc("10.0.0.0/16");
        assertThat(usageMetrics(vpc)).isFalse();
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableNetworkAddressUsageMetrics(v -> v.value(true))));
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true))));
        assertThat(usageMetrics(vpc)).isTrue();
        fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableNetworkAddressUsageMetrics(v -> v.value(false))));
        assertThat(usageMetrics(vpc)).isFalse();
    }

    private boolean usageMetrics(String vpc) {
        return fixture.ask(c -> c.describeVpcAttribute(r -> r.vpcId(vpc).attribute("enableNetworkAddressUsageMetrics")))
                .enableNetworkAddressUsageMetrics()
                .value();
    }

    @Test
    void addsAndRemovesSecondaryBlocks() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String added = fixture.ask(
                        c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/16")))
                .cidrBlockAssociation()
                .associationId();
        String subnet = fixture.subnet(vpc, "10.1.0.0/24");
        assertThat(fixture.refusal(
                        c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/24"))))
                .startsWith("InvalidVpc.Range");
        assertThat(fixture.refusal(c -> c.disassociateVpcCidrBlock(r -> r.associationId(added))))
                .startsWith("DependencyViolation");
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        fixture.ask(c -> c.disassociateVpcCidrBlock(r -> r.associationId(added)));
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs().getFirst().cidrBlockAssociationSet())
                .hasSize(1);
    }

    @Test
    void refusesSecondaryBlocksOfOtherRangesAndThoseThatARouteLeadsAway() {
        String vpc = fixture.vpc("10.20.0.0/16");
        assertThat(associationRefusal(vpc, "192.168.0.0/16"))
                .startsWith("InvalidVpc.Range: The CIDR '192.168.0.0/16' is restricted.");
        assertThat(associationRefusal(vpc, "172.16.0.0/16")).contains("is restricted");
        fixture.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("100.64.0.0/16")));
        String gateway = fixture.gateway(vpc);
        String table = fixture.routeTable(vpc);
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.30.0.0/24").gatewayId(gateway)));
        assertThat(associationRefusal(vpc, "10.30.0.0/16")).startsWith("InvalidVpc.Range");
        fixture.ask(c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.30.0.0/25")));

        String low = fixture.vpc("10.1.0.0/16");
        assertThat(associationRefusal(low, "10.0.128.0/17")).contains("is restricted");
        String open = fixture.vpc("100.64.0.0/16");
        assertThat(associationRefusal(open, "10.0.0.0/16")).contains("is restricted");
    }

    @Test
    void filtersByTagsAndWildcards() {
        fixture.ask(c -> c.createVpc(
                r -> r.cidrBlock("10.0.0.0/16").tagSpecifications(Ec2Fixture.tagged("vpc", "Name", "lab one"))));
        fixture.vpc("10.1.0.0/16");
        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.filters(filter("tag:Name", "lab*"))))
                        .vpcs())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.filters(filter("tag:Name", "lab?one"))))
                        .vpcs())
                .hasSize(1);
        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.filters(filter("tag-key", "name"))))
                        .vpcs())
                .isEmpty();
        assertThat(fixture.ask(c -> c.describeVpcs(r -> r.filters(filter("cidr", "10.0.0.0/16", "10.1.0.0/16"))))
                        .vpcs())
                .hasSize(2);
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.filters(filter("colour", "red")))))
                .isEqualTo("InvalidParameterValue: The filter 'colour' is invalid");
    }

    @Test
    void pagesInOrderAndOnlyOnce() {
        for (int i = 0; i < 12; i++) {
            fixture.vpc("10." + i + ".0.0/16");
        }
        List<String> seen = new ArrayList<>();
        String token = null;
        do {
            String next = token;
            DescribeVpcsResponse page =
                    fixture.ask(c -> c.describeVpcs(r -> r.maxResults(5).nextToken(next)));
            page.vpcs().forEach(v -> seen.add(v.vpcId()));
            token = page.nextToken();
        } while (token != null);
        assertThat(seen).hasSize(12).doesNotHaveDuplicates().isSorted();
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.maxResults(2)))).startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.nextToken("??")))).startsWith("InvalidNextToken");
    }

    @Test
    void refusesPagesThatAreTooLargeOrTooSmall() {
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.maxResults(4)))).startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.describeVpcs(r -> r.maxResults(1001))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.describeRouteTables(r -> r.maxResults(101))))
                .startsWith("InvalidParameterValue");
        fixture.ask(c -> c.describeVpcEndpoints(r -> r.maxResults(5000)));
    }

    @Test
    void answersADryRunWithoutDoingIt() {
        assertThat(fixture.refusal(
                        c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/16").dryRun(true))))
                .isEqualTo("DryRunOperation: Request would have succeeded, but DryRun flag is set.");
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs()).isEmpty();
        assertThat(fixture.refusal(
                        c -> c.createVpc(r -> r.cidrBlock("10.0.0.0/8").dryRun(true))))
                .startsWith("InvalidVpc.Range");
        assertThat(fixture.refusal(c -> c.allocateAddress(
                        r -> r.networkBorderGroup("us-west-2-lax-1").dryRun(true))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.createRouteTable(
                        r -> r.vpcId("vpc-12345678").clientToken("t".repeat(65)).dryRun(true))))
                .startsWith("InvalidParameterValue: Invalid client token");
        assertThat(fixture.refusal(
                        c -> c.terminateInstances(r -> r.instanceIds("i-1A").dryRun(true))))
                .isEqualTo("InvalidInstanceID.NotFound: The instance ID 'i-1A' does not exist");
        assertThat(fixture.refusal(c -> c.describeInstances(r -> r.instanceIds("i-123456789"))))
                .startsWith("InvalidInstanceID.Malformed");
    }

    @Test
    void asksADryRunNothingOfTheStateOfThings() {
        String vpc = fixture.vpc("10.0.0.0/16");
        fixture.subnet(vpc, "10.0.1.0/24");
        assertThat(fixture.refusal(c -> c.deleteVpc(r -> r.vpcId(vpc).dryRun(true))))
                .startsWith("DryRunOperation");
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs()).hasSize(1);
    }

    @Test
    void seesOnlyTheAccountsOwnRegion() {
        String vpc = fixture.vpc("10.0.0.0/16");
        fixture.region = Region.find("eu-west-1").orElseThrow();
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs()).isEmpty();
        assertThat(fixture.refusal(c -> c.deleteVpc(r -> r.vpcId(vpc)))).startsWith("InvalidVpcID.NotFound");
    }

    @Test
    void makesTheDefaultVpcOfANewAccount() {
        fixture.cloud.commit(s -> new Outcome<>(AccountBootstrap.create(s, Ec2Fixture.ACCOUNT, fixture.ids), true));
        assertThat(fixture.ask(Ec2Client::describeVpcs).vpcs()).singleElement().satisfies(v -> {
            assertThat(v.isDefault()).isTrue();
            assertThat(v.cidrBlock()).isEqualTo("172.31.0.0/16");
        });
        assertThat(fixture.ask(Ec2Client::describeSubnets).subnets()).hasSize(6).allSatisfy(s -> {
            assertThat(s.mapPublicIpOnLaunch()).isTrue();
            assertThat(s.availableIpAddressCount()).isEqualTo(4091);
        });
        assertThat(fixture.refusal(c -> c.createDefaultVpc(r -> {}))).startsWith("DefaultVpcAlreadyExists");
    }

    private String associationRefusal(String vpc, String cidr) {
        return fixture.refusal(c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock(cidr)));
    }
}
