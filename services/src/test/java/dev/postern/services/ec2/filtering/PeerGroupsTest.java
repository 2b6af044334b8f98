package dev.postern.services.ec2.filtering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.peering.PassingPeerings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupReference;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

class PeerGroupsTest {
    private static final AccountId OTHER = new AccountId("444455556666");

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String peer = fixture.vpc("10.1.0.0/16");
    private final String group = group(vpc);
    private final String named = group(peer);

    @Test
    void namesAGroupOfAPeerWhileTheyArePeered() {
        assertThat(authorizationRefused(named, null)).startsWith("InvalidGroup.NotFound");
        String id = peered(vpc, peer);
        authorize(named, null);
        assertThat(shown()).satisfies(pair -> {
            assertThat(pair.vpcId()).isEqualTo(peer);
            assertThat(pair.vpcPeeringConnectionId()).isEqualTo(id);
            assertThat(pair.peeringStatus()).isEqualTo("active");
        });
        assertThat(fixture.ask(c -> c.describeSecurityGroupRules(r -> r.filters(Ec2Fixture.filter("group-id", group))))
                        .securityGroupRules())
                .anyMatch(rule -> !rule.isEgress()
                        && rule.referencedGroupInfo().peeringStatus().equals("active"));
        assertThat(authorizationRefused(named, null)).startsWith("InvalidPermission.Duplicate");
        assertThat(fixture.ask(c -> c.describeSecurityGroupReferences(r -> r.groupId(named, group)))
                        .securityGroupReferenceSet())
                .containsExactly(SecurityGroupReference.builder()
                        .groupId(named)
                        .referencingVpcId(vpc)
                        .vpcPeeringConnectionId(id)
                        .build());
        assertThat(stale()).isEmpty();
    }

    @Test
    void isStaleOnceThePeeringOrTheGroupIsGoneAndIsRevokedAllTheSame() {
        String id = peered(vpc, peer);
        String second = group(peer);
        authorize(named, null);
        authorize(second, null);
        fixture.ask(c -> c.deleteSecurityGroup(r -> r.groupId(second)));
        assertThat(stale()).containsExactly(second);
        fixture.ask(c -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        assertThat(stale()).containsExactlyInAnyOrder(named, second);
        assertThat(shown().peeringStatus()).isEqualTo("deleted");
        assertThat(fixture.ask(c -> c.describeSecurityGroupReferences(r -> r.groupId(named)))
                        .securityGroupReferenceSet())
                .isEmpty();
        for (String gone : List.of(named, second)) {
            fixture.ask(c -> c.revokeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(gone, null))));
        }
        assertThat(stale()).isEmpty();
        assertThat(fixture.refusal(c -> c.describeSecurityGroupReferences(r -> {})))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c -> c.describeStaleSecurityGroups(r -> r.vpcId("vpc-0123456789abcdef0"))))
                .startsWith("InvalidVpcID.NotFound");
    }

    @Test
    void namesAGroupOfSeveralPeersByAnyOfTheirConnections() {
        String third = fixture.vpc("10.2.0.0/16");
        fixture.ask(c -> c.associateSecurityGroupVpc(r -> r.groupId(named).vpcId(third)));
        String first = peered(vpc, peer);
        String second = peered(vpc, third);

        assertThat(refusedBy("pcx-0123456789abcdef0", third)).startsWith("InvalidGroup.NotFound");
        assertThat(refusedBy(first, vpc)).startsWith("InvalidGroup.NotFound");
        fixture.ask(c -> c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcpBy(second, third))));
        assertThat(stale()).isEmpty();
    }

    private String refusedBy(String peering, String far) {
        return fixture.refusal(
                c -> c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcpBy(peering, far))));
    }

    private IpPermission tcpBy(String peering, String far) {
        return tcp(named, null).toBuilder()
                .userIdGroupPairs(UserIdGroupPair.builder()
                        .groupId(named)
                        .vpcId(far)
                        .vpcPeeringConnectionId(peering)
                        .build())
                .build();
    }

    @Test
    void namesAGroupOfAnotherAccount() {
        fixture.account = OTHER;
        String far = fixture.vpc("10.2.0.0/16");
        String theirs = group(far);
        fixture.account = Ec2Fixture.ACCOUNT;
        assertThat(authorizationRefused(theirs, OTHER.value())).startsWith("InvalidGroup.NotFound");
        String id = fixture.ask(c -> c.createVpcPeeringConnection(
                        r -> r.vpcId(vpc).peerVpcId(far).peerOwnerId(OTHER.value())))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        fixture.account = OTHER;
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        fixture.account = Ec2Fixture.ACCOUNT;
        authorize(theirs, OTHER.value());
        assertThat(shown().userId()).isEqualTo(OTHER.value());
        fixture.account = OTHER;
        assertThat(fixture.ask(c -> c.describeSecurityGroupReferences(r -> r.groupId(theirs)))
                        .securityGroupReferenceSet())
                .extracting(SecurityGroupReference::referencingVpcId)
                .containsExactly(vpc);
    }

    private String peered(String one, String other) {
        String id = fixture.ask(
                        c -> c.createVpcPeeringConnection(r -> r.vpcId(one).peerVpcId(other)))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        return id;
    }

    private String group(String in) {
        String name = "g" + fixture.ids.ec2("n");
        return fixture.ask(c ->
                        c.createSecurityGroup(r -> r.vpcId(in).groupName(name).description("d")))
                .groupId();
    }

    private static IpPermission tcp(String from, @Nullable String owner) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(80)
                .toPort(80)
                .userIdGroupPairs(
                        UserIdGroupPair.builder().groupId(from).userId(owner).build())
                .build();
    }

    private void authorize(String from, @Nullable String owner) {
        fixture.ask(c -> c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(from, owner))));
    }

    private String authorizationRefused(String from, @Nullable String owner) {
        return fixture.refusal(
                c -> c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(from, owner))));
    }

    private UserIdGroupPair shown() {
        return fixture.ask(c -> c.describeSecurityGroups(r -> r.groupIds(group)))
                .securityGroups()
                .getFirst()
                .ipPermissions()
                .getFirst()
                .userIdGroupPairs()
                .getFirst();
    }

    private List<String> stale() {
        return fixture.ask(c -> c.describeStaleSecurityGroups(r -> r.vpcId(vpc))).staleSecurityGroupSet().stream()
                .flatMap(one -> one.staleIpPermissions().stream())
                .flatMap(permission -> permission.userIdGroupPairs().stream())
                .map(UserIdGroupPair::groupId)
                .toList();
    }
}
