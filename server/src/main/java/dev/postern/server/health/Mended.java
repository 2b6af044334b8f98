package dev.postern.server.health;

import dev.postern.model.Problem;
import java.time.Instant;

/**
 * A problem that is over.
 *
 * @param at when it was over
 * @param found the problem as it was found
 * @param done what was done about it
 */
public record Mended(Instant at, Problem found, String done) {}
