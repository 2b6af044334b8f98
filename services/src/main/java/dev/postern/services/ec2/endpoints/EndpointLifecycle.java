package dev.postern.services.ec2.endpoints;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcId;
import dev.postern.storage.Cloud;
import dev.postern.storage.Cloud.Outcome;
import java.util.Collection;
import java.util.function.Predicate;

/** Takes endpoints that are being deleted out of the cloud, once the data plane carries nothing to them any more. */
public final class EndpointLifecycle {
    private final Cloud cloud;

    public EndpointLifecycle(Cloud cloud) {
        this.cloud = cloud;
    }

    /**
     * Removes the endpoints that were already being deleted in a snapshot that the data plane has applied.
     *
     * @param applied the snapshot whose network is in force
     * @param inForce in which VPCs it is: somewhere else the way through an endpoint may still be open
     */
    public void applied(Snapshot applied, Predicate<VpcId> inForce) {
        if (!isDue(applied)) {
            return;
        }
        cloud.commit(newest -> {
            Change.Builder change = Change.builder();
            for (VpcEndpoint endpoint : deleting(newest)) {
                applied.find(VpcEndpoint.class, endpoint.scope(), endpoint.key())
                        .filter(known -> known.state() == VpcEndpoint.State.DELETING && inForce.test(known.vpcId()))
                        .ifPresent(known -> change.remove(endpoint));
            }
            return new Outcome<>(change.build(), true);
        });
    }

    /** Whether any endpoint of a snapshot is being deleted. */
    public static boolean isDue(Snapshot snapshot) {
        return snapshot.by(Indexes.ENDPOINTS_BY_STATE).containsKey(VpcEndpoint.State.DELETING);
    }

    private static Collection<VpcEndpoint> deleting(Snapshot snapshot) {
        return snapshot.by(Indexes.ENDPOINTS_BY_STATE, VpcEndpoint.State.DELETING)
                .values();
    }
}
