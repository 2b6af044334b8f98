package dev.postern.network;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.shared.SharedMap;

/** An intent together with what it was compiled from: where the compilation of the next snapshot begins. Immutable. */
public final class Compilation {
    /** Of no snapshot at all. */
    public static final Compilation NONE = new Compilation(Snapshot.EMPTY, NetworkIntent.EMPTY, SharedMap.empty());

    /** Of no snapshot at all, where something may be reached outside. */
    public static Compilation none(Outside outside) {
        return new Compilation(Snapshot.EMPTY, NetworkIntent.EMPTY.with(outside), SharedMap.empty());
    }

    private final Snapshot snapshot;
    private final NetworkIntent intent;
    private final SharedMap<VpcId, CompiledVpc> vpcs;

    Compilation(Snapshot snapshot, NetworkIntent intent, SharedMap<VpcId, CompiledVpc> vpcs) {
        this.snapshot = snapshot;
        this.intent = intent;
        this.vpcs = vpcs;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    public NetworkIntent intent() {
        return intent;
    }

    /** Those that have a network, with what they were compiled from. */
    SharedMap<VpcId, CompiledVpc> vpcs() {
        return vpcs;
    }
}
