package dev.postern.model.ec2;

/** A network ACL. The id reads {@code acl-...}. */
public record NetworkAclId(String value) implements ResourceId {
    public static final String PREFIX = "acl";

    public NetworkAclId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
