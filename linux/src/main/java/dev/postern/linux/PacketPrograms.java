package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs that the kernel runs for each packet that leaves or comes in by a link of the calling thread's network namespace. They stay
 * there when the process ends, as long as the link does. Linux 6.6 or newer.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/bpf.2.html">bpf(2)</a>
 */
public final class PacketPrograms {
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int PROG_DETACH = 9;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int PROG_QUERY = 16;

    private static final int SCHED_CLS = 3;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int PROGRAMS_MAX = 64;
    private static final int INFO_NAME = 64;
    private static final int LOAD_NAME = 48;
    private static final int NAME_BYTES_MAX = 15;

    /** For which packets. */
    public enum Direction {
        /** Before the namespace looks at them. */
        INCOMING(46),
        LEAVING(47);

        private final int type;

        Direction(int type) {
            this.type = type;
        }
    }

    private PacketPrograms() {}

    /**
     * The programs of a link and direction, by the names that they were loaded under, in the order in which they run.
     *
     * @param link its number in the namespace
     * @throws SystemCallException with {@link SystemCallException#EINVAL} where the kernel knows no such programs
     */
    public static List<String> names(int link, Direction direction) throws IOException {
        List<String> names = new ArrayList<>();
        for (int id : ids(link, direction)) {
            try (FileDescriptor program = open(id)) {
                names.add(name(program));
            }
        }
        return names;
    }

    /**
     * Makes a program the only one of a link and direction.
     *
     * @param link its number in the namespace
     * @param name at most 15 letters, digits, dots and underscores
     * @param instructions as RFC 9669 has them, in this machine's order of bytes
     * @throws SystemCallException as above
     */
    public static void replace(int link, Direction direction, String name, byte[] instructions) throws IOException {
        replace(link, direction, name, instructions, List.of(), List.of());
    }

    /**
     * The same of a program that remembers something.
     *
     * @param maps what, in the order in which the instructions number them
     * @param among links whose programs may have these maps already: then they are shared, else they are made
     */
    public static void replace(
            int link, Direction direction, String name, byte[] instructions, List<PacketMap> maps, List<Integer> among)
            throws IOException {
        List<FileDescriptor> open = new ArrayList<>();
        try {
            for (PacketMap map : maps) {
                Optional<FileDescriptor> there = PacketMaps.found(map, among, direction);
                open.add(there.isPresent() ? there.get() : PacketMaps.make(map));
            }
            byte[] code = instructions.clone();
            PacketMaps.number(code, open);
            try (FileDescriptor program = load(name, code)) {
                clear(link, direction);
                ByteBuffer attach = Bpf.attributes();
                attach.putInt(link).putInt(program.number()).putInt(direction.type);
                Bpf.call("attach " + name, PROG_ATTACH, attach);
            }
        } finally {
            for (FileDescriptor one : open) {
                one.close();
            }
        }
    }

    /** Takes all programs of a direction from a link. */
    public static void clear(int link, Direction direction) throws IOException {
        for (int id : ids(link, direction)) {
            try (FileDescriptor program = open(id)) {
                ByteBuffer detach = Bpf.attributes();
                detach.putInt(link).putInt(program.number()).putInt(direction.type);
                Bpf.call("detach a program", PROG_DETACH, detach);
            }
        }
    }

    private static FileDescriptor load(String name, byte[] instructions) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        if (text.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(name + " is too long");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(instructions.length, Long.BYTES);
            code.copyFrom(MemorySegment.ofArray(instructions));
            ByteBuffer load = Bpf.attributes();
            load.putInt(SCHED_CLS)
                    .putInt(instructions.length / INSTRUCTION_BYTES)
                    .putLong(code.address())
                    .putLong(arena.allocateFrom("Apache-2.0").address())
                    .put(LOAD_NAME, text);
            return new FileDescriptor((int) Bpf.call("load " + name, PROG_LOAD, load));
        }
    }

    static int[] ids(int link, Direction direction) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate((long) PROGRAMS_MAX * Integer.BYTES, Long.BYTES);
            ByteBuffer query = Bpf.attributes();
            query.putInt(link)
                    .putInt(direction.type)
                    .putLong(0)
                    .putLong(ids.address())
                    .putInt(PROGRAMS_MAX);
            Bpf.call("programs of a link", PROG_QUERY, query);
            int count = query.getInt(24);
            int[] found = new int[count];
            ids.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer().get(found);
            return found;
        }
    }

    static FileDescriptor open(int id) throws IOException {
        ByteBuffer of = Bpf.attributes();
        of.putInt(id);
        return new FileDescriptor((int) Bpf.call("a program", PROG_GET_FD_BY_ID, of));
    }

    private static String name(FileDescriptor program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return Bpf.info(arena, program, "a program's name").getString(INFO_NAME, StandardCharsets.US_ASCII);
        }
    }
}
