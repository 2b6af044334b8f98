package dev.postern.model.ec2;

/** A reservation: the instances of one launch. The id reads {@code r-...}. */
public record ReservationId(String value) implements ResourceId {
    public static final String PREFIX = "r";

    public ReservationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
