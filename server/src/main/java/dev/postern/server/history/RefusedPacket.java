package dev.postern.server.history;

import dev.postern.dataplane.Dropped;
import dev.postern.model.ec2.VpcId;
import java.time.Instant;

/**
 * A packet that was dropped, and of which the kernel had a note.
 *
 * @param number grows with each refusal that is kept
 * @param vpc in whose network
 */
public record RefusedPacket(long number, VpcId vpc, Dropped dropped) implements Refused {
    @Override
    public Instant at() {
        return dropped.lastSeen();
    }
}
