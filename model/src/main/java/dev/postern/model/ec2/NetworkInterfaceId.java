package dev.postern.model.ec2;

/** An elastic network interface. The id reads {@code eni-...}. */
public record NetworkInterfaceId(String value) implements ResourceId {
    public static final String PREFIX = "eni";

    public NetworkInterfaceId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
