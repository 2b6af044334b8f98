package dev.postern.wire.codec;

/** A value on the wire does not have the form that its type asks for. Each protocol has its own words for it. */
public final class InvalidValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String name;
    private final String value;

    /** What is wrong. */
    public enum Kind {
        NOT_AN_INTEGER,
        NOT_A_NUMBER,
        NOT_A_BOOLEAN,
        NOT_A_TIMESTAMP,
        NOT_BASE64,
        NOT_A_LIST,
        NOT_A_STRUCTURE,
        UNKNOWN_NAME,
        /** The SDK knows it, and nothing here honours it. */
        NOT_SERVED,
        TOO_DEEP,
        TOO_MANY
    }

    public InvalidValueException(Kind kind, String name, String value) {
        super(kind + " " + name, null, false, false);
        this.kind = kind;
        this.name = name;
        this.value = value;
    }

    public Kind kind() {
        return kind;
    }

    /** The parameter, element or member, with the path to it. */
    public String name() {
        return name;
    }

    public String value() {
        return value;
    }
}
