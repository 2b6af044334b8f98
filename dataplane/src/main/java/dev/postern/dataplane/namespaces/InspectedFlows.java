package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.InspectedFlow;
import dev.postern.dataplane.Refusal;
import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.linux.PacketMap;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/**
 * What the programs of a Gateway Load Balancer's node remember together: to which appliance each flow goes, how many packets of it
 * went there and came back, and how many were refused, by reason. It outlives the server, and the programs, as long as one of them is there.
 *
 * <pre>
 *  0  when its last packet came, in nanoseconds since the machine began   8  the appliance's address
 * 12  its cookie     16  the link that it came by    20  the port that it is sent from
 * 24  how many packets went to the appliance, from the lower end and   32  from the other
 * 40  how many of these came back, from the lower end and              48  from the other
 * </pre>
 */
public final class InspectedFlows {
    static final int VALUE_BYTES = 56;
    static final int SEEN = 0;
    static final int APPLIANCE = 8;
    static final int COOKIE = 12;
    static final int LINK = 16;
    static final int PORT = 20;
    static final int SENT = 24;
    static final int CAME = 40;

    /** More are not remembered: who was silent for the longest time is forgotten. */
    private static final int MANY = 65_536;

    private static final int ARRAY = 2;
    private static final int LATEST_USED = 9;

    private static final int REASON_PLACE = -72;

    /** The maps, by their places in the programs. */
    static final List<PacketMap> MAPS = List.of(
            new PacketMap("flows", LATEST_USED, FlowKey.BYTES, VALUE_BYTES, MANY),
            new PacketMap("refusals", ARRAY, Integer.BYTES, Long.BYTES, Refusal.values().length));

    /** The flows. */
    public static final PacketMap ALL = MAPS.getFirst();

    /** How many packets were refused, by the numbers of the reasons. */
    public static final PacketMap COUNTS = MAPS.getLast();

    private static final int FLOWS = 0;
    private static final int REFUSALS = 1;

    /** A flow, as the programs wrote it. */
    public static InspectedFlow read(ByteBuffer key, ByteBuffer value) {
        ByteBuffer words = key.duplicate().order(ByteOrder.BIG_ENDIAN);
        boolean ipv4 = words.get(FlowKey.FAMILY - FlowKey.KEY) == 4;
        return new InspectedFlow(
                words.getLong(0),
                Ip.v4(value.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(APPLIANCE)),
                Byte.toUnsignedInt(words.get(FlowKey.PROTOCOL_PLACE - FlowKey.KEY)),
                end(words, FlowKey.FIRST, FlowKey.FIRST_PORT, ipv4, value, 0),
                end(words, FlowKey.SECOND, FlowKey.SECOND_PORT, ipv4, value, Long.BYTES));
    }

    private static InspectedFlow.End end(
            ByteBuffer words, int address, int port, boolean ipv4, ByteBuffer value, int turned) {
        int at = address - FlowKey.KEY;
        Ip ip = ipv4
                ? Ip.v4(words.getInt(at + 12))
                : new Ip(Family.IPV6, words.getLong(at), words.getLong(at + Long.BYTES));
        return new InspectedFlow.End(
                ip,
                Short.toUnsignedInt(words.getShort(port - FlowKey.KEY)),
                value.getLong(SENT + turned),
                value.getLong(CAME + turned));
    }

    /** Where a program goes on with what is refused. */
    static String label(Refusal reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private InspectedFlows() {}

    /** Register 0 becomes the address of what is remembered of a flow, or nothing. */
    static void find(Instructions program) {
        program.map(1, FLOWS).address(2, FlowKey.KEY).call(PacketCalls.MAP_LOOKUP);
    }

    /** Counts a packet of the flow that register 0 is the address of, and loses that. */
    static void count(Instructions program, int counts) {
        program.load(Instructions.Size.BYTE, 2, Instructions.FRAME, FlowKey.TURNED)
                .and(2, Long.BYTES)
                .plusRegister(Instructions.RESULT, 2)
                .set(1, 1)
                .count(Instructions.RESULT, counts, 1);
    }

    /**
     * Makes the counts of a flow with one packet, which is sent.
     *
     * @param value where on the stack
     */
    static void first(Instructions program, int value) {
        for (int word = SENT; word < VALUE_BYTES; word += Integer.BYTES) {
            program.storeWord(value + word, 0);
        }
        program.set(2, 1)
                .load(Instructions.Size.BYTE, 3, Instructions.FRAME, FlowKey.TURNED)
                .jumpIf(3, Condition.EQUAL, 0, "from the lower end")
                .store(Instructions.Size.LONG, Instructions.FRAME, value + SENT + Long.BYTES, 2)
                .jump("counted")
                .label("from the lower end")
                .store(Instructions.Size.LONG, Instructions.FRAME, value + SENT, 2)
                .label("counted");
    }

    /**
     * Remembers a flow.
     *
     * @param value where on the stack
     */
    static void remember(Instructions program, int value) {
        program.map(1, FLOWS)
                .address(2, FlowKey.KEY)
                .address(3, value)
                .set(4, 0)
                .call(PacketCalls.MAP_UPDATE)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop");
    }

    /** The ends of a program: what is refused is counted, and dropped. */
    static void refuse(Instructions program) {
        for (Refusal reason : Refusal.values()) {
            if (program.leadsTo(label(reason))) {
                program.label(label(reason)).set(2, reason.number()).jump("count");
            }
        }
        program.label("count")
                .store(Instructions.Size.WORD, Instructions.FRAME, REASON_PLACE, 2)
                .map(1, REFUSALS)
                .address(2, REASON_PLACE)
                .call(PacketCalls.MAP_LOOKUP)
                .jumpIfNothing("drop")
                .set(1, 1)
                .count(Instructions.RESULT, 0, 1)
                .label("drop")
                .set(Instructions.RESULT, PacketCalls.DROP)
                .end();
    }
}
