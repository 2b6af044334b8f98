package dev.postern.services.ec2.filtering;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupVpcAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupForVpc;
import software.amazon.awssdk.services.ec2.model.SecurityGroupVpcAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroupVpcAssociationState;
import software.amazon.awssdk.services.ec2.model.StaleSecurityGroup;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

class SecurityGroupVpcsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String other = fixture.vpc("10.1.0.0/16");
    private final String subnet = fixture.subnet(other, "10.1.0.0/24");
    private final String group = group(vpc, "web");

    @Test
    void interfacesOfAnAssociatedVpcMayHaveAGroup() {
        assertThat(refusedInterface()).startsWith("InvalidParameter");
        assertThat(associate(group, other)).isEqualTo(SecurityGroupVpcAssociationState.ASSOCIATING);
        assertThat(associate(group, other)).isEqualTo(SecurityGroupVpcAssociationState.ASSOCIATED);

        String eni = fixture.ask(
                        c -> c.createNetworkInterface(r -> r.subnetId(subnet).groups(group)))
                .networkInterface()
                .networkInterfaceId();
        assertThat(fixture.ask(c -> c.describeNetworkInterfaces(r -> r.networkInterfaceIds(eni)))
                        .networkInterfaces()
                        .getFirst()
                        .groups())
                .extracting(GroupIdentifier::groupName)
                .containsExactly("web");
        assertThat(fixture.ask(c -> c.getSecurityGroupsForVpc(r -> r.vpcId(other)))
                        .securityGroupForVpcs())
                .filteredOn(one -> one.groupId().equals(group))
                .extracting(SecurityGroupForVpc::primaryVpcId)
                .containsExactly(vpc);

        assertThat(fixture.refusal(c ->
                        c.disassociateSecurityGroupVpc(r -> r.groupId(group).vpcId(other))))
                .startsWith("DependencyViolation");
        fixture.ask(c -> c.deleteNetworkInterface(r -> r.networkInterfaceId(eni)));
        assertThat(fixture.ask(c -> c.disassociateSecurityGroupVpc(
                                r -> r.groupId(group).vpcId(other)))
                        .state())
                .isEqualTo(SecurityGroupVpcAssociationState.DISASSOCIATING);
        assertThat(associations().securityGroupVpcAssociations()).isEmpty();
        assertThat(refusedInterface()).startsWith("InvalidParameter");
    }

    @Test
    void tellsOfAssociations() {
        associate(group, other);
        String third = fixture.vpc("10.2.0.0/16");
        associate(group, third);
        associate(group(other, "db"), third);

        assertThat(associations(filter("group-id", group), filter("vpc-id", other))
                        .securityGroupVpcAssociations())
                .containsExactly(SecurityGroupVpcAssociation.builder()
                        .groupId(group)
                        .groupOwnerId(Ec2Fixture.ACCOUNT.value())
                        .vpcId(other)
                        .vpcOwnerId(Ec2Fixture.ACCOUNT.value())
                        .state(SecurityGroupVpcAssociationState.ASSOCIATED)
                        .build());
        assertThat(associations(filter("state", "associated"), filter("vpc-owner-id", Ec2Fixture.ACCOUNT.value()))
                        .securityGroupVpcAssociations())
                .hasSize(3);
        assertThat(associations(filter("group-owner-id", "444455556666")).securityGroupVpcAssociations())
                .isEmpty();
        assertThat(fixture.refusal(c -> c.describeSecurityGroupVpcAssociations(r -> r.maxResults(4))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.ask(c -> c.describeSecurityGroupVpcAssociations(r -> r.maxResults(5)))
                        .nextToken())
                .isNull();
    }

    @Test
    void keepsAGroupAndAVpcThatAreAssociated() {
        associate(group, other);
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));

        assertThat(fixture.refusal(c -> c.deleteSecurityGroup(r -> r.groupId(group))))
                .startsWith("DependencyViolation");
        assertThat(fixture.refusal(c -> c.deleteVpc(r -> r.vpcId(other)))).startsWith("DependencyViolation");
        fixture.ask(c -> c.disassociateSecurityGroupVpc(r -> r.groupId(group).vpcId(other)));
        fixture.ask(c -> c.deleteVpc(r -> r.vpcId(other)));
        fixture.ask(c -> c.deleteSecurityGroup(r -> r.groupId(group)));
    }

    @Test
    void rulesOfBothVpcsGroupsMayNameIt() {
        String theirs = group(other, "db");
        assertThat(fixture.refusal(c ->
                        c.authorizeSecurityGroupIngress(r -> r.groupId(theirs).ipPermissions(fromGroup()))))
                .startsWith("InvalidGroup.NotFound");
        associate(group, other);
        fixture.ask(c -> c.authorizeSecurityGroupIngress(r -> r.groupId(theirs).ipPermissions(fromGroup())));

        assertThat(stale()).isEmpty();
        fixture.ask(c -> c.disassociateSecurityGroupVpc(r -> r.groupId(group).vpcId(other)));
        assertThat(stale()).containsExactly(theirs);
    }

    @Test
    void refusesWhatCannotBeAssociated() {
        String own = fixture.ask(c -> c.describeSecurityGroups(
                        r -> r.filters(filter("vpc-id", vpc), filter("group-name", "default"))))
                .securityGroups()
                .getFirst()
                .groupId();
        String byDefault = fixture.ask(c -> c.createDefaultVpc(r -> {})).vpc().vpcId();

        assertThat(refused(own, other)).startsWith("InvalidParameterValue");
        assertThat(refused(group, byDefault)).startsWith("InvalidParameterValue");
        assertThat(refused(group, vpc)).startsWith("InvalidParameterValue");
        assertThat(refused("sg-0123456789abcdef0", other)).startsWith("InvalidGroup.NotFound");
        assertThat(refused(group, "vpc-0123456789abcdef0")).startsWith("InvalidVpcID.NotFound");
        assertThat(fixture.refusal(c -> c.associateSecurityGroupVpc(r -> r.groupId(group))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.associateSecurityGroupVpc(r -> r.vpcId(other))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c ->
                        c.disassociateSecurityGroupVpc(r -> r.groupId(group).vpcId(other))))
                .startsWith("InvalidParameterValue");
        fixture.account = new AccountId("444455556666");
        String foreign = fixture.vpc("10.3.0.0/16");
        fixture.account = Ec2Fixture.ACCOUNT;
        assertThat(refused(group, foreign)).startsWith("InvalidVpcID.NotFound");
    }

    private String group(String in, String name) {
        return fixture.ask(c ->
                        c.createSecurityGroup(r -> r.vpcId(in).groupName(name).description("of " + name)))
                .groupId();
    }

    private IpPermission fromGroup() {
        return IpPermission.builder()
                .ipProtocol("-1")
                .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
                .build();
    }

    private SecurityGroupVpcAssociationState associate(String id, String with) {
        return fixture.ask(c -> c.associateSecurityGroupVpc(r -> r.groupId(id).vpcId(with)))
                .state();
    }

    private String refused(String id, String with) {
        return fixture.refusal(
                c -> c.associateSecurityGroupVpc(r -> r.groupId(id).vpcId(with)));
    }

    private String refusedInterface() {
        return fixture.refusal(
                c -> c.createNetworkInterface(r -> r.subnetId(subnet).groups(group)));
    }

    private DescribeSecurityGroupVpcAssociationsResponse associations(Filter... filters) {
        return fixture.ask(c -> c.describeSecurityGroupVpcAssociations(r -> r.filters(filters)));
    }

    private List<String> stale() {
        return fixture.ask(c -> c.describeStaleSecurityGroups(r -> r.vpcId(other))).staleSecurityGroupSet().stream()
                .map(StaleSecurityGroup::groupId)
                .toList();
    }
}
