package dev.postern.model.ec2;

/** An internet gateway. The id reads {@code igw-...}. */
public record InternetGatewayId(String value) implements ResourceId {
    public static final String PREFIX = "igw";

    public InternetGatewayId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
