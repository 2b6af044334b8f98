package dev.postern.model.ec2;

/** A key pair. The id reads {@code key-...}. */
public record KeyPairId(String value) implements ResourceId {
    public static final String PREFIX = "key";

    public KeyPairId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
