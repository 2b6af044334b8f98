package dev.postern.model.ec2;

/** A set of DHCP options. The id reads {@code dopt-...}. */
public record DhcpOptionsId(String value) implements ResourceId {
    public static final String PREFIX = "dopt";

    public DhcpOptionsId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
