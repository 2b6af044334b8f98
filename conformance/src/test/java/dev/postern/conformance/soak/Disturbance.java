package dev.postern.conformance.soak;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** Something that goes wrong around the cloud. */
interface Disturbance {
    /** In words, for the journal. */
    String name();

    /** Whether packets may be lost until it is mended; none may be let through that must be refused. */
    boolean disturbsPackets();

    /** The time in which it must be mended. */
    Duration limit();

    void inflict(Random random) throws Exception;

    /** What is not mended yet; empty when all is as before. */
    Optional<String> damage() throws Exception;
}
