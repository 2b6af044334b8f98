package dev.postern.storage.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The events of all accounts. One thread adds, any number look. */
public interface EventStore {
    /** Keeps events, and forgets the oldest where there are more than are kept, or whose time is over. */
    void append(List<KeptEvent> events, Instant now);

    /** Forgets all. */
    void clear();

    /** The events that a query is for, as many as it wants at most. */
    Found find(EventQuery query);

    /**
     * A part of what was found.
     *
     * @param next from where there is more
     */
    record Found(List<KeptEvent> events, Optional<EventQuery.Place> next) {
        public Found {
            events = List.copyOf(events);
        }
    }
}
