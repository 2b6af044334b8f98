package dev.postern.services.cloudtrail;

import dev.postern.model.cloudtrail.Trail;
import dev.postern.storage.events.EventQuery;
import dev.postern.storage.events.EventStore;
import java.util.List;
import java.util.Optional;

/** The events that were told so far, and what became of them. */
@FunctionalInterface
public interface EventHistory {
    /** Where nothing is told. */
    EventHistory NONE = _ -> new EventStore.Found(List.of(), Optional.empty());

    /** The events that a query is for; all are in it whose requests were answered before. */
    EventStore.Found find(EventQuery query);

    /** What became of a trail's files. */
    default Delivered delivered(Trail trail) {
        return Delivered.NOTHING;
    }
}
