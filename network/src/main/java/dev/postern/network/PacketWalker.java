package dev.postern.network;

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
        Verdict there = walk(intent, packet);
        Walk back = new Walk(intent, true);
        Verdict answer = switch (there) {
            case Verdict.Dropped _, Verdict.DeliveredToGuestService _ -> there;
            case Verdict.DeliveredToInterface(var id, Packet arrived, var _) ->
                back.from(arrived.reply(new Packet.FromInterface(id)));
            case Verdict.DeliveredToEndpoint(var _, var _, Packet arrived, var _) ->
                back.fromService(arrived.reply(packet.origin()));
            case Verdict.DeliveredToInternet(Packet arrived, var _) ->
                back.fromInternet(arrived.reply(new Packet.FromInternet()));
        };
        if (answer.equals(there)) {
            return there;
        }
        List<Hop> hops = new ArrayList<>(there.hops());
        hops.addAll(answer.hops());
        return (answer instanceof Verdict.Dropped ? answer : there).withHops(List.copyOf(hops));
    }
}
