package dev.postern.model.dynamodb;

/** The types that an attribute of a key can have. */
public enum ScalarType {
    S,
    N,
    B;

    /** Whether a value is of this type. */
    public boolean fits(AttributeValue value) {
        return value.type().name().equals(name());
    }
}
