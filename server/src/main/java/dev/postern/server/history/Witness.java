package dev.postern.server.history;

/** Learns of each request that was answered, on the thread that served it: it takes no time, and never throws. */
@FunctionalInterface
public interface Witness {
    void saw(Served served);

    /** Both learn. */
    default Witness and(Witness other) {
        return served -> {
            saw(served);
            other.saw(served);
        };
    }
}
