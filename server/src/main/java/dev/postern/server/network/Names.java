package dev.postern.server.network;

import dev.postern.guest.dns.NameDirectory;
import dev.postern.guest.dns.VpcView;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.TargetHealth;
import java.util.function.Supplier;

/** The names of the newest snapshot. */
public final class Names {
    private final Supplier<Snapshot> newest;
    private final Supplier<TargetHealth> health;

    /**
     * The names of a cloud.
     *
     * @param health what was found of the targets of load balancers by now
     */
    public Names(Supplier<Snapshot> newest, Supplier<TargetHealth> health) {
        this.newest = newest;
        this.health = health;
    }

    /** What the resolver of a VPC knows. */
    public VpcView view(VpcId vpc) {
        return new NameDirectory(newest.get(), health.get()).view(vpc);
    }

    VpcView internet() {
        return new NameDirectory(newest.get(), health.get()).internet();
    }
}
