package dev.postern.policy;

/** A document that is not a policy of its kind. The message is AWS's. */
public final class MalformedPolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Violation violation;

    MalformedPolicyException(Violation violation, String message) {
        super(message, null, false, false);
        this.violation = violation;
    }

    public Violation violation() {
        return violation;
    }

    /** AWS's text, which is never absent. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
