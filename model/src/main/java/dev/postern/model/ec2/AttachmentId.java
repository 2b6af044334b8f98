package dev.postern.model.ec2;

/** The attachment of a network interface to an instance. The id reads {@code eni-attach-...}. */
public record AttachmentId(String value) implements ResourceId {
    public static final String PREFIX = "eni-attach";

    public AttachmentId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
