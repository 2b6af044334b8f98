package dev.postern.server.why;

/** A question that has no answer: it names what is not there, or nothing at all. The message is for the person. */
public final class CannotAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotAnswer(String message) {
        super(message, null, false, false);
    }
}
