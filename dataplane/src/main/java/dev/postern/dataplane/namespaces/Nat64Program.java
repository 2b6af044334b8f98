package dev.postern.dataplane.namespaces;

import dev.postern.dataplane.namespaces.Instructions.Condition;
import dev.postern.dataplane.namespaces.Instructions.Size;
import dev.postern.model.net.Cidr;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * The program that translates headers between IPv6 and IPv4 in a NAT gateway's namespace, in the kernel: it knows no connection, so it goes
 * on whatever becomes of the server. What leaves by the gateway's link and is for the other family is turned into it, and comes in again by
 * the same link; all else leaves unchanged. An IPv4 address A is {@code 64:ff9b::A} to IPv6 where it is somebody else's, and
 * {@code 64:ff9b:1::A} where it is of the pool for IPv6's own ({@link NatDesign}).
 *
 * <p>TCP, UDP and echoes are translated both ways; the errors of IPv4 that IPv6 has a word for, to IPv6 alone, with the first 8 bytes of what
 * they speak of. Fragments and IPv4 options are not translated, nor UDP datagrams without a checksum.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7915.html">RFC 7915: IP/ICMP Translation Algorithm</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6052.html">RFC 6052: IPv6 Addressing of IPv4/IPv6 Translators</a>
 */
public final class Nat64Program {
    /** IPv4's own addresses for those who speak IPv6: RFC 7335. */
    static final Cidr POOL = Cidr.of("192.0.0.0/29");

    /** The same to IPv6: RFC 8215. */
    static final Cidr POOL_IPV6 = Cidr.of("64:ff9b:1::/96");

    /** What the kernel calls it: by its content, so that another version is another program. */
    public static final String NAME;

    private static final byte[] BYTES;

    // functions of the kernel
    private static final int CHANGE_CHECKSUM = 11;
    private static final int CHANGE_PROTOCOL = 31;

    private static final int INCOMING = 1;
    /** The addresses are a part of what is summed up. */
    private static final int PSEUDO_HEADER = 0x10;
    /** A sum of 0 means that there is none. */
    private static final int ZERO_IS_NONE = 0x20;

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int PREFIX = 0x0064_ff9b;
    private static final int POOL_PREFIX = 0x0001_0000;

    private static final int LINK = 14;
    private static final int HEADER4 = 20;
    private static final int HEADER6 = 40;
    private static final int MTU_MIN_IPV6 = 1280;
    /** An error in IPv6: its header, and the IPv6 header and 8 bytes of what it is about. */
    private static final int ERROR_BYTES = 8 + HEADER6 + 8;

    // places on the stack
    /** The header that is built, with what follows it in an error. */
    private static final int NEW = -160;
    /** The header that is read. */
    private static final int OLD = -40;
    /** What is read of an error: its header, the IPv4 header and 8 bytes of what it is about. */
    private static final int ABOUT = -240;

    private static final int PSEUDO = -48;
    private static final int SCRATCH = -56;

    // registers that calls leave alone
    private static final int KIND = 7;
    private static final int LENGTH = 9;

    static {
        Instructions program = new Instructions();
        begin(program);
        toIpv4(program);
        toIpv6(program);
        error(program);
        ends(program);
        BYTES = program.bytes();
        NAME = "nat64_" + Digest.of(HexFormat.of().formatHex(BYTES), 8);
    }

    private Nat64Program() {}

    /** Its instructions. */
    public static byte[] bytes() {
        return BYTES.clone();
    }

    private static void begin(Instructions program) {
        program.copy(PacketCalls.PACKET, 1)
                .load(Size.WORD, 2, PacketCalls.PACKET, PacketCalls.PROTOCOL)
                .jumpIf(2, Condition.EQUAL, Instructions.networkOrder16(IPV6), "ipv6")
                .jumpIf(2, Condition.EQUAL, Instructions.networkOrder16(IPV4), "ipv4")
                .jump("go on");
    }

    private static void ends(Instructions program) {
        program.label("again")
                .load(Size.WORD, 1, PacketCalls.PACKET, PacketCalls.INTERFACE)
                .set(2, INCOMING)
                .call(PacketCalls.REDIRECT)
                .end()
                .label("go on")
                .set(Instructions.RESULT, PacketCalls.GO_ON)
                .end()
                .label("drop")
                .set(Instructions.RESULT, PacketCalls.DROP)
                .end();
    }

    /** To {@code 64:ff9b::A} from the pool. */
    private static void toIpv4(Instructions program) {
        program.label("ipv6");
        PacketCalls.read(program, LINK, OLD, HEADER6, "go on");
        program.wordIs(OLD + 24, PREFIX, "go on");
        program.wordIs(OLD + 28, 0, "go on");
        program.wordIs(OLD + 32, 0, "go on");
        program.wordIs(OLD + 8, PREFIX, "drop");
        program.wordIs(OLD + 12, POOL_PREFIX, "drop");
        program.wordIs(OLD + 16, 0, "drop");
        program.load(Size.BYTE, KIND, Instructions.FRAME, OLD + 6)
                .load(Size.HALF, LENGTH, Instructions.FRAME, OLD + 4)
                .swap(LENGTH, 16);
        header4(program);
        program.jumpIf(KIND, Condition.EQUAL, TCP, "ports to ipv4")
                .jumpIf(KIND, Condition.EQUAL, UDP, "ports to ipv4")
                .jumpIf(KIND, Condition.NOT_EQUAL, ICMPV6, "drop");
        PacketCalls.read(program, LINK + HEADER6, SCRATCH, 4, "drop");
        program.load(Size.BYTE, 2, Instructions.FRAME, SCRATCH)
                .set(3, 8)
                .jumpIf(2, Condition.EQUAL, 128, "echo to ipv4")
                .set(3, 0)
                .jumpIf(2, Condition.NOT_EQUAL, 129, "drop")
                .label("echo to ipv4");
        echo(program);
        PacketCalls.sum(program, OLD + 8, 32, SCRATCH + 4, 4, 0);
        PacketCalls.sum(program, PSEUDO, 8, 0, 0, PacketCalls.DIFFERENCE);
        PacketCalls.sum(program, SCRATCH, 4, 0, 0, PacketCalls.DIFFERENCE);
        program.jump("change to ipv4").label("ports to ipv4");
        PacketCalls.sum(program, OLD + 8, 32, NEW + 12, 8, 0);
        program.label("change to ipv4");
        change(program, IPV4, HEADER4);
        program.jump("again");
    }

    private static void header4(Instructions program) {
        program.load(Size.HALF, 2, Instructions.FRAME, OLD)
                .swap(2, 16)
                .right(2, 4)
                .and(2, 0xff)
                .or(2, 0x4500)
                .swap(2, 16)
                .store(Size.HALF, Instructions.FRAME, NEW, 2)
                .copy(2, LENGTH)
                .plus(2, HEADER4)
                .swap(2, 16)
                .store(Size.HALF, Instructions.FRAME, NEW + 2, 2)
                .storeWord(NEW + 4, 0x4000) // not to be fragmented, as in IPv6
                .storeWord(NEW + 8, 0)
                .load(Size.BYTE, 2, Instructions.FRAME, OLD + 7)
                .store(Size.BYTE, Instructions.FRAME, NEW + 8, 2)
                .set(2, ICMP)
                .jumpIf(KIND, Condition.EQUAL, ICMPV6, "kind of ipv4")
                .copy(2, KIND)
                .label("kind of ipv4")
                .store(Size.BYTE, Instructions.FRAME, NEW + 9, 2);
        program.copyWord(OLD + 20, NEW + 12);
        program.copyWord(OLD + 36, NEW + 16);
        PacketCalls.sum(program, 0, 0, NEW, HEADER4, 0);
        PacketCalls.fold(program, NEW + 10);
    }

    /** To the pool. */
    private static void toIpv6(Instructions program) {
        program.label("ipv4");
        PacketCalls.read(program, LINK, OLD, HEADER4, "go on");
        isOfPool(program, OLD + 16, "go on");
        program.load(Size.BYTE, 2, Instructions.FRAME, OLD)
                .jumpIf(2, Condition.NOT_EQUAL, 0x45, "drop")
                .load(Size.HALF, 2, Instructions.FRAME, OLD + 6)
                .swap(2, 16)
                .and(2, 0x3fff)
                .jumpIf(2, Condition.NOT_EQUAL, 0, "drop")
                .load(Size.BYTE, KIND, Instructions.FRAME, OLD + 9)
                .load(Size.HALF, LENGTH, Instructions.FRAME, OLD + 2)
                .swap(LENGTH, 16)
                .plus(LENGTH, -HEADER4);
        header6(program);
        program.jumpIf(KIND, Condition.EQUAL, TCP, "ports to ipv6")
                .jumpIf(KIND, Condition.EQUAL, UDP, "ports to ipv6")
                .jumpIf(KIND, Condition.NOT_EQUAL, ICMP, "drop");
        PacketCalls.read(program, LINK + HEADER4, SCRATCH, 4, "drop");
        program.load(Size.BYTE, 2, Instructions.FRAME, SCRATCH)
                .jumpIf(2, Condition.EQUAL, 3, "error")
                .jumpIf(2, Condition.EQUAL, 11, "error")
                .set(3, 129)
                .jumpIf(2, Condition.EQUAL, 0, "echo to ipv6")
                .set(3, 128)
                .jumpIf(2, Condition.NOT_EQUAL, 8, "drop")
                .label("echo to ipv6");
        echo(program);
        PacketCalls.sum(program, SCRATCH, 4, NEW + 8, 32, 0);
        PacketCalls.sum(program, 0, 0, PSEUDO, 8, PacketCalls.DIFFERENCE);
        PacketCalls.sum(program, 0, 0, SCRATCH + 4, 4, PacketCalls.DIFFERENCE);
        program.jump("change to ipv6").label("ports to ipv6");
        PacketCalls.sum(program, OLD + 12, 8, NEW + 8, 32, 0);
        program.label("change to ipv6");
        change(program, IPV6, HEADER6);
        program.jump("again");
    }

    private static void header6(Instructions program) {
        program.load(Size.BYTE, 2, Instructions.FRAME, OLD + 1)
                .left(2, 20)
                .or(2, 0x6000_0000)
                .swap(2, 32)
                .store(Size.WORD, Instructions.FRAME, NEW, 2)
                .copy(2, LENGTH)
                .swap(2, 16)
                .store(Size.HALF, Instructions.FRAME, NEW + 4, 2);
        kind6(program, KIND, NEW + 6, "kind of ipv6");
        program.load(Size.BYTE, 2, Instructions.FRAME, OLD + 8).store(Size.BYTE, Instructions.FRAME, NEW + 7, 2);
        address(program, 0, OLD + 12, NEW + 8);
        address(program, POOL_PREFIX, OLD + 16, NEW + 24);
    }

    /** An error about what came out of the pool. */
    private static void error(Instructions program) {
        program.label("error");
        PacketCalls.read(program, LINK + HEADER4, ABOUT, 8 + HEADER4 + 8, "drop");
        isOfPool(program, ABOUT + 20, "drop");
        program.load(Size.BYTE, 2, Instructions.FRAME, ABOUT + 8)
                .jumpIf(2, Condition.NOT_EQUAL, 0x45, "drop")
                .load(Size.HALF, 2, Instructions.FRAME, ABOUT + 14)
                .swap(2, 16)
                .and(2, 0x1fff)
                .jumpIf(2, Condition.NOT_EQUAL, 0, "drop")
                .set(2, Instructions.networkOrder16(ERROR_BYTES))
                .store(Size.HALF, Instructions.FRAME, NEW + 4, 2)
                .storeWord(NEW + HEADER6 + 4, 0);
        meaning(program);
        about(program);
        program.storeWord(PSEUDO, ERROR_BYTES).storeWord(PSEUDO + 4, ICMPV6);
        PacketCalls.sum(program, 0, 0, NEW + 8, 32 + ERROR_BYTES, 0);
        PacketCalls.sum(program, 0, 0, PSEUDO, 8, PacketCalls.DIFFERENCE);
        PacketCalls.fold(program, NEW + HEADER6 + 2);
        protocol(program, IPV6);
        program.copy(1, PacketCalls.PACKET)
                .set(2, LINK + HEADER6 + ERROR_BYTES)
                .set(3, 0)
                .call(PacketCalls.CHANGE_LENGTH)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop");
        PacketCalls.write(program, LINK, NEW, HEADER6 + ERROR_BYTES);
        link(program, IPV6);
        program.jump("again");
    }

    /** Its type and code, and how large a packet may be. */
    private static void meaning(Instructions program) {
        int error = NEW + HEADER6;
        program.load(Size.BYTE, 3, Instructions.FRAME, ABOUT + 1)
                .load(Size.BYTE, 2, Instructions.FRAME, ABOUT)
                .jumpIf(2, Condition.EQUAL, 3, "unreachable")
                .storeWord(error, 3 << 24)
                .store(Size.BYTE, Instructions.FRAME, error + 1, 3)
                .jump("about")
                .label("unreachable")
                .jumpIf(3, Condition.EQUAL, 2, "drop") // an unknown protocol, and only known ones are translated
                .jumpIf(3, Condition.EQUAL, 4, "too large")
                .storeWord(error, 1 << 24 | 4 << 16)
                .jumpIf(3, Condition.EQUAL, 3, "about")
                .storeWord(error, 1 << 24 | 1 << 16);
        IntStream.of(9, 10, 13, 15).forEach(code -> program.jumpIf(3, Condition.EQUAL, code, "about"));
        program.storeWord(error, 1 << 24)
                .jump("about")
                .label("too large")
                .storeWord(error, 2 << 24)
                .load(Size.HALF, 2, Instructions.FRAME, ABOUT + 6)
                .swap(2, 16)
                .plus(2, HEADER6 - HEADER4)
                .jumpIf(2, Condition.AT_LEAST, MTU_MIN_IPV6, "mtu")
                .set(2, MTU_MIN_IPV6)
                .label("mtu")
                .swap(2, 32)
                .store(Size.WORD, Instructions.FRAME, error + 4, 2)
                .label("about");
    }

    /** What it is about, as the sender sent it. */
    private static void about(Instructions program) {
        int header = NEW + HEADER6 + 8;
        program.storeWord(header, 0x6000_0000)
                .load(Size.HALF, 2, Instructions.FRAME, ABOUT + 10)
                .swap(2, 16)
                .plus(2, -HEADER4)
                .swap(2, 16)
                .store(Size.HALF, Instructions.FRAME, header + 4, 2)
                .load(Size.BYTE, KIND, Instructions.FRAME, ABOUT + 17);
        kind6(program, KIND, header + 6, "kind of what it is about");
        program.load(Size.BYTE, 2, Instructions.FRAME, ABOUT + 16).store(Size.BYTE, Instructions.FRAME, header + 7, 2);
        address(program, POOL_PREFIX, ABOUT + 20, header + 8);
        address(program, 0, ABOUT + 24, header + 24);
        program.copyWord(ABOUT + 28, header + HEADER6);
        program.copyWord(ABOUT + 32, header + HEADER6 + 4);
        program.jumpIf(KIND, Condition.NOT_EQUAL, ICMP, "no echo")
                .set(2, 128)
                .store(Size.BYTE, Instructions.FRAME, header + HEADER6, 2)
                .label("no echo");
    }

    /** The old type of an echo and the new one, that is in register 3, and what IPv6 sums up with them. */
    private static void echo(Instructions program) {
        program.set(2, 0)
                .store(Size.HALF, Instructions.FRAME, SCRATCH + 2, 2)
                .store(Size.HALF, Instructions.FRAME, SCRATCH + 6, 2)
                .store(Size.BYTE, Instructions.FRAME, SCRATCH + 4, 3)
                .load(Size.BYTE, 2, Instructions.FRAME, SCRATCH + 1)
                .store(Size.BYTE, Instructions.FRAME, SCRATCH + 5, 2)
                .copy(2, LENGTH)
                .swap(2, 32)
                .store(Size.WORD, Instructions.FRAME, PSEUDO, 2)
                .storeWord(PSEUDO + 4, ICMPV6);
    }

    /** The packet gets its new header, and what differs in its sum. */
    private static void change(Instructions program, int protocol, int header) {
        String to = " of " + protocol;
        protocol(program, protocol);
        PacketCalls.write(program, LINK, NEW, header);
        program.copy(1, PacketCalls.PACKET)
                .set(3, 0)
                .copy(4, PacketCalls.DIFFERENCE)
                .set(2, LINK + header + 16)
                .set(5, PSEUDO_HEADER)
                .jumpIf(KIND, Condition.EQUAL, TCP, "sum" + to)
                .set(2, LINK + header + 6)
                .set(5, PSEUDO_HEADER | ZERO_IS_NONE)
                .jumpIf(KIND, Condition.EQUAL, UDP, "sum" + to)
                .set(2, LINK + header + 2)
                .set(5, 0)
                .label("sum" + to)
                .call(CHANGE_CHECKSUM)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop")
                .jumpIf(KIND, Condition.EQUAL, TCP, "link" + to)
                .jumpIf(KIND, Condition.EQUAL, UDP, "link" + to);
        PacketCalls.write(program, LINK + header, SCRATCH + 4, 1);
        program.label("link" + to);
        link(program, protocol);
    }

    private static void protocol(Instructions program, int protocol) {
        program.copy(1, PacketCalls.PACKET)
                .set(2, Instructions.networkOrder16(protocol))
                .set(3, 0)
                .call(CHANGE_PROTOCOL)
                .jumpIf(Instructions.RESULT, Condition.NOT_EQUAL, 0, "drop");
    }

    /** What the link's header says of the packet. */
    private static void link(Instructions program, int protocol) {
        program.storeWord(SCRATCH, protocol << 16);
        PacketCalls.write(program, LINK - 2, SCRATCH, 2);
    }

    private static void isOfPool(Instructions program, int place, String otherwise) {
        program.load(Size.WORD, 2, Instructions.FRAME, place)
                .swap(2, 32)
                .and(2, -1 << (32 - POOL.length()))
                .jumpIf(2, Condition.NOT_EQUAL, (int) POOL.address().low(), otherwise);
    }

    private static void address(Instructions program, int second, int ipv4, int to) {
        program.storeWord(to, PREFIX).storeWord(to + 4, second).storeWord(to + 8, 0);
        program.copyWord(ipv4, to + 12);
    }

    private static void kind6(Instructions program, int kind, int to, String label) {
        program.set(2, ICMPV6)
                .jumpIf(kind, Condition.EQUAL, ICMP, label)
                .copy(2, kind)
                .label(label)
                .store(Size.BYTE, Instructions.FRAME, to, 2);
    }
}
