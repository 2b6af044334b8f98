package dev.postern.network;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.shared.SharedMap;

/** An intent together with what it was compiled from: where the compilation of the next snapshot begins. Immutable. */
public final class Compilation {
    /** Of no snapshot at all. */
    public static final Compilation NONE =
            new Compilation(Snapshot.EMPTY, NetworkIntent.EMPTY, SharedMap.empty(), TargetHealth.NONE);

    /** Of no snapshot at all, where something may be reached outside. */
    public static Compilation none(Outside outside) {
        return new Compilation(Snapshot.EMPTY, NetworkIntent.EMPTY.with(outside), SharedMap.empty(), TargetHealth.NONE);
    }

    private final Snapshot snapshot;
    private final NetworkIntent intent;
    private final SharedMap<VpcId, CompiledVpc> vpcs;
    private final TargetHealth health;

    Compilation(Snapshot snapshot, NetworkIntent intent, SharedMap<VpcId, CompiledVpc> vpcs, TargetHealth health) {
        this.snapshot = snapshot;
        this.intent = intent;
        this.vpcs = vpcs;
        this.health = health;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** What was known of the targets of balancers. */
    TargetHealth health() {
        return health;
    }

    public NetworkIntent intent() {
        return intent;
    }

    /** Those that have a network, with what they were compiled from. */
    SharedMap<VpcId, CompiledVpc> vpcs() {
        return vpcs;
    }
}
