package dev.postern.server.http;

import dev.postern.server.http.Connections.Connection;
import dev.postern.server.http.Connections.Turn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connections that share a bound, in the order in which they would be let go: by turn, and within a turn those that have waited
 * for longest. The order is kept, not looked for, since a flood asks for it with each new connection; and it is kept by
 * links from one to the next, since each request changes it a few times.
 */
final class WaitingGroup {
    /** A ring for each turn; nobody's place is its beginning and its end. */
    private final Map<Turn, Place> lines = new EnumMap<>(Turn.class);

    private int size;

    WaitingGroup() {
        for (Turn turn : Turn.values()) {
            lines.put(turn, new Place(this, null));
        }
    }

    /** Where a connection stands in one group. */
    static final class Place {
        private final WaitingGroup group;
        private final @Nullable Connection connection;
        private Place before = this;
        private Place after = this;

        private Place(WaitingGroup group, @Nullable Connection connection) {
            this.group = group;
            this.connection = connection;
        }

        void moveToEndOf(Turn turn) {
            unlink();
            Place end = Objects.requireNonNull(group.lines.get(turn));
            before = end.before;
            after = end;
            end.before.after = this;
            end.before = this;
        }

        void leave() {
            unlink();
            group.size--;
        }

        private void unlink() {
            before.after = after;
            after.before = before;
        }
    }

    /** A place at the end of what the connection waits for. */
    Place add(Connection connection) {
        Place place = new Place(this, connection);
        place.moveToEndOf(connection.turn());
        size++;
        return place;
    }

    int size() {
        return size;
    }

    /** The one to let go, if one has waited for long enough. */
    Optional<Connection> firstToGo(long now) {
        for (Place line : lines.values()) {
            Connection longest = line.after.connection;
            if (longest != null && longest.isOverdue(now)) {
                return Optional.of(longest);
            }
        }
        return Optional.empty();
    }

    List<Connection> members() {
        List<Connection> members = new ArrayList<>(size);
        for (Place line : lines.values()) {
            for (Place place = line.after; place.connection != null; place = place.after) {
                members.add(place.connection);
            }
        }
        return members;
    }
}
