package dev.postern.policy.analysis;

/**
 * A part of a document.
 *
 * @param start of its first character
 * @param end behind its last character
 * @see <a href="https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Span.html">Span</a>
 */
public record Span(Position start, Position end) {
    /**
     * A place in a document.
     *
     * @param line from 1
     * @param column from 0
     * @param offset from 0
     */
    public record Position(int line, int column, int offset) {}
}
