package dev.postern.model.ec2;

/** An analysis of a path. The id reads {@code nia-...}. */
public record NetworkInsightsAnalysisId(String value) implements ResourceId {
    public static final String PREFIX = "nia";

    public NetworkInsightsAnalysisId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
