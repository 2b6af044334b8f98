package dev.postern.model.ec2;

/** The association of a route table with a subnet, a gateway, or (main) its VPC. The id reads {@code rtbassoc-...}. */
public record RouteTableAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "rtbassoc";

    public RouteTableAssociationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
