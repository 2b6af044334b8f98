package dev.postern.model.ec2;

/** A connection notification. The id reads {@code vpce-nfn-...}. */
public record ConnectionNotificationId(String value) implements ResourceId {
    public static final String PREFIX = "vpce-nfn";

    public ConnectionNotificationId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
