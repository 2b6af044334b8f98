package dev.postern.server.network;

import dev.postern.guest.dns.NameDirectory;
import dev.postern.guest.dns.VpcView;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import java.util.function.Supplier;

/** The names of the newest snapshot. */
public final class Names {
    private final Supplier<Snapshot> newest;

    public Names(Supplier<Snapshot> newest) {
        this.newest = newest;
    }

    /** What the resolver of a VPC knows. */
    public VpcView view(VpcId vpc) {
        return new NameDirectory(newest.get()).view(vpc);
    }

    VpcView internet() {
        return new NameDirectory(newest.get()).internet();
    }
}
