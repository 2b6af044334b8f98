package dev.postern.model.ec2;

/** A rule of a security group. The id reads {@code sgr-...}. */
public record SecurityGroupRuleId(String value) implements ResourceId {
    public static final String PREFIX = "sgr";

    public SecurityGroupRuleId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
