package dev.postern.dataplane;

import dev.postern.network.Packet;
import dev.postern.network.trace.Stage;
import java.time.Instant;

/**
 * A packet that the network has dropped.
 *
 * @param lastSeen when it, or one like it but for the source port, was last dropped; within a second
 * @param stage who dropped it
 * @param packet as it entered the VPC; the source port is not known, and is any
 */
public record Dropped(Instant lastSeen, Stage stage, Packet packet) {}
