package dev.postern.model.ec2;

/** A VPC endpoint. The id reads {@code vpce-...}. */
public record VpcEndpointId(String value) implements ResourceId {
    public static final String PREFIX = "vpce";

    public VpcEndpointId {
        ResourceId.check(PREFIX, value);
    }

    /** What of it fits into eight bytes, by which appliances are told of it: its last 16 digits. */
    public long number() {
        return Long.parseUnsignedLong(value.substring(Math.max(PREFIX.length() + 1, value.length() - 16)), 16);
    }

    @Override
    public String toString() {
        return value;
    }
}
