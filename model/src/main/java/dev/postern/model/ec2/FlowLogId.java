package dev.postern.model.ec2;

/** A flow log. The id reads {@code fl-...}. */
public record FlowLogId(String value) implements ResourceId {
    public static final String PREFIX = "fl";

    public FlowLogId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
