package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;

/** What programs have the kernel do with the packet that they are run for. */
final class PacketCalls {
    // struct __sk_buff
    /** Who the frame was for, as the link saw it. */
    static final int KIND_OF_RECEIVER = 4;

    static final int PROTOCOL = 16;
    /** Whether there is a VLAN tag beside the frame. */
    static final int TAGGED = 20;

    static final int LENGTH = 0;

    static final int INTERFACE = 40;

    /** How much of a stream's bytes each packet is to have into which it is still to be cut; 0 where it is one packet. */
    static final int SEGMENT_BYTES = 176;

    // functions of the kernel
    static final int MAP_LOOKUP = 1;
    static final int MAP_UPDATE = 2;
    static final int NOW = 5;
    static final int CHANGE_ROOM = 50;

    // how room is made or taken
    static final int BEHIND_LINK_HEADER = 1;
    static final int SEGMENTS_STAY = 1;

    static final int REDIRECT = 23;
    static final int CHANGE_LENGTH = 38;
    private static final int STORE_BYTES = 9;
    private static final int LOAD_BYTES = 26;
    private static final int SUM = 28;

    // verdicts
    static final int GO_ON = -1;
    static final int DROP = 2;

    // registers that calls leave alone
    static final int PACKET = 6;
    static final int DIFFERENCE = 8;

    private PacketCalls() {}

    /** Goes on if the frame was for this end of the link, and for nobody else. */
    static void onlyForThis(Instructions program, String otherwise) {
        program.load(Size.WORD, 2, PACKET, KIND_OF_RECEIVER).jumpIf(2, Condition.NOT_EQUAL, 0, otherwise);
    }

    static void read(Instructions program, int from, int to, int bytes, String otherwise) {
        program.copy(1, PACKET)
                .set(2, from)
                .address(3, to)
                .set(4, bytes)
                .call(LOAD_BYTES)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, otherwise);
    }

    /** The same from where a register says. */
    static void readAt(Instructions program, int register, int to, int bytes, String otherwise) {
        program.copy(1, PACKET)
                .copy(2, register)
                .address(3, to)
                .set(4, bytes)
                .call(LOAD_BYTES)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, otherwise);
    }

    static void write(Instructions program, int to, int from, int bytes) {
        program.copy(1, PACKET)
                .set(2, to)
                .address(3, from)
                .set(4, bytes)
                .set(5, 0)
                .call(STORE_BYTES)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop");
    }

    /**
     * What differs in the sum of all, or of two parts; places that have no bytes are none.
     *
     * @param seed the register with what differs already; 0 for none
     */
    static void sum(Instructions program, int from, int fromBytes, int to, int toBytes, int seed) {
        program.part(1, from, fromBytes);
        program.part(3, to, toBytes);
        if (seed == 0) {
            program.set(5, 0);
        } else {
            program.copy(5, seed);
        }
        program.call(SUM).copy(DIFFERENCE, Instructions.RESULT);
    }

    /** The sum of a header as it stands there. */
    static void fold(Instructions program, int to) {
        program.copy(1, DIFFERENCE);
        for (int i = 0; i < 2; i++) {
            program.copy(2, 1).right(2, 16).and(1, 0xffff).plusRegister(1, 2);
        }
        program.invert(1).store(Size.HALF, Instructions.FRAME, to, 1);
    }
}
