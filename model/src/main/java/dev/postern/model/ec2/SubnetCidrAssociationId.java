package dev.postern.model.ec2;

/** The association of an IPv6 CIDR block with a subnet. The id reads {@code subnet-cidr-assoc-...}. */
public record SubnetCidrAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "subnet-cidr-assoc";

    public SubnetCidrAssociationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
