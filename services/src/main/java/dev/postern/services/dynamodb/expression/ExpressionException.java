package dev.postern.services.dynamodb.expression;

/** What is wrong with an expression, or with an item to which it is applied, in AWS's words. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message, null, false, false);
    }

    /** The message, which is never absent. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
