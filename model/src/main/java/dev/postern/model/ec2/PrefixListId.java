package dev.postern.model.ec2;

/** A prefix list. The id reads {@code pl-...}. */
public record PrefixListId(String value) implements ResourceId {
    public static final String PREFIX = "pl";

    public PrefixListId {
        ResourceId.check(PREFIX, value);
    }

    @Override
    public String toString() {
        return value;
    }
}
