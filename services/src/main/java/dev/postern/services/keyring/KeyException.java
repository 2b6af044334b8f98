package dev.postern.services.keyring;

/** A key that cannot be used, in KMS's words; each service answers it by an error of its own. */
public final class KeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        INVALID_ARN,
        NOT_FOUND,
        DISABLED,
        INVALID_USAGE,
        INVALID_STATE
    }

    private final Kind kind;

    KeyException(Kind kind, String text) {
        super(text, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** KMS's text. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
