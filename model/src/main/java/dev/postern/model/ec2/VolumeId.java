package dev.postern.model.ec2;

/** An EBS volume. The id reads {@code vol-...}. */
public record VolumeId(String value) implements ResourceId {
    public static final String PREFIX = "vol";

    public VolumeId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
