package dev.postern.services.cloudtrail;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of a trail's files.
 *
 * @param at when the last one arrived
 * @param attemptedAt when the last one was brought
 * @param error why that did not arrive; empty if it did
 */
public record Delivered(Optional<Instant> at, Optional<Instant> attemptedAt, String error) {
    /** Nothing was brought yet. */
    public static final Delivered NOTHING = new Delivered(Optional.empty(), Optional.empty(), "");
}
