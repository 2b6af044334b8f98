package dev.postern.network.trace;

import dev.postern.model.Snapshot;
import dev.postern.network.Door;
import dev.postern.network.GatewayService;
import dev.postern.network.GuestService;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import java.util.List;
import java.util.Optional;

/**
 * Walks a packet, and the answer to it, through an intent, hop by hop, and says where they end and which rule decided. It is the
 * second witness: the kernel enforces the same intent, and tests demand that the two agree.
 */
public final class PacketWalker {
    private PacketWalker() {}

    /** Follows the first packet of a connection and its answer: whether a connection comes about. */
    public static Trace trace(NetworkIntent intent, Packet packet) {
        return trace(intent, packet, new Surroundings(Optional.empty(), intent.outside(), 0));
    }

    /**
     * The same, for people: what stops the packet and what would help is told with all that is in the cloud, also what carries no
     * packets, as stopped instances and endpoints that no route table leads to.
     *
     * @param snapshot what the intent was compiled from
     */
    public static Trace trace(Snapshot snapshot, NetworkIntent intent, Packet packet) {
        return trace(intent, packet, new Surroundings(Optional.of(snapshot), intent.outside(), 0));
    }

    /**
     * Where a NAT gateway has several addresses, or a balancer several targets, a connection that any of them would not bring there does not
     * surely come about.
     */
    private static Trace trace(NetworkIntent intent, Packet packet, Surroundings around) {
        Trace first = once(intent, packet, around);
        for (int turn = 1; first.delivered() && turn < addresses(first); turn++) {
            Trace other = once(intent, packet, around.at(turn));
            if (!other.delivered()) {
                return other;
            }
        }
        return first;
    }

    private static int addresses(Trace trace) {
        return trace.there().stream()
                .map(hop -> hop.ruling().rule())
                .mapToInt(rule -> switch (rule) {
                    case Rule.AsNatGateway nat -> nat.outside().size();
                    case BalancerRule.BalancedTo balanced -> balanced.all().size();
                    case InspectionRule.Encapsulated inspected ->
                        inspected.all().size();
                    default -> 1;
                })
                .max()
                .orElse(1);
    }

    private static Trace once(NetworkIntent intent, Packet packet, Surroundings around) {
        Walk there = new Walk(intent, around, Optional.empty(), false);
        Optional<Outcome.Delivered> arrival = there.from(packet);
        if (arrival.isEmpty()) {
            return new Trace(packet, there.hops(), there.sessions(), List.of(), stopped(there, false));
        }
        Outcome.Delivered delivered = arrival.get();
        Walk back =
                new Walk(intent, around, Optional.of(new Walk.Asked(packet, there.hops(), there.sessions())), false);
        Packet arrived = delivered.arrived();
        boolean answered = switch (delivered.to()) {
            case Outcome.ToInterface(var id, var _) -> back.answer(arrived.reply(new Packet.FromInterface(id)));
            case Outcome.ToDoor(Door door) ->
                switch (door) {
                    case GuestService _ -> true; // nothing can keep its answers away
                    case GatewayService _ -> back.answerOfService(arrived.reply(packet.origin()));
                };
            case Outcome.ToInternet _, Outcome.ToOutside _ -> back.answer(arrived.reply(new Packet.FromInternet()));
        };
        return new Trace(
                packet, there.hops(), there.sessions(), back.hops(), answered ? delivered : stopped(back, true));
    }

    private static Outcome stopped(Walk walk, boolean onTheWayBack) {
        return new Outcome.Stopped(walk.hops().getLast(), onTheWayBack);
    }
}
