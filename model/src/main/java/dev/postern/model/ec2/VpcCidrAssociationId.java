package dev.postern.model.ec2;

/** The association of a CIDR block with a VPC. The id reads {@code vpc-cidr-assoc-...}. */
public record VpcCidrAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "vpc-cidr-assoc";

    public VpcCidrAssociationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
