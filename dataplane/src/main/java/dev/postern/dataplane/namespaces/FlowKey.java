package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.elbv2.TargetGroup.Stickiness;

/**
 * How the programs of a Gateway Load Balancer know a flow again, in both of its directions: by a key on their stack, which has the flow's
 * two ends in the order of their numbers.
 *
 * <pre>
 *  0  the endpoint, as GENEVE's options have it
 *  8  the lower end's address   24  the other's
 * 40  its port                  42  the other's; 0 where ports do not count, or there are none, as in fragments
 * 44  the protocol; 0 where it does not count
 * 45  4 or 6
 * </pre>
 */
final class FlowKey {
    static final int BYTES = 48;

    /** Where it is on the stack. */
    static final int KEY = -BYTES;

    static final int ENDPOINT = KEY;
    static final int FIRST = KEY + 8;
    static final int SECOND = KEY + 24;
    static final int FIRST_PORT = KEY + 40;
    static final int SECOND_PORT = KEY + 42;
    static final int PROTOCOL_PLACE = KEY + 44;
    static final int FAMILY = KEY + 45;

    /** The header of the packet. */
    static final int HEADER = -120;

    /** The packet's protocol, whether or not it counts. */
    static final int PROTOCOL = -76;

    /** Where the other end sent the packet, the bytes of one count; else 0. */
    static final int TURNED = -75;

    /** A register that calls leave alone: where what the header is followed by begins. */
    static final int BODY = 7;

    static final int TCP = 6;
    static final int UDP = 17;

    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int FRAGMENTS = 0x3fff;

    private FlowKey() {}

    /**
     * Makes the key, but for its endpoint.
     *
     * @param from where the packet begins in the frame
     * @param stickiness what of the packet makes its flow
     * @param otherwise where to go on if it is no packet
     */
    static void read(Instructions program, int from, Stickiness stickiness, String otherwise) {
        for (int word = FIRST; word < 0; word += 4) {
            program.storeWord(word, 0);
        }
        program.set(2, 0).store(Size.BYTE, Instructions.FRAME, TURNED, 2);
        PacketCalls.read(program, from, HEADER, IPV4_BYTES, otherwise);
        program.load(Size.BYTE, 2, Instructions.FRAME, HEADER)
                .copy(BODY, 2)
                .and(2, 0xf0)
                .jumpIf(2, Condition.EQUAL, 0x60, "IPv6")
                .jumpIf(2, Condition.NOT_EQUAL, 0x40, otherwise);
        ipv4(program, from, otherwise);
        program.jump("ends").label("IPv6");
        ipv6(program, from, otherwise);
        program.label("ends").load(Size.BYTE, 2, Instructions.FRAME, PROTOCOL);
        if (stickiness == Stickiness.FIVE_TUPLE) {
            program.jumpIf(2, Condition.EQUAL, TCP, "ports")
                    .jumpIf(2, Condition.NOT_EQUAL, UDP, "no ports")
                    .label("ports")
                    .load(Size.BYTE, 2, Instructions.FRAME, FAMILY)
                    .jumpIf(2, Condition.NOT_EQUAL, 4, "whole")
                    .load(Size.HALF, 2, Instructions.FRAME, HEADER + 6)
                    .and(2, Instructions.networkOrder16(FRAGMENTS))
                    .jumpIf(2, Condition.NOT_EQUAL, 0, "no ports")
                    .label("whole");
            PacketCalls.readAt(program, BODY, FIRST_PORT, 4, otherwise);
            program.label("no ports");
        }
        if (stickiness != Stickiness.TWO_TUPLE) {
            program.load(Size.BYTE, 2, Instructions.FRAME, PROTOCOL)
                    .store(Size.BYTE, Instructions.FRAME, PROTOCOL_PLACE, 2);
        }
        order(program);
    }

    private static void ipv4(Instructions program, int from, String otherwise) {
        program.and(BODY, 0x0f)
                .jumpIf(BODY, Condition.LESS, IPV4_BYTES / 4, otherwise)
                .left(BODY, 2)
                .plus(BODY, from);
        program.set(2, 4)
                .store(Size.BYTE, Instructions.FRAME, FAMILY, 2)
                .load(Size.BYTE, 2, Instructions.FRAME, HEADER + 9)
                .store(Size.BYTE, Instructions.FRAME, PROTOCOL, 2)
                .copyWord(HEADER + 12, FIRST + 12)
                .copyWord(HEADER + 16, SECOND + 12);
    }

    private static void ipv6(Instructions program, int from, String otherwise) {
        PacketCalls.read(program, from, HEADER, IPV6_BYTES, otherwise);
        program.set(BODY, from + IPV6_BYTES)
                .set(2, 6)
                .store(Size.BYTE, Instructions.FRAME, FAMILY, 2)
                .load(Size.BYTE, 2, Instructions.FRAME, HEADER + 6)
                .store(Size.BYTE, Instructions.FRAME, PROTOCOL, 2);
        for (int word = 0; word < 16; word += 4) {
            program.copyWord(HEADER + 8 + word, FIRST + word).copyWord(HEADER + 24 + word, SECOND + word);
        }
    }

    /** Whichever end the packet came from, the lower one is the first. */
    private static void order(Instructions program) {
        for (int half = 0; half < 16; half += 8) {
            compare(program, Size.LONG, FIRST + half, SECOND + half);
        }
        compare(program, Size.HALF, FIRST_PORT, SECOND_PORT);
        program.jump("ordered").label("turn").set(2, Long.BYTES).store(Size.BYTE, Instructions.FRAME, TURNED, 2);
        for (int half = 0; half < 16; half += 8) {
            exchange(program, Size.LONG, FIRST + half, SECOND + half);
        }
        exchange(program, Size.HALF, FIRST_PORT, SECOND_PORT);
        program.label("ordered");
    }

    private static void compare(Instructions program, Size size, int one, int other) {
        int bits = size == Size.LONG ? 64 : 16;
        program.load(size, 2, Instructions.FRAME, one)
                .swap(2, bits)
                .load(size, 3, Instructions.FRAME, other)
                .swap(3, bits)
                .jumpIfRegister(2, Condition.LESS, 3, "ordered")
                .jumpIfRegister(2, Condition.MORE, 3, "turn");
    }

    private static void exchange(Instructions program, Size size, int one, int other) {
        program.load(size, 2, Instructions.FRAME, one)
                .load(size, 3, Instructions.FRAME, other)
                .store(size, Instructions.FRAME, one, 3)
                .store(size, Instructions.FRAME, other, 2);
    }

    /** A register becomes a number that follows from the key alone, evenly; register 3 is lost. */
    static void hash(Instructions program, int register) {
        program.set(register, 0);
        for (int part = KEY; part < 0; part += 8) {
            program.load(Size.LONG, 2, Instructions.FRAME, part)
                    .xorRegister(register, 2)
                    .times(register, 0x9e3779b1)
                    .copy(3, register)
                    .right(3, 32)
                    .xorRegister(register, 3);
        }
        program.times(register, 0x85ebca6b).copy(3, register).right(3, 29).xorRegister(register, 3);
    }
}
