package dev.postern.explain;

/**
 * What happened when it was really tried.
 *
 * @param how what was done, as the command that ran inside the instance
 * @param passed whether it got through
 * @param saw what came back, in one line
 */
public record Probe(String how, boolean passed, String saw) {}
