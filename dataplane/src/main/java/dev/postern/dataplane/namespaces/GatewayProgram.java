package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The program that answers for the IPv6 gateway of an instance, before the router looks at what comes from it: a solicitation of routers is
 * turned into an advertisement, one of the gateway into the gateway's MAC address, and sent back by the link that it came by. It remembers
 * nothing and nobody, so that what is asked costs nobody else anything, and an answer reaches who asked alone, whatever the question claims.
 *
 * <p>All that is not exactly such a question, from the interface's own MAC address, goes on unchanged to be judged, as if there were no
 * program.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4861.html">RFC 4861: Neighbor Discovery for IPv6</a>
 */
public final class GatewayProgram {
    /** What the kernel calls it: by its content, but for the MAC addresses, which belong to the link. */
    public static final String NAME;

    private static final Ip ALL_ROUTERS = Ip.of("ff02::2");
    /** The group of those who are asked for the gateway. */
    private static final Ip SOLICITED = Ip.of("ff02::1:ff00:1");

    private static final int IPV6 = 0x86dd;
    private static final int ICMPV6 = 58;
    /** Nobody's router has sent it on. */
    private static final int HOPS = 255;

    private static final int ROUTER_SOLICITATION = 133;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;

    /** From a router, asked for, and instead of what was known. */
    private static final int ROUTER_SOLICITED_OVERRIDE = 0xe0 << 24;

    private static final int TARGET_OPTION = 0x0201;

    // struct __sk_buff says so of who it is for
    private static final int BROADCAST = 1;
    private static final int SOMEBODY_ELSE = 3;

    private static final int LINK = 14;
    private static final int HEADER = 40;
    private static final int BODY_BYTES = RouterAdvertisement.BODY_BYTES;

    // places on the stack
    private static final int FRAME = -16;
    private static final int PACKET = -56;
    private static final int BODY = -88;
    private static final int PSEUDO = -96;

    /** A register that calls leave alone: how long the body is, as the header says it. */
    private static final int LENGTH = 7;

    static {
        Mac nobody = new Mac("00:00:00:00:00:00");
        NAME = "nd_" + Digest.of(HexFormat.of().formatHex(bytes(nobody, nobody)), 8);
    }

    private GatewayProgram() {}

    /**
     * Its instructions.
     *
     * @param router the router's end of the link
     * @param guest the interface's own
     */
    public static byte[] bytes(Mac router, Mac guest) {
        Instructions program = new Instructions();
        frame(program, guest);
        packet(program);
        program.load(Size.HALF, 2, Instructions.FRAME, BODY)
                .jumpIf(2, Condition.EQUAL, typed(ROUTER_SOLICITATION), "router")
                .jumpIf(2, Condition.EQUAL, typed(NEIGHBOUR_SOLICITATION), "neighbour")
                .label("go on")
                .set(Instructions.RESULT, PacketCalls.GO_ON)
                .end();
        routerSolicited(program, router);
        neighbourSolicited(program, router);
        answer(program, router);
        program.label("drop").set(Instructions.RESULT, PacketCalls.DROP).end();
        return program.bytes();
    }

    /** A type of message, with code 0. */
    private static int typed(int type) {
        return Instructions.networkOrder16(type << 8);
    }

    private static void frame(Instructions program, Mac guest) {
        program.copy(PacketCalls.PACKET, 1)
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.PROTOCOL)
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(IPV6), "go on")
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.TAGGED)
                .jumpIf(2, Condition.NOT_EQUAL, 0, "go on")
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.KIND_OF_RECEIVER)
                .jumpIf(2, Condition.EQUAL, BROADCAST, "go on")
                .jumpIf(2, Condition.EQUAL, SOMEBODY_ELSE, "go on");
        PacketCalls.read(program, 0, FRAME, LINK, "go on");
        program.load(Size.HALF, 2, Instructions.FRAME, FRAME + 6)
                .jumpIf(2, Condition.NOT_EQUAL, Instructions.networkOrder16(first(guest)), "go on");
        program.wordIs(FRAME + 8, last(guest), "go on");
    }

    /** The header, and a body of one of the lengths that there are, whose sum is right. */
    private static void packet(Instructions program) {
        PacketCalls.read(program, LINK, PACKET, HEADER, "go on");
        program.load(Size.BYTE, 2, Instructions.FRAME, PACKET)
                .and(2, 0xf0)
                .jumpIf(2, Condition.NOT_EQUAL, 0x60, "go on")
                .load(Size.BYTE, 2, Instructions.FRAME, PACKET + 6)
                .jumpIf(2, Condition.NOT_EQUAL, ICMPV6, "go on")
                .load(Size.BYTE, 2, Instructions.FRAME, PACKET + 7)
                .jumpIf(2, Condition.NOT_EQUAL, HOPS, "go on")
                .load(Size.HALF, LENGTH, Instructions.FRAME, PACKET + 4);
        IntStream.range(0, BODY_BYTES / 4).forEach(word -> program.storeWord(BODY + 4 * word, 0));
        for (int bytes : List.of(8, 16, 24, 32)) {
            program.jumpIf(LENGTH, Condition.NOT_EQUAL, Instructions.networkOrder16(bytes), "not " + bytes);
            PacketCalls.read(program, LINK + HEADER, BODY, bytes, "go on");
            program.jump("read").label("not " + bytes);
        }
        program.jump("go on")
                .label("read")
                .storeWord(PSEUDO, 0)
                .store(Size.HALF, Instructions.FRAME, PSEUDO + 2, LENGTH);
        sum(program);
        program.load(Size.HALF, 2, Instructions.FRAME, PSEUDO).jumpIf(2, Condition.NOT_EQUAL, 0, "go on");
    }

    /** The sum of what is there, at the place of the header that is summed up along with it. */
    private static void sum(Instructions program) {
        program.storeWord(PSEUDO + 4, ICMPV6);
        PacketCalls.sum(program, 0, 0, PACKET + 8, 32, 0);
        PacketCalls.sum(program, 0, 0, PSEUDO, 8, PacketCalls.DIFFERENCE);
        PacketCalls.sum(program, 0, 0, BODY, BODY_BYTES, PacketCalls.DIFFERENCE);
        PacketCalls.fold(program, PSEUDO);
    }

    private static void routerSolicited(Instructions program, Mac router) {
        program.label("router")
                .load(Size.WORD, 2, Instructions.FRAME, PACKET + 8)
                .swap(2, 32)
                .and(2, 0xffc0_0000)
                .jumpIf(2, Condition.NOT_EQUAL, 0xfe80_0000, "go on");
        isFor(program, ALL_ROUTERS);
        option(program, 8);
        ByteBuffer body = RouterAdvertisement.body(router);
        for (int place = BODY; body.hasRemaining(); place += 4) {
            program.storeWord(place, body.getInt());
        }
        program.jump("answer");
    }

    /** Linux asks as whoever the packet is from that waits for the answer, so any address of one node may ask. */
    private static void neighbourSolicited(Instructions program, Mac router) {
        program.label("neighbour")
                .load(Size.WORD, 2, Instructions.FRAME, PACKET + 8)
                .jumpIf(2, Condition.EQUAL, 0, "go on")
                .load(Size.BYTE, 2, Instructions.FRAME, PACKET + 8)
                .jumpIf(2, Condition.EQUAL, 0xff, "go on");
        isFor(program, SOLICITED);
        addressIs(program, BODY + 8, LinkEnd.GATEWAY_IPV6, "go on");
        option(program, 24);
        program.storeWord(BODY, NEIGHBOUR_ADVERTISEMENT << 24).storeWord(BODY + 4, ROUTER_SOLICITED_OVERRIDE);
        address(program, BODY + 8);
        program.storeWord(BODY + 24, TARGET_OPTION << 16 | first(router)).storeWord(BODY + 28, last(router));
    }

    /** For the gateway, or for a group that it is of. */
    private static void isFor(Instructions program, Ip group) {
        addressIs(program, PACKET + 24, LinkEnd.GATEWAY_IPV6, "not " + group);
        program.jump("is " + group).label("not " + group);
        addressIs(program, PACKET + 24, group, "go on");
        program.label("is " + group);
    }

    /** The message has a length of its own, and after it one option of 8 bytes or none. */
    private static void option(Instructions program, int own) {
        program.jumpIf(LENGTH, Condition.EQUAL, Instructions.networkOrder16(own), "whole " + own)
                .jumpIf(LENGTH, Condition.NOT_EQUAL, Instructions.networkOrder16(own + 8), "go on")
                .load(Size.BYTE, 2, Instructions.FRAME, BODY + own + 1)
                .jumpIf(2, Condition.NOT_EQUAL, 1, "go on")
                .label("whole " + own);
    }

    private static void answer(Instructions program, Mac router) {
        program.label("answer")
                .storeWord(PACKET, 0x6000_0000)
                .storeWord(PACKET + 4, BODY_BYTES << 16 | ICMPV6 << 8 | HOPS);
        IntStream.range(0, 4).forEach(word -> program.copyWord(PACKET + 8 + 4 * word, PACKET + 24 + 4 * word));
        address(program, PACKET + 8);
        program.storeWord(PSEUDO, BODY_BYTES);
        sum(program);
        program.load(Size.HALF, 2, Instructions.FRAME, PSEUDO).store(Size.HALF, Instructions.FRAME, BODY + 2, 2);
        for (int half = 0; half < 6; half += 2) {
            program.load(Size.HALF, 2, Instructions.FRAME, FRAME + 6 + half)
                    .store(Size.HALF, Instructions.FRAME, FRAME + half, 2);
        }
        program.set(2, Instructions.networkOrder16(first(router)))
                .store(Size.HALF, Instructions.FRAME, FRAME + 6, 2)
                .storeWord(FRAME + 8, last(router))
                .copy(1, PacketCalls.PACKET)
                .set(2, LINK + HEADER + BODY_BYTES)
                .set(3, 0)
                .call(PacketCalls.CHANGE_LENGTH)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop");
        PacketCalls.write(program, 0, FRAME, LINK);
        PacketCalls.write(program, LINK, PACKET, HEADER);
        PacketCalls.write(program, LINK + HEADER, BODY, BODY_BYTES);
        program.load(Size.WORD, 1, PacketCalls.PACKET, PacketCalls.INTERFACE)
                .set(2, 0) // out by it
                .call(PacketCalls.REDIRECT)
                .end();
    }

    private static void addressIs(Instructions program, int place, Ip address, String otherwise) {
        for (int word = 0; word < 4; word++) {
            program.wordIs(place + 4 * word, word(address, word), otherwise);
        }
    }

    /** The gateway's. */
    private static void address(Instructions program, int place) {
        for (int word = 0; word < 4; word++) {
            program.storeWord(place + 4 * word, word(LinkEnd.GATEWAY_IPV6, word));
        }
    }

    private static int word(Ip address, int number) {
        long half = number < 2 ? address.high() : address.low();
        return (int) (number % 2 == 0 ? half >>> 32 : half);
    }

    /** The first two bytes of six. */
    private static int first(Mac mac) {
        return (int) (mac.number() >>> 32);
    }

    private static int last(Mac mac) {
        return (int) mac.number();
    }
}
