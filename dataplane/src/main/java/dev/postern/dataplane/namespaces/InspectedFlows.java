package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.Refusal;
import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.linux.PacketMap;
import java.util.List;
import java.util.Locale;

/**
 * What the programs of a Gateway Load Balancer's node remember together: to which appliance each flow goes, and how many packets were
 * refused, by reason. It outlives the server, and the programs, as long as one of them is there.
 *
 * <pre>
 *  0  when its last packet came, in nanoseconds since the machine began   8  the appliance's address
 * 12  its cookie     16  the link that it came by    20  the port that it is sent from
 * </pre>
 */
public final class InspectedFlows {
    static final int VALUE_BYTES = 24;
    static final int SEEN = 0;
    static final int APPLIANCE = 8;
    static final int COOKIE = 12;
    static final int LINK = 16;
    static final int PORT = 20;

    /** More are not remembered: who was silent for the longest time is forgotten. */
    private static final int MANY = 65_536;

    private static final int ARRAY = 2;
    private static final int LATEST_USED = 9;

    private static final int REASON_PLACE = -72;

    /** The maps, by their places in the programs. */
    static final List<PacketMap> MAPS = List.of(
            new PacketMap("flows", LATEST_USED, FlowKey.BYTES, VALUE_BYTES, MANY),
            new PacketMap("refusals", ARRAY, Integer.BYTES, Long.BYTES, Refusal.values().length));

    /** How many packets were refused, by the numbers of the reasons. */
    public static final PacketMap COUNTS = MAPS.getLast();

    private static final int FLOWS = 0;
    private static final int REFUSALS = 1;

    /** Where a program goes on with what is refused. */
    static String label(Refusal reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private InspectedFlows() {}

    /** Register 0 becomes the address of what is remembered of a flow, or nothing. */
    static void find(Instructions program) {
        program.map(1, FLOWS).address(2, FlowKey.KEY).call(PacketCalls.MAP_LOOKUP);
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
