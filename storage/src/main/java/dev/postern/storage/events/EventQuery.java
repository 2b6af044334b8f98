package dev.postern.storage.events;

import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * Which events are looked for: those of an account in a Region between two times, the newest first.
 *
 * @param from the earliest time, included
 * @param to the latest time, included
 * @param before behind which place of an earlier answer it goes on
 */
public record EventQuery(
        Scope scope, Instant from, Instant to, Optional<Wanted> wanted, Optional<Place> before, int limit) {
    /** By what events can be found. */
    public enum Attribute {
        ID,
        NAME,
        READ_ONLY,
        USER_NAME,
        RESOURCE_TYPE,
        RESOURCE_NAME,
        SOURCE,
        ACCESS_KEY_ID
    }

    /** What an attribute must be. */
    public record Wanted(Attribute attribute, String value) {}

    /** Where an event stands among all. */
    public record Place(long millis, long number) {}
}
