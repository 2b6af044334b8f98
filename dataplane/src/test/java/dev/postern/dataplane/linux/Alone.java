package dev.postern.dataplane.linux;

import dev.postern.dataplane.Places;
import dev.postern.linux.IdRange;
import java.nio.file.Path;

/** A data plane without a server: nobody listens to it, and its instances have ids that follow from their names. */
final class Alone {
    private static final long FIRST_ID = 0x7000_0000L;
    private static final int RANGES = 4000;

    private Alone() {}

    static LinuxDataPlane dataPlane(Path runDirectory) {
        return new LinuxDataPlane(
                runDirectory,
                instance -> new IdRange(
                        FIRST_ID + (long) Math.floorMod(instance.value().hashCode(), RANGES) * IdRange.SIZE),
                Places.Listener.NONE);
    }
}
