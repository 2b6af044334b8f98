package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** The system call for programs and maps, in the words of its attributes. */
final class Bpf {
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int ATTRIBUTES_BYTES = 128;
    private static final int INFO_BYTES = 80;

    private Bpf() {}

    static ByteBuffer attributes() {
        return ByteBuffer.allocate(ATTRIBUTES_BYTES).order(ByteOrder.nativeOrder());
    }

    /** What the kernel writes into the attributes is there afterwards, also where it fails. */
    static long call(String what, int command, ByteBuffer attributes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
            all.copyFrom(MemorySegment.ofBuffer(attributes.duplicate().clear()));
            try {
                return SystemCall.BPF.call(what, command, all.address(), ATTRIBUTES_BYTES);
            } finally {
                attributes.put(0, all.toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    /** What the kernel tells of a program or a map. */
    static MemorySegment info(Arena arena, FileDescriptor of, String what) throws IOException {
        return info(arena, of, what, _ -> {});
    }

    /**
     * The same, where more is told of what is asked for.
     *
     * @param asking writes what is asked for, and where to
     */
    static MemorySegment info(Arena arena, FileDescriptor of, String what, Consumer<MemorySegment> asking)
            throws IOException {
        MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
        asking.accept(info);
        ByteBuffer about = attributes();
        about.putInt(of.number()).putInt(INFO_BYTES).putLong(info.address());
        call(what, OBJ_GET_INFO_BY_FD, about);
        return info;
    }
}
