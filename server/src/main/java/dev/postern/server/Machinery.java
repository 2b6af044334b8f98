package dev.postern.server;

import dev.postern.compute.InstanceReconciler;
import dev.postern.dataplane.InspectionNodes;
import dev.postern.dataplane.Places;
import dev.postern.dataplane.Reconciler;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.InstanceId;
import dev.postern.server.balancing.HealthChecker;
import dev.postern.server.flowlogs.RecentFlows;
import dev.postern.server.why.DroppedPackets;
import dev.postern.storage.LedgerCloud;

/** What brings networks and instances to what the state wants. */
record Machinery(
        Places places,
        DroppedPackets.Notes drops,
        InspectionNodes nodes,
        Reconciler network,
        Progress progress,
        InstanceReconciler instances,
        HealthChecker balancing,
        RecentFlows flows,
        LedgerCloud cloud) {
    /** Begins with what there is, and goes on with every change. */
    void begin() {
        cloud.onCommit(this::follow);
        follow(cloud.snapshot());
        instances.start();
    }

    private void follow(Snapshot snapshot) {
        progress.committed(snapshot);
        network.submit(snapshot);
        instances.wake();
        balancing.follow(snapshot);
    }

    /** Whether an instance and its network have been seen since the start. */
    boolean reaches(InstanceId id) {
        return instances.isRunning(id) && progress.ready(id).isPresent();
    }
}
