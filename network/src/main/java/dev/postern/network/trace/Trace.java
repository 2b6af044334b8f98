package dev.postern.network.trace;

import dev.postern.network.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A packet's way and the way of the answer. Security groups let the answer pass by what they remember; network ACLs and routes
 * judge it again. Text, JSON and Reachability Analyzer's shapes are renderings of it.
 *
 * @param packet as it is sent
 * @param there in order; the last one of a packet that is stopped is the one that stops it
 * @param sessions what was remembered on the way
 * @param back the answer's way; empty where the packet does not arrive, and where it arrives in its own VPC's router at a service
 *     that nobody judges
 */
public record Trace(Packet packet, List<Hop> there, List<Session> sessions, List<Hop> back, Outcome outcome) {
    public Trace {
        there = List.copyOf(there);
        sessions = List.copyOf(sessions);
        back = List.copyOf(back);
    }

    /** Whether the packet and the answer arrive. */
    public boolean delivered() {
        return outcome instanceof Outcome.Delivered;
    }

    /** The hop that stops it. */
    public Optional<Hop> stopped() {
        return outcome instanceof Outcome.Stopped(Hop first, var _) ? Optional.of(first) : Optional.empty();
    }

    /** What would let it through, as far as its first stop is concerned. */
    public List<Remedy> remedies() {
        return stopped()
                .map(Hop::ruling)
                .filter(Ruling.Stopped.class::isInstance)
                .map(stop -> ((Ruling.Stopped) stop).remedies())
                .orElse(List.of());
    }

    /** There, then back. */
    public List<Hop> hops() {
        List<Hop> all = new ArrayList<>(there);
        all.addAll(back);
        return List.copyOf(all);
    }

    /** One word or two and a name, the same for the same outcome. */
    public String summary() {
        return switch (outcome) {
            case Outcome.Delivered(Outcome.ToInternet to, Packet arrived) -> to + ", seen as " + arrived.source();
            case Outcome.Delivered(var to, var _) -> to.toString();
            case Outcome.Stopped(Hop first, var _) -> first.toString();
        };
    }

    /** One hop a line, for people who look for a fault. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(packet).append(": ").append(summary());
        there.forEach(hop -> text.append("\n  there ").append(hop));
        sessions.forEach(session -> text.append("\n  known ").append(session));
        back.forEach(hop -> text.append("\n  back  ").append(hop));
        return text.toString();
    }
}
