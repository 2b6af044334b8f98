package dev.postern.model.ec2;

/** What is excluded from VPC Block Public Access. The id reads {@code vpcbpa-exclude-...}. */
public record VpcBlockPublicAccessExclusionId(String value) implements ResourceId {
    public static final String PREFIX = "vpcbpa-exclude";

    public VpcBlockPublicAccessExclusionId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
