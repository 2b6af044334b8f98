package dev.postern.server.trails;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.services.cloudtrail.events.Facts;
import dev.postern.services.cloudtrail.events.Facts.Category;
import java.util.List;
import java.util.stream.Stream;

/**
 * The trails that deliver at a moment of the cloud.
 *
 * @param sequence of the moment
 * @param data whether one of them may select an event of data: where none does, such requests cost nothing
 * @param network whether one of them may select an event of an endpoint
 */
record LoggingTrails(long sequence, List<Trail> trails, boolean data, boolean network) {
    static final LoggingTrails NONE = new LoggingTrails(-1, List.of(), false, false);

    LoggingTrails {
        trails = List.copyOf(trails);
    }

    static LoggingTrails of(Snapshot snapshot) {
        List<Trail> trails =
                snapshot.all(Trail.class).stream().filter(Trail::logging).toList();
        return new LoggingTrails(
                snapshot.sequence(),
                trails,
                trails.stream().anyMatch(trail -> Facts.selects(trail, Category.DATA)),
                trails.stream().anyMatch(trail -> Facts.selects(trail, Category.NETWORK_ACTIVITY)));
    }

    Stream<Trail> of(AccountId account) {
        return trails.stream().filter(trail -> trail.scope().account().equals(account));
    }
}
