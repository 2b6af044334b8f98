package dev.postern.model.ec2;

/** An egress-only internet gateway. The id reads {@code eigw-...}. */
public record EgressOnlyInternetGatewayId(String value) implements ResourceId {
    public static final String PREFIX = "eigw";

    public EgressOnlyInternetGatewayId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
