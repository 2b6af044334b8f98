package dev.postern.model.ec2;

/** A route table. The id reads {@code rtb-...}. */
public record RouteTableId(String value) implements ResourceId {
    public static final String PREFIX = "rtb";

    public RouteTableId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
