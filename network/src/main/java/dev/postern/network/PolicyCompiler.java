package dev.postern.network;

import dev.postern.model.Ref;
import dev.postern.model.ec2.AwsPrefixList;
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

    /**
     * Of a VPC.
     *
     * @param members the addresses of each group's members
     */
    PolicyCompiler(Vpc vpc, SharedMap<Ref, SecurityGroup> groups, SharedMap<SecurityGroupId, AddressSet> members) {
        this.vpc = vpc;
        this.groups = groups;
        this.members = members;
    }

    /** Whether a policy must be compiled again. */
    boolean isConcerned(GroupSet set, Set<SecurityGroupId> changed, Set<SecurityGroupId> otherMembers) {
        return set.groups().stream()
                .anyMatch(id -> changed.contains(id)
                        || (!otherMembers.isEmpty()
                                && group(id).stream()
                                        .flatMap(group -> group.rules().stream())
                                        .anyMatch(rule ->
                                                rule.peer() instanceof SecurityGroupRule.GroupPeer(var peer, var _)
                                                        && otherMembers.contains(peer))));
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
            case SecurityGroupRule.PrefixListPeer(PrefixListId list) ->
                AwsPrefixList.find(vpc.scope().region(), list)
                        .map(found -> AddressSet.of(found.blocks()))
                        .orElse(AddressSet.NONE);
        };
    }
}
