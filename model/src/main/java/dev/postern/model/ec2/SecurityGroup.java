package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A security group: stateful rules that only allow.
 *
 * @param vpcId where it was made
 * @param associatedVpcs others of its account and Region whose interfaces may have it, in order
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html">Associate security groups with multiple
 *     VPCs</a>
 */
public record SecurityGroup(
        Scope scope,
        SecurityGroupId id,
        VpcId vpcId,
        List<VpcId> associatedVpcs,
        String name,
        String description,
        List<SecurityGroupRule> rules,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public SecurityGroup {
        associatedVpcs = List.copyOf(associatedVpcs);
        rules = List.copyOf(rules);
    }

    /** Where its rules hold: where it was made, and where it is associated. */
    public List<VpcId> vpcs() {
        return Stream.concat(Stream.of(vpcId), associatedVpcs.stream()).toList();
    }

    /** Whether interfaces of a VPC may have it. */
    public boolean isIn(VpcId vpc) {
        return vpcId.equals(vpc) || associatedVpcs.contains(vpc);
    }

    /** Whether interfaces of one VPC may have either. */
    public boolean meets(SecurityGroup other) {
        return vpcs().stream().anyMatch(other::isIn);
    }

    /** The prefix lists that are peers of the rules. */
    public Set<PrefixListId> prefixLists() {
        return rules.stream()
                .flatMap(rule -> rule.peer() instanceof SecurityGroupRule.PrefixListPeer(PrefixListId list)
                        ? Stream.of(list)
                        : Stream.of())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public SecurityGroup withTags(Tags newTags) {
        return new SecurityGroup(scope, id, vpcId, associatedVpcs, name, description, rules, newTags);
    }

    public SecurityGroup withRules(List<SecurityGroupRule> newRules) {
        return new SecurityGroup(scope, id, vpcId, associatedVpcs, name, description, newRules, tags);
    }

    public SecurityGroup withAssociatedVpcs(Stream<VpcId> vpcs) {
        return new SecurityGroup(scope, id, vpcId, vpcs.sorted().toList(), name, description, rules, tags);
    }
}
