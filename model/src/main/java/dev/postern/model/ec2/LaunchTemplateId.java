package dev.postern.model.ec2;

/** The id of a launch template, {@code lt-...}. */
public record LaunchTemplateId(String value) implements ResourceId {
    public static final String PREFIX = "lt";

    public LaunchTemplateId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
