package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
    private static final int MAP_CREATE = 0;
    private static final int MAP_LOOKUP = 1;
    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int PROG_DETACH = 9;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int MAP_GET_FD_BY_ID = 14;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int PROG_QUERY = 16;

    private static final int SCHED_CLS = 3;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int ATTRIBUTES_BYTES = 128;
    private static final int PROGRAMS_MAX = 64;
    private static final int INFO_BYTES = 80;
    private static final int INFO_MAPS = 52;
    private static final int INFO_NAME = 64;
    private static final int MAP_INFO_NAME = 24;
    private static final int MAP_NAME = 28;
    private static final int MAPS_MAX = 64;
    /** The instruction that loads a whole number, and what says that the number is a map's. */
    private static final byte LOAD_NUMBER = 0x18;

    private static final int OF_MAP = 1;
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
                Optional<FileDescriptor> there = found(map, among, direction);
                open.add(there.isPresent() ? there.get() : make(map));
            }
            byte[] code = instructions.clone();
            number(code, open);
            try (FileDescriptor program = load(name, code)) {
                clear(link, direction);
                ByteBuffer attach = attributes();
                attach.putInt(link).putInt(program.number()).putInt(direction.type);
                bpf("attach " + name, PROG_ATTACH, attach);
            }
        } finally {
            for (FileDescriptor one : open) {
                one.close();
            }
        }
    }

    /**
     * The values of a map whose keys are the numbers from 0, as long as a program of one of some links has it.
     *
     * @return empty if none has
     */
    public static Optional<long[]> numbers(PacketMap map, List<Integer> among, Direction direction) throws IOException {
        Optional<FileDescriptor> found = found(map, among, direction);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (FileDescriptor one = found.get();
                Arena arena = Arena.ofConfined()) {
            long[] values = new long[map.entries()];
            MemorySegment key = arena.allocate(Integer.BYTES, Long.BYTES);
            MemorySegment value = arena.allocate(Long.BYTES, Long.BYTES);
            for (int i = 0; i < values.length; i++) {
                key.set(ValueLayout.JAVA_INT, 0, i);
                ByteBuffer lookup = attributes();
                lookup.putInt(one.number()).putInt(0).putLong(key.address()).putLong(value.address());
                bpf("look up " + map.name(), MAP_LOOKUP, lookup);
                values[i] = value.get(ValueLayout.JAVA_LONG, 0);
            }
            return Optional.of(values);
        }
    }

    /** A map that a program of one of some links has. */
    private static Optional<FileDescriptor> found(PacketMap map, List<Integer> among, Direction direction)
            throws IOException {
        for (int link : among) {
            for (int id : ids(link, direction)) {
                for (int one : maps(id)) {
                    FileDescriptor there = openMap(one);
                    if (isLike(there, map)) {
                        return Optional.of(there);
                    }
                    there.close();
                }
            }
        }
        return Optional.empty();
    }

    private static FileDescriptor make(PacketMap map) throws IOException {
        ByteBuffer create = attributes();
        create.putInt(map.type())
                .putInt(map.keyBytes())
                .putInt(map.valueBytes())
                .putInt(map.entries())
                .put(MAP_NAME, map.name().getBytes(StandardCharsets.US_ASCII));
        return new FileDescriptor((int) bpf("make " + map.name(), MAP_CREATE, create));
    }

    /** Puts the numbers of open maps where the instructions have their places. */
    private static void number(byte[] instructions, List<FileDescriptor> maps) {
        ByteBuffer code = ByteBuffer.wrap(instructions).order(ByteOrder.nativeOrder());
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        for (int at = 0; at < instructions.length; at += INSTRUCTION_BYTES) {
            int from = little ? instructions[at + 1] >>> 4 & 0x0f : instructions[at + 1] & 0x0f;
            if (instructions[at] == LOAD_NUMBER && from == OF_MAP) {
                code.putInt(
                        at + Integer.BYTES,
                        maps.get(code.getInt(at + Integer.BYTES)).number());
            }
        }
    }

    private static boolean isLike(FileDescriptor there, PacketMap map) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = info(arena, there, "a map");
            return info.get(ValueLayout.JAVA_INT, 0) == map.type()
                    && info.get(ValueLayout.JAVA_INT, 8) == map.keyBytes()
                    && info.get(ValueLayout.JAVA_INT, 12) == map.valueBytes()
                    && info.get(ValueLayout.JAVA_INT, 16) == map.entries()
                    && info.getString(MAP_INFO_NAME, StandardCharsets.US_ASCII).equals(map.name());
        }
    }

    /** The maps of a program. */
    private static int[] maps(int program) throws IOException {
        try (FileDescriptor one = open(program);
                Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate((long) MAPS_MAX * Integer.BYTES, Long.BYTES);
            MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
            info.set(ValueLayout.JAVA_INT, INFO_MAPS, MAPS_MAX);
            info.set(ValueLayout.JAVA_LONG, INFO_MAPS + Integer.BYTES, ids.address());
            ask(info, one, "a program's maps");
            int[] found = new int[info.get(ValueLayout.JAVA_INT, INFO_MAPS)];
            ids.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer().get(found);
            return found;
        }
    }

    private static FileDescriptor openMap(int id) throws IOException {
        ByteBuffer of = attributes();
        of.putInt(id);
        return new FileDescriptor((int) bpf("a map", MAP_GET_FD_BY_ID, of));
    }

    private static MemorySegment info(Arena arena, FileDescriptor of, String what) throws IOException {
        MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
        ask(info, of, what);
        return info;
    }

    private static void ask(MemorySegment info, FileDescriptor of, String what) throws IOException {
        ByteBuffer about = attributes();
        about.putInt(of.number()).putInt(INFO_BYTES).putLong(info.address());
        bpf(what, OBJ_GET_INFO_BY_FD, about);
    }

    /** Takes all programs of a direction from a link. */
    public static void clear(int link, Direction direction) throws IOException {
        for (int id : ids(link, direction)) {
            try (FileDescriptor program = open(id)) {
                ByteBuffer detach = attributes();
                detach.putInt(link).putInt(program.number()).putInt(direction.type);
                bpf("detach a program", PROG_DETACH, detach);
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
            ByteBuffer load = attributes();
            load.putInt(SCHED_CLS)
                    .putInt(instructions.length / INSTRUCTION_BYTES)
                    .putLong(code.address())
                    .putLong(arena.allocateFrom("Apache-2.0").address())
                    .put(LOAD_NAME, text);
            return new FileDescriptor((int) bpf("load " + name, PROG_LOAD, load));
        }
    }

    private static int[] ids(int link, Direction direction) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate((long) PROGRAMS_MAX * Integer.BYTES, Long.BYTES);
            ByteBuffer query = attributes();
            query.putInt(link)
                    .putInt(direction.type)
                    .putLong(0)
                    .putLong(ids.address())
                    .putInt(PROGRAMS_MAX);
            bpf("programs of a link", PROG_QUERY, query);
            int count = query.getInt(24);
            int[] found = new int[count];
            ids.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer().get(found);
            return found;
        }
    }

    private static FileDescriptor open(int id) throws IOException {
        ByteBuffer of = attributes();
        of.putInt(id);
        return new FileDescriptor((int) bpf("a program", PROG_GET_FD_BY_ID, of));
    }

    private static String name(FileDescriptor program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return info(arena, program, "a program's name").getString(INFO_NAME, StandardCharsets.US_ASCII);
        }
    }

    private static ByteBuffer attributes() {
        return ByteBuffer.allocate(ATTRIBUTES_BYTES).order(ByteOrder.nativeOrder());
    }

    /** What the kernel writes into the attributes is there afterwards. */
    private static long bpf(String what, int command, ByteBuffer attributes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
            all.copyFrom(MemorySegment.ofBuffer(attributes.duplicate().clear()));
            long result = SystemCall.BPF.call(what, command, all.address(), ATTRIBUTES_BYTES);
            attributes.put(0, all.toArray(ValueLayout.JAVA_BYTE));
            return result;
        }
    }
}
