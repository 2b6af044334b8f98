package dev.postern.model.ec2;

/** The association of an Elastic IP address with a network interface. The id reads {@code eipassoc-...}. */
public record AddressAssociationId(String value) implements ResourceId {
    public static final String PREFIX = "eipassoc";

    public AddressAssociationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
