package dev.postern.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
        MemorySegment info = arena.allocate(INFO_BYTES, Long.BYTES);
        ask(info, of, what);
        return info;
    }

    /** The same, where some is said before. */
    static void ask(MemorySegment info, FileDescriptor of, String what) throws IOException {
        ByteBuffer about = attributes();
        about.putInt(of.number()).putInt((int) info.byteSize()).putLong(info.address());
        call(what, OBJ_GET_INFO_BY_FD, about);
    }

    /** Room for it. */
    static MemorySegment unasked(Arena arena) {
        return arena.allocate(INFO_BYTES, Long.BYTES);
    }
}
