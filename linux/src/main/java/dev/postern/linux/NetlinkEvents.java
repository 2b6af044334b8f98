package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * What the kernel tells about changes in many network namespaces, heard with three sockets. They live in a namespace of their own
 * that has no name, so nobody can disturb it; a namespace is heard after it was given a number there.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7), NETLINK_LISTEN_ALL_NSID</a>
 */
public final class NetlinkEvents implements AutoCloseable {
    /** struct ifinfomsg and the like: links, addresses, routes, rules, settings, and neighbours that somebody changed; of both families. */
    private static final int[] ROUTE_GROUPS = {1, 3, 5, 7, 8, 24, 9, 11, 19};

    private static final int NFTABLES_GROUP = 7;

    private static final int AF_NETLINK = 16;
    private static final int RAW_CLOSE_ON_EXEC = 0x80003;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int RECEIVE_BYTES = 8 << 20;
    private static final int SOL_NETLINK = 270;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int LISTEN_ALL_NSID = 8;
    private static final int NEW_NSID = 88;
    private static final int NSID = 1;
    private static final int NSID_DESCRIPTOR = 3;
    private static final int ADDRESS_BYTES = 12;
    private static final int MESSAGE_BYTES = 64 << 10;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;

    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int RETURN = 6;
    private static final int TYPE_OFFSET = 4;
    private static final int SENDER_OFFSET = 12;
    private static final int NEW_GENERATION = (10 << 8) | 15;
    private static final int NEW_NEIGHBOUR = 28;
    private static final int DELETE_NEIGHBOUR = 29;

    private final FileDescriptor route;
    private final FileDescriptor netfilter;
    private final FileDescriptor requests;

    /**
     * Something changed.
     *
     * @param protocol {@link Netlink#ROUTE} or {@link Netlink#NETFILTER}
     * @param namespace the number under which it is heard
     * @param sender the port of the program that asked for the change; 0 if the kernel did it by itself, or does not say
     */
    public record Event(int protocol, int namespace, int sender, NetlinkMessage message) {}

    private NetlinkEvents(FileDescriptor route, FileDescriptor netfilter, FileDescriptor requests) {
        this.route = route;
        this.netfilter = netfilter;
        this.requests = requests;
    }

    /** Begins to listen; nothing is heard yet. */
    public static NetlinkEvents open() throws IOException {
        return PlatformThread.once("events", () -> {
            ThreadNetwork.enterNew();
            try {
                return hearing();
            } finally {
                ThreadNetwork.comeBack();
            }
        });
    }

    /** In the calling thread's namespace. */
    private static NetlinkEvents hearing() throws IOException {
        FileDescriptor route = listening(Netlink.ROUTE, ROUTE_GROUPS);
        FileDescriptor netfilter = listening(Netlink.NETFILTER, NFTABLES_GROUP);
        // The kernel itself resolves neighbours all the time; what rules become is told by the end of the
        // transaction.
        attach(
                route,
                List.of(
                        instruction(LOAD_HALF, 0, 0, TYPE_OFFSET),
                        instruction(JUMP_EQUAL, 1, 0, swapped(NEW_NEIGHBOUR)),
                        instruction(JUMP_EQUAL, 0, 2, swapped(DELETE_NEIGHBOUR)),
                        instruction(LOAD_WORD, 0, 0, SENDER_OFFSET),
                        instruction(JUMP_EQUAL, 1, 0, 0),
                        instruction(RETURN, 0, 0, -1),
                        instruction(RETURN, 0, 0, 0)));
        attach(
                netfilter,
                List.of(
                        instruction(LOAD_HALF, 0, 0, TYPE_OFFSET),
                        instruction(JUMP_EQUAL, 0, 1, swapped(NEW_GENERATION)),
                        instruction(RETURN, 0, 0, -1),
                        instruction(RETURN, 0, 0, 0)));
        return new NetlinkEvents(route, netfilter, socket(Netlink.ROUTE));
    }

    /**
     * Listens to a namespace from now on. A namespace that is heard already keeps its number.
     *
     * @param number not given to another one before
     */
    public void listen(Path namespace, int number) throws IOException {
        try (FileDescriptor pin = FileDescriptor.open(namespace, FileDescriptor.READ_ONLY);
                Arena arena = Arena.ofConfined()) {
            byte[] id = NetlinkMessage.attribute(NSID, number);
            byte[] descriptor = NetlinkMessage.attribute(NSID_DESCRIPTOR, pin.number());
            MemorySegment buffer = arena.allocate(MESSAGE_BYTES, Long.BYTES);
            int length = Netlink.HEADER_BYTES + Integer.BYTES + id.length + descriptor.length;
            buffer.asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .putInt(length)
                    .putShort((short) NEW_NSID)
                    .putShort((short) Netlink.REQUEST_ACKNOWLEDGED)
                    .putInt(number)
                    .putInt(0)
                    .putInt(0)
                    .put(id)
                    .put(descriptor);
            SystemCall.WRITE.call("netlink", requests.number(), buffer.address(), length);
            SystemCall.READ.call("netlink", requests.number(), buffer.address(), MESSAGE_BYTES);
            int error = buffer.get(ValueLayout.JAVA_INT, Netlink.HEADER_BYTES);
            if (error < 0 && -error != SystemCallException.EEXIST) {
                throw new SystemCallException("listen to " + namespace, -error);
            }
        }
    }

    /** Waits until there is something to read; whether there is. */
    public boolean await(Duration limit) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polled = arena.allocate(2 * Long.BYTES, Long.BYTES);
            ByteBuffer fields = polled.asByteBuffer().order(ByteOrder.nativeOrder());
            fields.putInt(route.number()).putShort(POLLIN).putShort((short) 0);
            fields.putInt(netfilter.number()).putShort(POLLIN).putShort((short) 0);
            MemorySegment time = arena.allocate(2 * Long.BYTES, Long.BYTES);
            time.set(ValueLayout.JAVA_LONG, 0, limit.toSeconds());
            time.set(ValueLayout.JAVA_LONG, Long.BYTES, limit.toNanosPart());
            return SystemCall.PPOLL.call("ppoll", polled.address(), 2, time.address(), 0, 0) > 0;
        }
    }

    /**
     * Reads all that was told so far.
     *
     * @param headerBytes how long the header of the family is, by the type of the message
     * @param into takes them in the kernel's order, for each of the two protocols
     * @return false if messages were lost
     */
    public boolean read(IntUnaryOperator headerBytes, Consumer<Event> into) throws IOException {
        boolean whole = read(route, Netlink.ROUTE, headerBytes, into);
        return read(netfilter, Netlink.NETFILTER, headerBytes, into) && whole;
    }

    private static boolean read(FileDescriptor socket, int protocol, IntUnaryOperator headerBytes, Consumer<Event> into)
            throws IOException {
        boolean whole = true;
        try (Arena arena = Arena.ofConfined()) {
            Received received = new Received(arena);
            while (true) {
                try {
                    ByteBuffer all = received.next(socket);
                    while (all.remaining() >= Netlink.HEADER_BYTES) {
                        int start = all.position();
                        int end = start + all.getInt();
                        int type = Short.toUnsignedInt(all.getShort());
                        int sender = all.getInt(start + SENDER_OFFSET);
                        byte[] body = new byte[end - start - Netlink.HEADER_BYTES];
                        all.position(start + Netlink.HEADER_BYTES).get(body);
                        into.accept(new Event(
                                protocol,
                                received.namespace(),
                                sender,
                                NetlinkMessage.of(type, body, headerBytes.applyAsInt(type))));
                        all.position(Math.min(NetlinkMessage.aligned(end), all.limit()));
                    }
                } catch (SystemCallException e) {
                    if (e.errno() == SystemCallException.EAGAIN) {
                        return whole;
                    }
                    if (e.errno() != SystemCallException.ENOBUFS) {
                        throw e;
                    }
                    whole = false;
                }
            }
        }
    }

    /** struct msghdr, and what it leads to. */
    private static final class Received {
        private static final int HEADER_BYTES = 56;
        private static final int CONTROL_BYTES = 64;
        private static final int CONTROL_HEADER_BYTES = 16;

        private final MemorySegment header;
        private final MemorySegment data;
        private final MemorySegment control;
        private final MemorySegment vector;

        Received(Arena arena) {
            header = arena.allocate(HEADER_BYTES, Long.BYTES);
            data = arena.allocate(MESSAGE_BYTES, Long.BYTES);
            control = arena.allocate(CONTROL_BYTES, Long.BYTES);
            vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
            vector.set(ValueLayout.JAVA_LONG, 0, data.address());
            vector.set(ValueLayout.JAVA_LONG, Long.BYTES, MESSAGE_BYTES);
            header.set(ValueLayout.JAVA_LONG, 16, vector.address());
            header.set(ValueLayout.JAVA_LONG, 24, 1);
            header.set(ValueLayout.JAVA_LONG, 32, control.address());
        }

        ByteBuffer next(FileDescriptor socket) throws IOException {
            header.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
            long length = SystemCall.RECVMSG.call("netlink", socket.number(), header.address(), MSG_DONTWAIT);
            return data.asByteBuffer().order(ByteOrder.nativeOrder()).limit((int) length);
        }

        /** Of the last message; -1 if it does not say. */
        int namespace() {
            boolean there = header.get(ValueLayout.JAVA_LONG, 40) >= CONTROL_HEADER_BYTES + Integer.BYTES
                    && control.get(ValueLayout.JAVA_INT, 8) == SOL_NETLINK
                    && control.get(ValueLayout.JAVA_INT, 12) == LISTEN_ALL_NSID;
            return there ? control.get(ValueLayout.JAVA_INT, CONTROL_HEADER_BYTES) : -1;
        }
    }

    private static FileDescriptor socket(int protocol) throws IOException {
        return new FileDescriptor(
                (int) SystemCall.SOCKET.call("netlink socket", AF_NETLINK, RAW_CLOSE_ON_EXEC, protocol));
    }

    private static FileDescriptor listening(int protocol, int... groups) throws IOException {
        FileDescriptor socket = socket(protocol);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Long.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            SystemCall.BIND.call("bind", socket.number(), address.address(), ADDRESS_BYTES);
        }
        try {
            option(socket, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES);
        } catch (SystemCallException e) {
            // Only root may have that much. With less it is told more often that messages were lost.
            option(socket, SOL_SOCKET, SO_RCVBUF, RECEIVE_BYTES);
        }
        option(socket, SOL_NETLINK, LISTEN_ALL_NSID, 1);
        for (int group : groups) {
            option(socket, SOL_NETLINK, ADD_MEMBERSHIP, group);
        }
        return socket;
    }

    private static void option(FileDescriptor socket, int level, int option, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            SystemCall.SETSOCKOPT.call("setsockopt", socket.number(), level, option, number.address(), Integer.BYTES);
        }
    }

    /** The kernel throws away what the program does not want ({@code bpf} in its first form: struct sock_filter). */
    private static void attach(FileDescriptor socket, List<byte[]> program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate((long) program.size() * Long.BYTES, Long.BYTES);
            for (int i = 0; i < program.size(); i++) {
                MemorySegment.copy(program.get(i), 0, code, ValueLayout.JAVA_BYTE, (long) i * Long.BYTES, Long.BYTES);
            }
            MemorySegment whole = arena.allocate(2 * Long.BYTES, Long.BYTES);
            whole.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
            whole.set(ValueLayout.JAVA_LONG, Long.BYTES, code.address());
            SystemCall.SETSOCKOPT.call(
                    "setsockopt", socket.number(), SOL_SOCKET, SO_ATTACH_FILTER, whole.address(), 2 * Long.BYTES);
        }
    }

    private static byte[] instruction(int code, int ifTrue, int ifFalse, int value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) code)
                .put((byte) ifTrue)
                .put((byte) ifFalse)
                .putInt(value)
                .array();
    }

    /** The program reads in network order what the kernel wrote in the machine's. */
    private static int swapped(int type) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? type
                : Short.toUnsignedInt(Short.reverseBytes((short) type));
    }

    @Override
    public void close() throws IOException {
        route.close();
        netfilter.close();
        requests.close();
    }
}
