package dev.postern.network;

import dev.postern.model.Ref;
import dev.postern.model.ec2.PrefixListId;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.model.shared.SharedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles sets of security groups: peers become addresses.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">Security group rules</a>
 */
final class PolicyCompiler {
    private final Vpc vpc;
    private final SharedMap<Ref, SecurityGroup> groups;
    private final SharedMap<SecurityGroupId, AddressSet> members;
    private final PrefixListBlocks lists;

    /**
     * Of a VPC.
     *
     * @param members the addresses of each group's members
     */
    PolicyCompiler(
            Vpc vpc,
            SharedMap<Ref, SecurityGroup> groups,
            SharedMap<SecurityGroupId, AddressSet> members,
            PrefixListBlocks lists) {
        this.vpc = vpc;
        this.groups = groups;
        this.members = members;
        this.lists = lists;
    }

    /**
     * Whether a policy must be compiled again.
     *
     * @param changed groups that are not as they were
     * @param otherMembers groups that have others for members than they had
     * @param otherBlocks prefix lists that mean something else than they did
     */
    boolean isConcerned(
            GroupSet set,
            Set<SecurityGroupId> changed,
            Set<SecurityGroupId> otherMembers,
            Set<PrefixListId> otherBlocks) {
        boolean peersChanged = !otherMembers.isEmpty() || !otherBlocks.isEmpty();
        return set.groups().stream()
                .anyMatch(id -> changed.contains(id)
                        || (peersChanged
                                && group(id).stream()
                                        .flatMap(group -> group.rules().stream())
                                        .anyMatch(rule -> switch (rule.peer()) {
                                            case SecurityGroupRule.CidrPeer _ -> false;
                                            case SecurityGroupRule.GroupPeer(var peer, var _) ->
                                                otherMembers.contains(peer);
                                            case SecurityGroupRule.PrefixListPeer(var list) ->
                                                otherBlocks.contains(list);
                                        })));
    }

    private Optional<SecurityGroup> group(SecurityGroupId id) {
        return Optional.ofNullable(groups.get(new Ref(vpc.scope(), id.value())));
    }

    SecurityPolicy compile(GroupSet set) {
        return new SecurityPolicy(
                DirectionPolicy.compile(rules(set, false)), DirectionPolicy.compile(rules(set, true)));
    }

    private List<DirectionPolicy.Rule> rules(GroupSet set, boolean egress) {
        return set.groups().stream()
                .flatMap(id -> group(id).stream())
                .flatMap(group -> group.rules().stream()
                        .filter(rule -> rule.egress() == egress)
                        .map(rule -> new DirectionPolicy.Rule(
                                group.id(),
                                rule.id(),
                                rule.protocol(),
                                KeyRange.of(rule.protocol(), rule.ports()),
                                rule.peer(),
                                peers(rule.peer()))))
                .toList();
    }

    private AddressSet peers(SecurityGroupRule.Peer peer) {
        return switch (peer) {
            case SecurityGroupRule.CidrPeer(Cidr cidr) -> AddressSet.of(List.of(cidr));
            case SecurityGroupRule.GroupPeer(SecurityGroupId group, var _) ->
                members.getOrDefault(group, AddressSet.NONE);
            case SecurityGroupRule.PrefixListPeer(PrefixListId list) -> AddressSet.of(lists.of(list));
        };
    }
}
