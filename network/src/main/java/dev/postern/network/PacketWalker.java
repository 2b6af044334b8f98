package dev.postern.network;

import dev.postern.model.ec2.NetworkInterfaceId;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a packet through an intent, hop by hop, and says where it ends and which rule decided. It is the second witness: the
 * kernel enforces the same intent, and tests demand that the two agree.
 */
public final class PacketWalker {
    private PacketWalker() {}

    /** Follows the first packet of a connection. */
    public static Verdict walk(NetworkIntent intent, Packet packet) {
        return new Walk(intent, false).from(packet);
    }

    /**
     * Follows the first packet and the answer to it: whether a connection comes about. Security groups let the answer pass, as
     * they are stateful; network ACLs and routes judge it again.
     */
    public static Verdict connect(NetworkIntent intent, Packet packet) {
        Walk forth = new Walk(intent, false);
        Verdict there = forth.from(packet);
        Walk back = new Walk(intent, true);
        Verdict answer = switch (there) {
            case Verdict.Dropped _, Verdict.DeliveredToGuestService _ -> there;
            case Verdict.DeliveredToInterface(NetworkInterfaceId id, List<Hop> _) ->
                back.from(forth.arrived().reply(new Packet.FromInterface(id)));
            case Verdict.DeliveredToEndpoint _ ->
                back.fromService(forth.arrived().reply(packet.origin()));
            case Verdict.DeliveredToInternet _ ->
                back.fromInternet(forth.arrived().reply(new Packet.FromInternet()));
        };
        if (answer.equals(there)) {
            return there;
        }
        List<Hop> hops = new ArrayList<>(there.hops());
        hops.addAll(answer.hops());
        return answer instanceof Verdict.Dropped(Hop by, List<Hop> _)
                ? new Verdict.Dropped(by, List.copyOf(hops))
                : withHops(there, List.copyOf(hops));
    }

    private static Verdict withHops(Verdict verdict, List<Hop> hops) {
        return switch (verdict) {
            case Verdict.DeliveredToInterface(var id, var _) -> new Verdict.DeliveredToInterface(id, hops);
            case Verdict.DeliveredToEndpoint(var id, var service, var _) ->
                new Verdict.DeliveredToEndpoint(id, service, hops);
            case Verdict.DeliveredToGuestService(var kind, var _) -> new Verdict.DeliveredToGuestService(kind, hops);
            case Verdict.DeliveredToInternet(var seenAs, var _) -> new Verdict.DeliveredToInternet(seenAs, hops);
            case Verdict.Dropped(var by, var _) -> new Verdict.Dropped(by, hops);
        };
    }
}
