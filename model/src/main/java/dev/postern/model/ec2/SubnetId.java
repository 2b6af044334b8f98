package dev.postern.model.ec2;

/** A subnet. The id reads {@code subnet-...}. */
public record SubnetId(String value) implements ResourceId {
    public static final String PREFIX = "subnet";

    public SubnetId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
