package dev.postern.model.ec2;

/** The permission of a principal to use an endpoint service. The id reads {@code vpce-svc-perm-...}. */
public record EndpointServicePermissionId(String value) implements ResourceId {
    public static final String PREFIX = "vpce-svc-perm";

    public EndpointServicePermissionId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
