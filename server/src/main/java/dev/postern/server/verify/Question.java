package dev.postern.server.verify;

import dev.postern.server.why.Asked;

/**
 * What one pair of a line asks.
 *
 * @param from who asks, for people
 * @param what what is asked for, for people
 */
record Question(Line line, String from, String what, Asked asked) {}
