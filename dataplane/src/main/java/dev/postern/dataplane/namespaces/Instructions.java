package dev.postern.dataplane.namespaces;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a program for the kernel's packet machine, instruction by instruction.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9669.html">RFC 9669: BPF Instruction Set Architecture</a>
 */
final class Instructions {
    /** How much a load or store moves: the size's bits of an instruction. */
    enum Size {
        BYTE(0x10),
        HALF(0x08),
        WORD(0x00),
        LONG(0x18);

        private final int bits;

        Size(int bits) {
            this.bits = bits;
        }
    }

    /** What two values are asked, as numbers without a sign. */
    enum Condition {
        EQUAL(0x10),
        NOT_EQUAL(0x50),
        AT_LEAST(0x30),
        MORE(0x20),
        LESS(0xa0);

        private final int bits;

        Condition(int bits) {
            this.bits = bits;
        }
    }

    /** The register of results. */
    static final int RESULT = 0;

    /** The register that points above the stack. */
    static final int FRAME = 10;

    private static final int BYTES = 8;
    private static final int JUMP = 0x05;
    private static final int JUMP_32 = 0x06;
    private static final int OTHER = 0x08;
    private static final int OF_MAP = 1;

    private record Instruction(int code, int to, int from, int offset, int value) {}

    private final List<Instruction> all = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Integer, String> jumps = new HashMap<>();

    private Instructions add(int code, int to, int from, int offset, int value) {
        all.add(new Instruction(code, to, from, offset, value));
        return this;
    }

    /** A register becomes a number. */
    Instructions set(int register, int value) {
        return add(0xb7, register, 0, 0, value);
    }

    /** A register becomes what another one is. */
    Instructions copy(int register, int other) {
        return add(0xbf, register, other, 0, 0);
    }

    /** A register becomes the address of a place on the stack. */
    Instructions address(int register, int offset) {
        return copy(register, FRAME).plus(register, offset);
    }

    Instructions plus(int register, int value) {
        return add(0x07, register, 0, 0, value);
    }

    Instructions plusRegister(int register, int other) {
        return add(0x0f, register, other, 0, 0);
    }

    Instructions minusRegister(int register, int other) {
        return add(0x1f, register, other, 0, 0);
    }

    Instructions times(int register, int value) {
        return add(0x27, register, 0, 0, value);
    }

    /** What is left of a number without a sign when it is divided. */
    Instructions remainder(int register, int divisor) {
        return add(0x97, register, 0, 0, divisor);
    }

    Instructions xorRegister(int register, int other) {
        return add(0xaf, register, other, 0, 0);
    }

    Instructions and(int register, int value) {
        return add(0x57, register, 0, 0, value);
    }

    Instructions or(int register, int value) {
        return add(0x47, register, 0, 0, value);
    }

    Instructions left(int register, int bits) {
        return add(0x67, register, 0, 0, bits);
    }

    Instructions right(int register, int bits) {
        return add(0x77, register, 0, 0, bits);
    }

    Instructions invert(int register) {
        return add(0xa7, register, 0, 0, -1);
    }

    /**
     * Between the order of the network and that of the machine.
     *
     * @param bits 16, 32 or 64; what is above becomes 0
     */
    Instructions swap(int register, int bits) {
        return add(0xdc, register, 0, 0, bits);
    }

    Instructions load(Size size, int register, int from, int offset) {
        return add(0x61 | size.bits, register, from, offset, 0);
    }

    Instructions store(Size size, int to, int offset, int register) {
        return add(0x63 | size.bits, to, register, offset, 0);
    }

    /** Adds to eight bytes, whoever else does. */
    Instructions count(int to, int offset, int register) {
        return add(0xdb, to, register, offset, 0);
    }

    /** A register becomes one of the maps that the program is loaded with, by its place among them. */
    Instructions map(int register, int place) {
        return add(0x18, register, OF_MAP, 0, place).add(0, 0, 0, 0, 0);
    }

    /** Two bytes on the stack, in the order of the network. */
    Instructions storeHalf(int offset, int value) {
        return add(0x6a, FRAME, 0, offset, networkOrder16(value));
    }

    /** Four bytes on the stack, in the order of the network. */
    Instructions storeWord(int offset, int value) {
        return add(0x62, FRAME, 0, offset, networkOrder(value));
    }

    /** Four bytes of the stack, to another place there; register 2 is lost. */
    Instructions copyWord(int from, int to) {
        return load(Size.WORD, 2, FRAME, from).store(Size.WORD, FRAME, to, 2);
    }

    /** Goes on if four bytes of the stack are a number in the order of the network; register 2 is lost. */
    Instructions wordIs(int offset, int value, String otherwise) {
        return load(Size.WORD, 2, FRAME, offset).jumpIf(2, Condition.NOT_EQUAL, networkOrder(value), otherwise);
    }

    /** A register becomes the address of a part of the stack, or 0 if it is empty, and the next one its length. */
    Instructions part(int register, int offset, int bytes) {
        return (bytes == 0 ? set(register, 0) : address(register, offset)).set(register + 1, bytes);
    }

    Instructions jumpIf(int register, Condition condition, int value, String label) {
        jumps.put(all.size(), label);
        return add(JUMP_32 | condition.bits, register, 0, 0, value);
    }

    /** The same of two registers, whole. */
    Instructions jumpIfRegister(int register, Condition condition, int other, String label) {
        jumps.put(all.size(), label);
        return add(JUMP | OTHER | condition.bits, register, other, 0, 0);
    }

    /** Where a call that looks something up found nothing. */
    Instructions jumpIfNothing(String label) {
        jumps.put(all.size(), label);
        return add(JUMP | Condition.EQUAL.bits, RESULT, 0, 0, 0);
    }

    Instructions jump(String label) {
        jumps.put(all.size(), label);
        return add(JUMP, 0, 0, 0, 0);
    }

    /** Calls the kernel: arguments are in registers 1 to 5, which are lost, the result is in register 0. */
    Instructions call(int function) {
        return add(0x85, 0, 0, 0, function);
    }

    Instructions end() {
        return add(0x95, 0, 0, 0, 0);
    }

    /** The next instruction is a place to jump to. */
    Instructions label(String name) {
        places.put(name, all.size());
        return this;
    }

    /** Whether somebody jumps there: the kernel refuses what is never reached. */
    boolean leadsTo(String label) {
        return jumps.containsValue(label);
    }

    /** A number whose bytes in this machine's memory are in the order of the network. */
    static int networkOrder(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** The same of two bytes. */
    static int networkOrder16(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? value
                : Short.toUnsignedInt(Short.reverseBytes((short) value));
    }

    /** As the kernel takes them. */
    byte[] bytes() {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        ByteBuffer bytes = ByteBuffer.allocate(all.size() * BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < all.size(); i++) {
            Instruction one = all.get(i);
            String label = jumps.get(i);
            int offset = label == null ? one.offset : Objects.requireNonNull(places.get(label), label) - i - 1;
            bytes.put((byte) one.code)
                    .put((byte) (little ? one.from << 4 | one.to : one.to << 4 | one.from))
                    .putShort((short) offset)
                    .putInt(one.value);
        }
        return bytes.array();
    }
}
