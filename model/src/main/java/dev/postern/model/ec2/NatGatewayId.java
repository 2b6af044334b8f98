package dev.postern.model.ec2;

/** A NAT gateway. The id reads {@code nat-...}. */
public record NatGatewayId(String value) implements ResourceId {
    public static final String PREFIX = "nat";

    public NatGatewayId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
