package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A security group: stateful rules that only allow. */
public record SecurityGroup(
        Scope scope,
        SecurityGroupId id,
        VpcId vpcId,
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
        rules = List.copyOf(rules);
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
        return new SecurityGroup(scope, id, vpcId, name, description, rules, newTags);
    }

    public SecurityGroup withRules(List<SecurityGroupRule> newRules) {
        return new SecurityGroup(scope, id, vpcId, name, description, newRules, tags);
    }
}
