package dev.postern.model.ec2;

/** An Elastic IP address. The id reads {@code eipalloc-...}. */
public record AllocationId(String value) implements ResourceId {
    public static final String PREFIX = "eipalloc";

    public AllocationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
