package dev.postern.model.ec2;

/** An instance. The id reads {@code i-...}. */
public record InstanceId(String value) implements ResourceId {
    public static final String PREFIX = "i";

    public InstanceId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
