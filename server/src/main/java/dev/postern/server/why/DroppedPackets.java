package dev.postern.server.why;

import dev.postern.dataplane.Dropped;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import dev.postern.network.trace.Stage;
import dev.postern.server.history.History;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Brings what the network has dropped into the history, when somebody asks: nobody else pays for it. Of packets that are alike one a
 * minute is kept. May be used by any number of threads.
 */
public final class DroppedPackets {
    private static final Logger LOG = System.getLogger(DroppedPackets.class.getName());
    private static final Duration APART = Duration.ofMinutes(1);

    private final Supplier<NetworkIntent> inForce;
    private final Notes notes;
    private final History history;
    private final Clock clock;
    private final Map<Alike, Instant> told = new HashMap<>();

    /** What a VPC's network has noted of its drops. */
    @FunctionalInterface
    public interface Notes {
        List<Dropped> of(NetworkIntent inForce, VpcIntent vpc, Instant now) throws IOException;
    }

    /** What makes one of many. */
    private record Alike(Stage stage, Packet packet) {}

    public DroppedPackets(Supplier<NetworkIntent> inForce, Notes notes, History history, Clock clock) {
        this.inForce = inForce;
        this.notes = notes;
        this.history = history;
        this.clock = clock;
    }

    /** Looks at all networks. */
    synchronized void collect() {
        Instant now = clock.instant();
        told.values().removeIf(at -> at.plus(APART).isBefore(now));
        NetworkIntent intent = inForce.get();
        for (VpcIntent vpc : intent.vpcs().values()) {
            try {
                for (Dropped dropped : notes.of(intent, vpc, now)) {
                    if (told.putIfAbsent(new Alike(dropped.stage(), dropped.packet()), now) == null) {
                        history.add(vpc.scope(), vpc.id(), dropped);
                    }
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the network of {0} is going or not there yet: {1}", vpc.id(), e.getMessage());
            }
        }
    }
}
