package dev.postern.model.ec2;

/** A VPC. The id reads {@code vpc-...}. */
public record VpcId(String value) implements ResourceId {
    public static final String PREFIX = "vpc";

    public VpcId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
