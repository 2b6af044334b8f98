package dev.postern.services.ec2.filtering;

import dev.postern.model.AccountId;
import dev.postern.model.Indexes;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.ec2.VpcPeeringConnection;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.peering.Peerings;
import dev.postern.wire.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupReferencesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupReferencesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeStaleSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeStaleSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupReference;
import software.amazon.awssdk.services.ec2.model.StaleIpPermission;
import software.amazon.awssdk.services.ec2.model.StaleSecurityGroup;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * The groups that rules name, of their own VPC and of VPCs that are peered with it in the same Region. A rule is stale when the group
 * that it names is gone, or no connection leads to it any more.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html">Update your security groups to
 *     reference peer security groups</a>
 */
final class PeerGroups {
    private static final int PAGE_MAX = 255;

    private PeerGroups() {}

    /**
     * A group of another VPC that a rule names.
     *
     * @param vpc empty if the group is gone
     * @param peering the connection to that VPC; empty if there is none, or it is forgotten
     */
    record Reference(Optional<VpcId> vpc, Optional<VpcPeeringConnection> peering) {
        boolean isStale() {
            return peering.filter(VpcPeeringConnection::carriesTraffic).isEmpty();
        }

        /** As EC2 shows the state of the connection. */
        Optional<String> status() {
            return vpc.map(_ -> peering.map(one -> one.state().wireName()).orElse("deleted"));
        }
    }

    /** What is to be said of a group that a rule names; empty if both are in the same VPC. */
    static Optional<Reference> of(Snapshot snapshot, SecurityGroup group, SecurityGroupRule.GroupPeer named) {
        Scope there = new Scope(named.account(), group.scope().region());
        Optional<SecurityGroup> peer =
                snapshot.find(SecurityGroup.class, there, named.groupId().value());
        return peer.filter(group::meets).isPresent()
                ? Optional.empty()
                : Optional.of(new Reference(
                        peer.map(SecurityGroup::vpcId),
                        peer.flatMap(far -> peerings(snapshot, group, far)
                                .max(Comparator.comparing(VpcPeeringConnection::carriesTraffic)))));
    }

    /** The connections between the VPCs of a group and those of another one. */
    private static Stream<VpcPeeringConnection> peerings(Snapshot snapshot, SecurityGroup near, SecurityGroup far) {
        return near.vpcs().stream()
                .flatMap(
                        here -> far.vpcs().stream().flatMap(there -> Peerings.between(snapshot, here, there).stream()));
    }

    /**
     * The group of a pair. One of the account's own is found by name in the default VPC, too; one of another VPC only while a peering
     * connection leads there. What a rule of the group names already it may name again, whatever has become of that.
     */
    static SecurityGroupRule.Peer named(Ec2Call call, SecurityGroup of, UserIdGroupPair pair) {
        Optional<SecurityGroupRule.GroupPeer> known = of.rules().stream()
                .map(SecurityGroupRule::peer)
                .flatMap(peer -> peer instanceof SecurityGroupRule.GroupPeer group ? Stream.of(group) : Stream.empty())
                .filter(peer -> peer.groupId().value().equals(pair.groupId()))
                .filter(peer -> pair.userId() == null
                        || pair.userId().equals(peer.account().value()))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        SecurityGroup peer = find(call, of, pair);
        boolean elsewhere = pair.vpcId() != null
                && peer.vpcs().stream().noneMatch(vpc -> vpc.value().equals(pair.vpcId()));
        boolean peered = peerings(call.snapshot(), of, peer)
                .filter(VpcPeeringConnection::carriesTraffic)
                .anyMatch(one -> pair.vpcPeeringConnectionId() == null
                        || pair.vpcPeeringConnectionId().equals(one.key()));
        if (elsewhere || !(peer.meets(of) || peered)) {
            throw new ApiException(
                    Ec2Error.GROUP_NOT_FOUND, "You have specified two resources that belong to different networks.");
        }
        return new SecurityGroupRule.GroupPeer(peer.id(), peer.scope().account());
    }

    private static SecurityGroup find(Ec2Call call, SecurityGroup of, UserIdGroupPair pair) {
        String id = pair.groupId();
        @Nullable String owner = pair.userId();
        boolean own = owner == null || owner.equals(call.scope().account().value());
        if (id == null && own) {
            return SecurityGroups.require(call, null, pair.groupName());
        }
        if (id == null) {
            throw Ec2Error.GROUP_NOT_FOUND.of(String.valueOf(pair.groupName()));
        }
        Noun.SECURITY_GROUP.checkForm(id);
        return Stream.concat(Stream.of(call.scope().account()), peers(call, of))
                .filter(account -> owner == null || owner.equals(account.value()))
                .flatMap(account ->
                        call.snapshot().find(SecurityGroup.class, new Scope(account, call.region()), id).stream())
                .findFirst()
                .orElseThrow(() -> Ec2Error.GROUP_NOT_FOUND.of(id));
    }

    /** The accounts whose VPCs are peered with a group's in the same Region. */
    private static Stream<AccountId> peers(Ec2Call call, SecurityGroup of) {
        return of.vpcs().stream()
                .flatMap(vpc -> call.snapshot().by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                        .filter(VpcPeeringConnection::carriesTraffic)
                        .flatMap(one -> one.across(vpc).stream()))
                .map(VpcPeeringConnection.Side::scope)
                .filter(scope -> scope.region().equals(call.region()))
                .map(Scope::account);
    }

    static DescribeStaleSecurityGroupsResponse stale(Ec2Call call, DescribeStaleSecurityGroupsRequest request) {
        VpcId vpc = Noun.VPC.require(call, request.vpcId(), "vpcId").id();
        Ec2Page.checkMost(request.maxResults(), PAGE_MAX);
        List<SecurityGroup> stale = call.snapshot().by(Indexes.GROUPS_BY_VPC, vpc).values().stream()
                .filter(group -> group.vpcId().equals(vpc))
                .map(group -> group.withRules(group.rules().stream()
                        .filter(rule -> isStale(call, group, rule))
                        .toList()))
                .filter(group -> !group.rules().isEmpty())
                .toList();
        Ec2Page<SecurityGroup> page = Ec2Page.of(
                stale, SecurityGroup::key, request.maxResults(), Ec2Page.token(call, request, request.nextToken()), 5);
        return DescribeStaleSecurityGroupsResponse.builder()
                .staleSecurityGroupSet(page.items().stream()
                        .map(group -> StaleSecurityGroup.builder()
                                .groupId(group.key())
                                .groupName(group.name())
                                .description(group.description())
                                .vpcId(group.vpcId().value())
                                .staleIpPermissions(stale(call, group, false))
                                .staleIpPermissionsEgress(stale(call, group, true))
                                .build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static boolean isStale(Ec2Call call, SecurityGroup group, SecurityGroupRule rule) {
        return rule.peer() instanceof SecurityGroupRule.GroupPeer named
                && of(call.snapshot(), group, named).filter(Reference::isStale).isPresent();
    }

    private static List<StaleIpPermission> stale(Ec2Call call, SecurityGroup group, boolean egress) {
        return Permissions.view(call.snapshot(), group, egress).stream()
                .map((IpPermission permission) -> StaleIpPermission.builder()
                        .ipProtocol(permission.ipProtocol())
                        .fromPort(permission.fromPort())
                        .toPort(permission.toPort())
                        .ipRanges(List.of())
                        .prefixListIds(List.of())
                        .userIdGroupPairs(permission.userIdGroupPairs())
                        .build())
                .toList();
    }

    /** The VPCs on the other sides of peering connections in which rules name groups of the account's. */
    static DescribeSecurityGroupReferencesResponse references(
            Ec2Call call, DescribeSecurityGroupReferencesRequest request) {
        if (request.groupId().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("groupId");
        }
        return DescribeSecurityGroupReferencesResponse.builder()
                .securityGroupReferenceSet(Noun.SECURITY_GROUP.select(call, request.groupId()).stream()
                        .flatMap(group -> references(call.snapshot(), group))
                        .toList())
                .build();
    }

    private static Stream<SecurityGroupReference> references(Snapshot snapshot, SecurityGroup group) {
        return group.vpcs().stream().flatMap(vpc -> references(snapshot, group, vpc));
    }

    private static Stream<SecurityGroupReference> references(Snapshot snapshot, SecurityGroup group, VpcId vpc) {
        return snapshot.by(Indexes.PEERINGS_BY_VPC, vpc).values().stream()
                .filter(VpcPeeringConnection::carriesTraffic)
                .flatMap(one -> one.across(vpc).stream()
                        .filter(far -> snapshot.by(Indexes.GROUPS_BY_VPC, far.vpcId()).values().stream()
                                .flatMap(other -> other.rules().stream())
                                .anyMatch(rule -> rule.peer() instanceof SecurityGroupRule.GroupPeer named
                                        && named.groupId().equals(group.id())))
                        .map(far -> SecurityGroupReference.builder()
                                .groupId(group.key())
                                .referencingVpcId(far.vpcId().value())
                                .vpcPeeringConnectionId(one.key())
                                .build()));
    }
}
