package dev.postern.server.verify;

import java.util.List;
import java.util.Optional;

/**
 * One line of a perimeter: from each of these, all of that must be allowed, or denied.
 *
 * @param as another caller of a request
 * @param stoppedBy words that what stops it first must have
 * @param paper whether it is only foretold, and never sent
 */
record Line(
        Place place,
        Optional<String> name,
        List<Selector> from,
        Aim aim,
        Optional<String> as,
        Optional<String> region,
        Optional<String> bucketOwner,
        boolean allowed,
        Optional<String> stoppedBy,
        boolean paper) {
    Line {
        from = List.copyOf(from);
    }

    /** What is to be reached. */
    sealed interface Aim {}

    /** Where packets go. */
    record Packets(List<Goal> to) implements Aim {
        Packets {
            to = List.copyOf(to);
        }
    }

    /**
     * Where a packet goes.
     *
     * @param who a word is where it goes as {@code why} takes it, {@code HOST:PORT/PROTOCOL}
     * @param port of those that were chosen, as {@code 443}, {@code 53/udp} or {@code icmp}; else empty
     */
    record Goal(Selector who, String port) {}

    /**
     * A request.
     *
     * @param on the resources; none for the operation as such
     */
    record Request(String action, List<String> on) implements Aim {
        Request {
            on = List.copyOf(on);
        }
    }
}
