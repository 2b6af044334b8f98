package dev.postern.linux;

import dev.postern.linux.PacketPrograms.Direction;
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

/** What the {@link PacketPrograms} of links of the calling thread's network namespace remember: their {@link PacketMap}s, as they are now. */
public final class PacketMaps {
    private static final int MAP_CREATE = 0;
    private static final int MAP_LOOKUP = 1;
    private static final int MAP_GET_FD_BY_ID = 14;
    private static final int MAP_LOOKUP_BATCH = 24;

    private static final int INFO_MAPS = 52;
    private static final int INFO_NAME = 24;
    private static final int CREATE_NAME = 28;
    private static final int MAPS_MAX = 64;
    private static final int INSTRUCTION_BYTES = 8;

    /** Where the kernel says how many entries it told. */
    private static final int BATCH_COUNT = 32;

    private static final int BATCH = 4096;

    /** The instruction that loads a whole number, and what says that the number is a map's. */
    private static final byte LOAD_NUMBER = 0x18;

    private static final int OF_MAP = 1;

    private PacketMaps() {}

    /**
     * What a map remembers under a key.
     *
     * @param key in this machine's order of bytes, as the program made it
     */
    public record Entry(ByteBuffer key, ByteBuffer value) {}

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
                ByteBuffer lookup = Bpf.attributes();
                lookup.putInt(one.number()).putInt(0).putLong(key.address()).putLong(value.address());
                Bpf.call("look up " + map.name(), MAP_LOOKUP, lookup);
                values[i] = value.get(ValueLayout.JAVA_LONG, 0);
            }
            return Optional.of(values);
        }
    }

    /**
     * All that a map of the kind that forgets remembers. Looking keeps nothing from being forgotten.
     *
     * @return nothing if no program of the links has it
     */
    public static List<Entry> entries(PacketMap map, List<Integer> among, Direction direction) throws IOException {
        Optional<FileDescriptor> found = found(map, among, direction);
        if (found.isEmpty()) {
            return List.of();
        }
        try (FileDescriptor one = found.get();
                Arena arena = Arena.ofConfined()) {
            List<Entry> entries = new ArrayList<>();
            MemorySegment reached = arena.allocate(Long.BYTES, Long.BYTES);
            MemorySegment keys = arena.allocate((long) BATCH * map.keyBytes(), Long.BYTES);
            MemorySegment values = arena.allocate((long) BATCH * map.valueBytes(), Long.BYTES);
            boolean begun = false;
            boolean more = true;
            while (more) {
                ByteBuffer batch = Bpf.attributes();
                batch.putLong(begun ? reached.address() : 0)
                        .putLong(reached.address())
                        .putLong(keys.address())
                        .putLong(values.address())
                        .putInt(BATCH)
                        .putInt(one.number());
                more = look(map, batch);
                begun = true;
                for (int i = 0; i < batch.getInt(BATCH_COUNT); i++) {
                    entries.add(new Entry(part(keys, i, map.keyBytes()), part(values, i, map.valueBytes())));
                }
            }
            return entries;
        }
    }

    /** False after the last ones. */
    private static boolean look(PacketMap map, ByteBuffer batch) throws IOException {
        try {
            Bpf.call("look through " + map.name(), MAP_LOOKUP_BATCH, batch);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == SystemCallException.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private static ByteBuffer part(MemorySegment of, int place, int bytes) {
        return ByteBuffer.wrap(of.asSlice((long) place * bytes, bytes).toArray(ValueLayout.JAVA_BYTE))
                .order(ByteOrder.nativeOrder());
    }

    /** A map that a program of one of some links has. */
    static Optional<FileDescriptor> found(PacketMap map, List<Integer> among, Direction direction) throws IOException {
        for (int link : among) {
            for (int id : PacketPrograms.ids(link, direction)) {
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

    static FileDescriptor make(PacketMap map) throws IOException {
        ByteBuffer create = Bpf.attributes();
        create.putInt(map.type())
                .putInt(map.keyBytes())
                .putInt(map.valueBytes())
                .putInt(map.entries())
                .put(CREATE_NAME, map.name().getBytes(StandardCharsets.US_ASCII));
        return new FileDescriptor((int) Bpf.call("make " + map.name(), MAP_CREATE, create));
    }

    /** Puts the numbers of open maps where the instructions have their places. */
    static void number(byte[] instructions, List<FileDescriptor> maps) {
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
            MemorySegment info = Bpf.info(arena, there, "a map");
            return info.get(ValueLayout.JAVA_INT, 0) == map.type()
                    && info.get(ValueLayout.JAVA_INT, 8) == map.keyBytes()
                    && info.get(ValueLayout.JAVA_INT, 12) == map.valueBytes()
                    && info.get(ValueLayout.JAVA_INT, 16) == map.entries()
                    && info.getString(INFO_NAME, StandardCharsets.US_ASCII).equals(map.name());
        }
    }

    /** The maps of a program. */
    private static int[] maps(int program) throws IOException {
        try (FileDescriptor one = PacketPrograms.open(program);
                Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate((long) MAPS_MAX * Integer.BYTES, Long.BYTES);
            MemorySegment info = Bpf.info(arena, one, "a program's maps", asking -> {
                asking.set(ValueLayout.JAVA_INT, INFO_MAPS, MAPS_MAX);
                asking.set(ValueLayout.JAVA_LONG, INFO_MAPS + Integer.BYTES, ids.address());
            });
            int[] found = new int[info.get(ValueLayout.JAVA_INT, INFO_MAPS)];
            ids.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer().get(found);
            return found;
        }
    }

    private static FileDescriptor openMap(int id) throws IOException {
        ByteBuffer of = Bpf.attributes();
        of.putInt(id);
        return new FileDescriptor((int) Bpf.call("a map", MAP_GET_FD_BY_ID, of));
    }
}
