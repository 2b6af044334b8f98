package dev.postern.dataplane;

import java.time.Duration;
import java.util.Map;

/**
 * What a router has counted of its VPC's interfaces. While the kernel makes room for more, a reading may lack some.
 *
 * @param flows those of which there was a packet lately
 * @param full whether there was no room for all of them
 */
public record FlowCounts(Map<CountedFlow, Count> flows, boolean full) {
    /** How long a flow is kept after its last packet. Who reads must come more often. */
    public static final Duration KEPT = Duration.ofSeconds(30);

    /** Nothing. */
    public static final FlowCounts NONE = new FlowCounts(Map.of(), false);

    public FlowCounts {
        flows = Map.copyOf(flows);
    }

    /**
     * How much there was of a flow since it was first seen, or since it was silent for so long that it was forgotten.
     *
     * @param packets as the kernel carries them: what a network card would cut into several is one
     * @param bytes of them, from their IP headers on
     */
    public record Count(long packets, long bytes) {
        public static final Count ZERO = new Count(0, 0);

        public Count plus(Count other) {
            return new Count(packets + other.packets, bytes + other.bytes);
        }

        /** The later of two readings of one counter. */
        public Count max(Count other) {
            return other.packets > packets ? other : this;
        }

        public Count minus(Count other) {
            return new Count(packets - other.packets, bytes - other.bytes);
        }
    }
}
