package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import java.util.List;

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

    public SecurityGroup withTags(Tags newTags) {
        return new SecurityGroup(scope, id, vpcId, name, description, rules, newTags);
    }

    public SecurityGroup withRules(List<SecurityGroupRule> newRules) {
        return new SecurityGroup(scope, id, vpcId, name, description, newRules, tags);
    }
}
