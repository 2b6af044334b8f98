package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the kernel for all that there is of a kind in the calling thread's network namespace, and has it change that: what {@code ip} and
 * {@code nft} say to it, without a process for each word. To be used by the thread that opened it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
public final class Netlink implements AutoCloseable {
    /** Links, addresses, routes, rules and neighbours: rtnetlink(7). */
    public static final int ROUTE = 0;

    /** Filters: nftables. */
    public static final int NETFILTER = 12;

    private static final int AF_NETLINK = 16;
    private static final int RAW_CLOSE_ON_EXEC = 0x80003;
    static final int HEADER_BYTES = 16;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int REQUEST_DUMP = 0x301;
    static final int REQUEST_ACKNOWLEDGED = 0x5;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int TRIES = 10;
    private static final int PROCESSES_MAX = 1 << 22;

    /** What is asked for may be made. */
    public static final int CREATE = 0x400;

    /** Only if there is no such thing. */
    public static final int EXCLUSIVE = 0x200;

    /** In the place of what is there. */
    public static final int REPLACE = 0x100;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
    private final FileDescriptor socket;
    private int sequence;

    private Netlink(FileDescriptor socket) {
        this.socket = socket;
    }

    /** A socket of the namespace that the calling thread is in. */
    public static Netlink open(int protocol) throws IOException {
        return new Netlink(new FileDescriptor(
                (int) SystemCall.SOCKET.call("netlink socket", AF_NETLINK, RAW_CLOSE_ON_EXEC, protocol)));
    }

    /**
     * Gives the socket a number, which the kernel names to whoever listens to what is changed by it. Before the first request.
     *
     * @return by chance, so that nobody else takes it before; no process's number, and not negative as what the kernel would choose
     */
    public int makeKnown() throws IOException {
        int number = PROCESSES_MAX | (RANDOM.nextInt() & Integer.MAX_VALUE);
        ByteBuffer address = buffer.asByteBuffer().order(ByteOrder.nativeOrder());
        address.putShort((short) AF_NETLINK).putShort((short) 0).putInt(number).putInt(0);
        SystemCall.BIND.call("netlink", socket.number(), buffer.address(), address.position());
        return number;
    }

    /**
     * Has something changed.
     *
     * @param type of the request
     * @param flags those of above, together
     * @param body what follows the netlink header
     * @throws SystemCallException when the kernel refuses, with its error
     */
    public void change(int type, int flags, byte[] body) throws IOException {
        request(type, REQUEST_ACKNOWLEDGED | flags, body);
        receive(new ArrayList<>(), 0);
    }

    /**
     * Asks for a dump.
     *
     * @param type of the request
     * @param body what follows the netlink header: the header of the family, and attributes
     * @param headerBytes how long the header of the family is in the answers
     * @return the answers, in the kernel's order; of one state, even if it changes meanwhile
     * @throws SystemCallException when the kernel refuses, with its error
     */
    public List<NetlinkMessage> dump(int type, byte[] body, int headerBytes) throws IOException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<NetlinkMessage> answers = new ArrayList<>();
            request(type, REQUEST_DUMP, body);
            if (receive(answers, headerBytes)) {
                return answers;
            }
        }
        throw new IOException("the network changes all the time");
    }

    /**
     * Asks one thing.
     *
     * @return the answers before the kernel's acknowledgement, if there are any
     * @throws SystemCallException when the kernel refuses, with its error
     */
    public List<NetlinkMessage> ask(int type, byte[] body, int headerBytes) throws IOException {
        List<NetlinkMessage> answers = new ArrayList<>();
        request(type, REQUEST_ACKNOWLEDGED, body);
        receive(answers, headerBytes);
        return answers;
    }

    private void request(int type, int flags, byte[] body) throws IOException {
        ByteBuffer request = buffer.asByteBuffer().order(ByteOrder.nativeOrder());
        request.putInt(HEADER_BYTES + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(++sequence)
                .putInt(0)
                .put(body);
        SystemCall.WRITE.call("netlink", socket.number(), buffer.address(), request.position());
    }

    /** Reads to the end of a dump: whether nothing changed meanwhile. */
    private boolean receive(List<NetlinkMessage> answers, int headerBytes) throws IOException {
        boolean interrupted = false;
        while (true) {
            long length = SystemCall.READ.call("netlink", socket.number(), buffer.address(), BUFFER_BYTES);
            ByteBuffer all =
                    buffer.asByteBuffer().order(ByteOrder.nativeOrder()).limit((int) length);
            while (all.remaining() >= HEADER_BYTES) {
                int start = all.position();
                int end = start + all.getInt();
                int type = Short.toUnsignedInt(all.getShort());
                interrupted |= (all.getShort() & DUMP_INTERRUPTED) != 0;
                boolean ours = all.getInt() == sequence;
                all.position(start + HEADER_BYTES);
                if (ours && (type == DONE || type == ERROR)) {
                    int error = end - all.position() >= Integer.BYTES ? all.getInt() : 0;
                    if (error < 0) {
                        throw new SystemCallException("netlink", -error);
                    }
                    return !interrupted;
                }
                if (ours) {
                    byte[] copy = new byte[end - all.position()];
                    all.get(copy);
                    answers.add(NetlinkMessage.of(type, copy, headerBytes));
                }
                all.position(Math.min(NetlinkMessage.aligned(end), all.limit()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        arena.close();
        socket.close();
    }
}
