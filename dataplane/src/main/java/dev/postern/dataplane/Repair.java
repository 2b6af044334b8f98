package dev.postern.dataplane;

import dev.postern.model.Problem;

/**
 * Somebody else changed the network, and it is again as it must be.
 *
 * @param found what was found
 * @param done what was done about it
 */
public record Repair(Problem found, String done) {}
