package dev.postern.model.ec2;

/** A reserved range of a subnet's addresses. The id reads {@code scr-...}. */
public record SubnetCidrReservationId(String value) implements ResourceId {
    public static final String PREFIX = "scr";

    public SubnetCidrReservationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
