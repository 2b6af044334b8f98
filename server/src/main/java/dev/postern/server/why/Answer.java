package dev.postern.server.why;

import dev.postern.explain.Explanation;

/**
 * What is foretold, and what can be sent to see.
 *
 * @param sequence of the snapshot that it was foretold from
 */
public record Answer(Explanation explanation, Sending sending, long sequence) {}
