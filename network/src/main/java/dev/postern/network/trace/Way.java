package dev.postern.network.trace;

import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a walk has met by now, and what groups remember of it. */
final class Way {
    private final Optional<Walk.Asked> asked;
    private final List<Hop> hops = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();

    /**
     * Begins.
     *
     * @param asked for an answer
     */
    Way(Optional<Walk.Asked> asked) {
        this.asked = asked;
    }

    List<Hop> hops() {
        return List.copyOf(hops);
    }

    List<Session> sessions() {
        return List.copyOf(sessions);
    }

    void meet(Hop hop) {
        hops.add(hop);
    }

    /** Whether the last that it met let it pass. */
    boolean goesOn() {
        return hops.getLast().passed();
    }

    /** Takes a hop, and says whether the way ends with it. */
    boolean stops(Hop hop) {
        hops.add(hop);
        return !hop.passed();
    }

    /** The same of one that may not be there. */
    boolean stops(Optional<Hop> hop) {
        return hop.isPresent() && stops(hop.get());
    }

    boolean groupsStop(VpcIntent vpc, InterfacePort at, boolean out, Packet packet, boolean automatic) {
        Optional<Hop> hop = asked.isPresent()
                ? GroupStage.answer(vpc, at, out, asked.get(), packet)
                : GroupStage.hop(vpc, at, out, packet, automatic);
        if (asked.isEmpty()) {
            hop.flatMap(passed -> GroupStage.session(at, out, packet, passed)).ifPresent(sessions::add);
        }
        return stops(hop);
    }

    boolean aclStops(VpcIntent vpc, InterfacePort at, boolean out, Packet packet) {
        Optional<Hop> hop = AclStage.hop(vpc, at, out, packet, asked.isPresent());
        return stops(hop);
    }
}
