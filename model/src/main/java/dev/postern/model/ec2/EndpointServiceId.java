package dev.postern.model.ec2;

/** An endpoint service. The id reads {@code vpce-svc-...}. */
public record EndpointServiceId(String value) implements ResourceId {
    public static final String PREFIX = "vpce-svc";

    public EndpointServiceId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
