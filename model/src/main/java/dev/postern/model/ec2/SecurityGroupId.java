package dev.postern.model.ec2;

/** A security group. The id reads {@code sg-...}. */
public record SecurityGroupId(String value) implements ResourceId {
    public static final String PREFIX = "sg";

    public SecurityGroupId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
