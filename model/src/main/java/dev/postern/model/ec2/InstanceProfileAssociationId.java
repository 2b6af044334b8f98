package dev.postern.model.ec2;

/** The association of an instance profile with an instance. The id reads {@code iip-assoc-...}. */
public record InstanceProfileAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "iip-assoc";

    public InstanceProfileAssociationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
