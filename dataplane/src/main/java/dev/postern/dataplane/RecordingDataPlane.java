package dev.postern.dataplane;

import dev.postern.network.NetworkIntent;
import java.util.ArrayList;
import java.util.List;

/** A data plane without packets: it remembers what it was told. For tests, and for hosts without privileges. */
public final class RecordingDataPlane implements DataPlane {
    private final List<NetworkIntent> applied = new ArrayList<>();

    @Override
    public synchronized Observed apply(NetworkIntent intent) {
        boolean changed = applied.isEmpty() || !applied.getLast().vpcs().equals(intent.vpcs());
        applied.add(intent);
        return new Observed(intent.sequence(), changed ? 1 : 0, intent.instances(), List.of(), List.of(), false);
    }

    @Override
    public void onNews(Runnable alarm) {}

    @Override
    public synchronized void destroyAll() {
        applied.clear();
    }

    /** The intents so far, the oldest first. */
    public synchronized List<NetworkIntent> applied() {
        return List.copyOf(applied);
    }
}
