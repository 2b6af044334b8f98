package dev.postern.model.ec2;

/** The association of a network ACL with a subnet. The id reads {@code aclassoc-...}. */
public record NetworkAclAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "aclassoc";

    public NetworkAclAssociationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
