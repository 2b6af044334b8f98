package dev.postern.model.ec2;

/** A path to be analyzed. The id reads {@code nip-...}. */
public record NetworkInsightsPathId(String value) implements ResourceId {
    public static final String PREFIX = "nip";

    public NetworkInsightsPathId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
