package dev.postern.model.ec2;

/** A VPC endpoint. The id reads {@code vpce-...}. */
public record VpcEndpointId(String value) implements ResourceId {
    public static final String PREFIX = "vpce";

    public VpcEndpointId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
