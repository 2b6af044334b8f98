package dev.postern.model.ec2;

/** A VPC peering connection. The id reads {@code pcx-...}. */
public record VpcPeeringConnectionId(String value) implements ResourceId {
    public static final String PREFIX = "pcx";

    public VpcPeeringConnectionId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
