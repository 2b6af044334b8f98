package dev.postern.model.ec2;

/** An instance. The id reads {@code i-...}. */
public record InstanceId(String value) implements ResourceId {
    public static final String PREFIX = "i";

    public InstanceId {
        ResourceId.check(PREFIX, value);
    }

    /**
     * Whether EC2 takes a text for an instance's id, though there may be none: beside the forms that ids have, up to eight hex
     * digits in either case.
     */
    public static boolean isAccepted(String text) {
        return ResourceId.isWellFormed(PREFIX, text) || text.matches(PREFIX + "-[0-9a-fA-F]{1,8}");
    }

    @Override
    public String toString() {
        return value;
    }
}
