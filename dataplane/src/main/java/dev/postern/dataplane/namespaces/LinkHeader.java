package dev.postern.dataplane.namespaces;

import dev.postern.model.net.Mac;

/** What a frame begins with on a link that programs send packets by. */
public record LinkHeader(Mac to, Mac from) {
    static final int BYTES = 14;

    /** Onto the stack, at a place that is two bytes from a multiple of four; the last two bytes say what follows. */
    void write(Instructions program, int place, int follows) {
        write(program, place);
        program.storeHalf(place + 12, follows);
    }

    /** The same, but for what follows. */
    void write(Instructions program, int place) {
        long[] both = {to.number(), from.number()};
        for (int i = 0; i < both.length; i++) {
            for (int half = 0; half < 3; half++) {
                program.storeHalf(place + 6 * i + 2 * half, (int) (both[i] >>> (32 - 16 * half)) & 0xffff);
            }
        }
    }
}
