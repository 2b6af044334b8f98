package dev.postern.network.trace;

import dev.postern.network.Packet;
import java.util.List;

/** What was decided on a packet. */
public sealed interface Ruling {
    /** What decided. */
    Rule rule();

    /** It goes on as it is. */
    record Passed(Rule rule) implements Ruling {}

    /** It goes on with another address. */
    record Translated(Rule rule, Packet before, Packet after) implements Ruling {}

    /**
     * It ends here.
     *
     * @param remedies the smallest changes that let it through, each on its own, the one to try first first; empty where nothing can
     *     be changed, as at an address that nobody has
     */
    record Stopped(Rule rule, List<Remedy> remedies) implements Ruling {
        public Stopped {
            remedies = List.copyOf(remedies);
        }
    }
}
