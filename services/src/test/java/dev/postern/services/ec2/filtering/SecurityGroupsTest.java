package dev.postern.services.ec2.filtering;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleDescription;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

class SecurityGroupsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String group = create("web");

    @Test
    void startsWithAllEgressAndNoIngress() {
        assertThat(describe()).satisfies(g -> {
            assertThat(g.ipPermissions()).isEmpty();
            assertThat(g.ipPermissionsEgress()).singleElement().satisfies(p -> {
                assertThat(p.ipProtocol()).isEqualTo("-1");
                assertThat(p.fromPort()).isNull();
                assertThat(p.ipRanges().getFirst().cidrIp()).isEqualTo("0.0.0.0/0");
            });
        });
    }

    @Test
    void gathersRulesThatShareTheirPorts() {
        authorize(tcp(22, 22, "10.0.0.0/8", "192.168.0.0/16"));
        authorize(tcp(80, 80, "0.0.0.0/0"));
        assertThat(describe().ipPermissions())
                .extracting(p ->
                        p.ipProtocol() + " " + p.fromPort() + " " + p.ipRanges().size())
                .containsExactly("tcp 22 2", "tcp 80 1");
        assertThat(fixture.ask(c -> c.describeSecurityGroupRules(r -> r.filters(filter("group-id", group))))
                        .securityGroupRules())
                .hasSize(4);
    }

    @Test
    void refusesDuplicatesAndNonsense() {
        authorize(tcp(22, 22, "0.0.0.0/0"));
        assertThat(refusal(tcp(22, 22, "0.0.0.0/0")))
                .isEqualTo("InvalidPermission.Duplicate: the specified rule \"peer: 0.0.0.0/0, TCP, from port: 22, to"
                        + " port: 22, ALLOW\" already exists");
        assertThat(refusal(tcp(22, 22, "1.2.3.4"))).isEqualTo("InvalidParameterValue: CIDR block 1.2.3.4 is malformed");
        assertThat(refusal(tcp(50, 40, "0.0.0.0/0")))
                .isEqualTo("InvalidParameterValue: Invalid TCP port range (50:40)");
        assertThat(refusal(tcp(22, 22, "10.0.0.0/8", "10.1.2.3/8"))).startsWith("InvalidParameterValue: The same");
        assertThat(refusal(IpPermission.builder().ipProtocol("xyz").build()))
                .isEqualTo("InvalidParameterValue: Invalid value 'xyz' for IP protocol. Unknown protocol.");
    }

    @Test
    void refusesOlderParametersBesidePermissions() {
        IpPermission permission = tcp(22, 22, "0.0.0.0/0");
        assertThat(fixture.refusal(c -> c.authorizeSecurityGroupIngress(
                        r -> r.groupId(group).ipPermissions(permission).cidrIp("10.0.0.0/8"))))
                .startsWith("InvalidParameterCombination: The parameter ipPermissions cannot be used with");
        assertThat(fixture.refusal(c -> c.authorizeSecurityGroupEgress(
                        r -> r.groupId(group).ipPermissions(permission).ipProtocol("tcp"))))
                .startsWith("InvalidParameterCombination: ");
        assertThat(fixture.refusal(c -> c.revokeSecurityGroupIngress(
                        r -> r.groupId(group).ipPermissions(permission).fromPort(22))))
                .startsWith("InvalidParameterCombination: ");
        assertThat(fixture.refusal(c -> c.authorizeSecurityGroupIngress(
                        r -> r.groupId(group).sourceSecurityGroupName("web").ipProtocol("tcp"))))
                .startsWith("InvalidParameterCombination: The parameter sourceSecurityGroupName cannot be used with");
        assertThat(describe().ipPermissions()).isEmpty();
        String rule = authorize(permission);
        assertThat(fixture.refusal(c -> c.revokeSecurityGroupIngress(
                        r -> r.groupId(group).securityGroupRuleIds(rule).ipPermissions(permission))))
                .startsWith("InvalidParameterCombination: ");
    }

    @Test
    void refusesTheFormOfIdsAsNameInLowerCaseOnly() {
        assertThat(fixture.refusal(c -> c.createSecurityGroup(
                        r -> r.groupName("sg-web").description("d").vpcId(vpc))))
                .isEqualTo("InvalidParameterValue: Value (sg-web) for parameter GroupName is invalid."
                        + " Group names may not be in the format sg-*.");
        fixture.ask(c -> c.createSecurityGroup(
                r -> r.groupName("SG-web").description("d").vpcId(vpc)));
    }

    @Test
    void refusesABlockOfTheOtherFamily() {
        assertThat(refusal(tcp(22, 22, "::/0"))).isEqualTo("InvalidParameterValue: CIDR block ::/0 is malformed");
        assertThat(refusal(tcp(22, 22).toBuilder()
                        .ipv6Ranges(Ipv6Range.builder().cidrIpv6("10.0.0.0/8").build())
                        .build()))
                .isEqualTo("InvalidParameterValue: CIDR block 10.0.0.0/8 is malformed");
        String rule = authorize(tcp(22, 22, "0.0.0.0/0"));
        assertThat(fixture.refusal(c -> c.modifySecurityGroupRules(r -> r.groupId(group)
                        .securityGroupRules(SecurityGroupRuleUpdate.builder()
                                .securityGroupRuleId(rule)
                                .securityGroupRule(s -> s.ipProtocol("-1").cidrIpv4("::/0"))
                                .build()))))
                .isEqualTo("InvalidParameterValue: CIDR block ::/0 is malformed");
    }

    @Test
    void refusesOneCodeOfAllIcmpTypes() {
        assertThat(refusal(
                        tcp(-1, 3, "0.0.0.0/0").toBuilder().ipProtocol("icmp").build()))
                .startsWith("InvalidParameterValue");
        authorize(tcp(8, -1, "0.0.0.0/0").toBuilder().ipProtocol("icmp").build());
    }

    @Test
    void refusesAChangeThatSaysNothing() {
        String rule = authorize(tcp(22, 22, "0.0.0.0/0"));
        assertThat(fixture.refusal(c -> c.modifySecurityGroupRules(r -> r.groupId(group)
                        .securityGroupRules(SecurityGroupRuleUpdate.builder()
                                .securityGroupRuleId(rule)
                                .build()))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.updateSecurityGroupRuleDescriptionsIngress(r -> r.groupId(group))))
                .startsWith("MissingParameter");
    }

    @Test
    void namesOnlyGroupsOfTheAccountAndOfTheNetwork() {
        assertThat(refusal(with(pair().groupId(group).userId("999988887777")))).startsWith("InvalidGroup.NotFound");
        assertThat(refusal(with(pair().groupName("default")))).startsWith("InvalidGroup.NotFound");
        authorize(with(pair().groupId(group).userId(Ec2Fixture.ACCOUNT.value())));
        assertThat(fixture.ask(c -> c.describeSecurityGroups(r -> r.filters(filter("ip-permission.group-name", "web"))))
                        .securityGroups())
                .singleElement()
                .satisfies(g -> assertThat(g.groupId()).isEqualTo(group));
    }

    @Test
    void revokesByPermissionAndById() {
        String rule = authorize(tcp(22, 22, "0.0.0.0/0"));
        authorize(tcp(80, 80, "0.0.0.0/0"));
        fixture.ask(c -> c.revokeSecurityGroupIngress(r -> r.groupId(group).securityGroupRuleIds(rule)));
        fixture.ask(c -> c.revokeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(80, 80, "0.0.0.0/0"))));
        assertThat(describe().ipPermissions()).isEmpty();
        assertThat(fixture.refusal(c ->
                        c.revokeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(80, 80, "0.0.0.0/0")))))
                .isEqualTo("InvalidPermission.NotFound: The specified rule does not exist in this security group.");
    }

    @Test
    void describesOnlyRulesOfTheDirectionThatIsNamed() {
        String rule = authorize(tcp(22, 22, "0.0.0.0/0"));
        SecurityGroupRuleDescription text = SecurityGroupRuleDescription.builder()
                .securityGroupRuleId(rule)
                .description("ssh")
                .build();
        assertThat(fixture.refusal(c -> c.updateSecurityGroupRuleDescriptionsEgress(
                        r -> r.groupId(group).securityGroupRuleDescriptions(text))))
                .startsWith("InvalidSecurityGroupRuleId.NotFound");
        fixture.ask(c -> c.updateSecurityGroupRuleDescriptionsIngress(
                r -> r.groupId(group).securityGroupRuleDescriptions(text)));
        assertThat(describe().ipPermissions().getFirst().ipRanges().getFirst().description())
                .isEqualTo("ssh");
    }

    /** As EC2 has done it since there was no other VPC. */
    @Test
    void inADefaultVpcWhatIsNotThereIsToldAndTheRestRevoked() {
        String vpc = fixture.ask(c -> c.createDefaultVpc(r -> {})).vpc().vpcId();
        String own = fixture.ask(c -> c.createSecurityGroup(
                        r -> r.groupName("old").description("d").vpcId(vpc)))
                .groupId();
        fixture.ask(c -> c.authorizeSecurityGroupIngress(r -> r.groupId(own).ipPermissions(tcp(22, 22, "10.0.0.0/8"))));
        var answer = fixture.ask(c -> c.revokeSecurityGroupIngress(
                r -> r.groupId(own).ipPermissions(tcp(22, 22, "10.0.0.0/8", "10.1.0.0/16"), tcp(80, 80, "0.0.0.0/0"))));
        assertThat(answer.revokedSecurityGroupRules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.cidrIpv4()).isEqualTo("10.0.0.0/8"));
        assertThat(answer.unknownIpPermissions())
                .extracting(p -> p.fromPort() + " " + p.ipRanges().getFirst().cidrIp())
                .containsExactly("22 10.1.0.0/16", "80 0.0.0.0/0");
        assertThat(fixture.ask(c -> c.revokeSecurityGroupEgress(
                                r -> r.groupId(own).ipPermissions(tcp(80, 80, "0.0.0.0/0"))))
                        .unknownIpPermissions())
                .hasSize(1);
        assertThat(fixture.refusal(c -> c.revokeSecurityGroupIngress(
                        r -> r.groupId(own).securityGroupRuleIds("sgr-0123456789abcdef0"))))
                .startsWith("InvalidSecurityGroupRuleId.NotFound");
    }

    @Test
    void changesARuleInPlace() {
        String rule = authorize(tcp(22, 22, "0.0.0.0/0"));
        SecurityGroupRuleUpdate update = SecurityGroupRuleUpdate.builder()
                .securityGroupRuleId(rule)
                .securityGroupRule(s -> s.ipProtocol("tcp")
                        .fromPort(443)
                        .toPort(443)
                        .cidrIpv4("10.0.0.0/8")
                        .description("tls"))
                .build();
        fixture.ask(c -> c.modifySecurityGroupRules(r -> r.groupId(group).securityGroupRules(update)));
        assertThat(fixture.ask(c -> c.describeSecurityGroupRules(r -> r.securityGroupRuleIds(rule)))
                        .securityGroupRules()
                        .getFirst())
                .satisfies(r -> {
                    assertThat(r.fromPort()).isEqualTo(443);
                    assertThat(r.cidrIpv4()).isEqualTo("10.0.0.0/8");
                    assertThat(r.description()).isEqualTo("tls");
                });
    }

    @Test
    void isNotDeletedWhileAnotherGroupNamesIt() {
        String other = create("app");
        fixture.ask(c -> c.authorizeSecurityGroupIngress(r -> r.groupId(other)
                .ipPermissions(tcp(80, 80).toBuilder()
                        .userIdGroupPairs(
                                UserIdGroupPair.builder().groupId(group).build())
                        .build())));
        assertThat(fixture.refusal(c -> c.deleteSecurityGroup(r -> r.groupId(group))))
                .isEqualTo("DependencyViolation: resource " + group + " has a dependent object");
        fixture.ask(c -> c.deleteSecurityGroup(r -> r.groupId(other)));
        fixture.ask(c -> c.deleteSecurityGroup(r -> r.groupId(group)));
        assertThat(fixture.refusal(c -> c.describeSecurityGroups(r -> r.groupIds(group))))
                .isEqualTo("InvalidGroup.NotFound: The security group '" + group + "' does not exist");
    }

    @Test
    void keepsNamesUniqueAndTheDefaultGroupInPlace() {
        assertThat(fixture.refusal(c -> c.createSecurityGroup(
                        r -> r.groupName("web").description("d").vpcId(vpc))))
                .isEqualTo("InvalidGroup.Duplicate: The security group 'web' already exists for VPC '" + vpc + "'");
        assertThat(fixture.refusal(c -> c.createSecurityGroup(
                        r -> r.groupName("Web  ").description("d").vpcId(vpc))))
                .isEqualTo("InvalidGroup.Duplicate: The security group 'Web' already exists for VPC '" + vpc + "'");
        String standard = fixture.ask(c -> c.describeSecurityGroups(r -> r.filters(filter("group-name", "default"))))
                .securityGroups()
                .getFirst()
                .groupId();
        assertThat(fixture.refusal(c -> c.deleteSecurityGroup(r -> r.groupId(standard))))
                .startsWith("CannotDelete");
        assertThat(fixture.refusal(c -> c.createSecurityGroup(
                        r -> r.groupName("x".repeat(10_000)).description("d").vpcId(vpc))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void takesThePrefixListOfAService() {
        fixture.ask(c -> c.authorizeSecurityGroupEgress(r -> r.groupId(group)
                .ipPermissions(tcp(443, 443).toBuilder()
                        .prefixListIds(software.amazon.awssdk.services.ec2.model.PrefixListId.builder()
                                .prefixListId("pl-63a5400a")
                                .build())
                        .build())));
        assertThat(describe()
                        .ipPermissionsEgress()
                        .getLast()
                        .prefixListIds()
                        .getFirst()
                        .prefixListId())
                .isEqualTo("pl-63a5400a");
    }

    private static UserIdGroupPair.Builder pair() {
        return UserIdGroupPair.builder();
    }

    private static IpPermission with(UserIdGroupPair.Builder pair) {
        return tcp(80, 80).toBuilder().userIdGroupPairs(pair.build()).build();
    }

    private String create(String name) {
        return fixture.ask(c -> c.createSecurityGroup(
                        r -> r.groupName(name).description("a group").vpcId(vpc)))
                .groupId();
    }

    private String authorize(IpPermission permission) {
        return fixture.ask(c ->
                        c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(permission)))
                .securityGroupRules()
                .getFirst()
                .securityGroupRuleId();
    }

    private String refusal(IpPermission permission) {
        return fixture.refusal(
                c -> c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(permission)));
    }

    private software.amazon.awssdk.services.ec2.model.SecurityGroup describe() {
        return fixture.ask(c -> c.describeSecurityGroups(r -> r.groupIds(group)))
                .securityGroups()
                .getFirst();
    }
}
