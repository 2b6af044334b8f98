package dev.postern.model.ec2;

/** A machine image. The id reads {@code ami-...}. */
public record ImageId(String value) implements ResourceId {
    public static final String PREFIX = "ami";

    public ImageId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
