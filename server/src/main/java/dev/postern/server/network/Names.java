package dev.postern.server.network;

import dev.postern.guest.dns.NameDirectory;
import dev.postern.guest.dns.VpcView;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.VpcId;
import java.util.function.Supplier;

/** The names of the newest snapshot; the directory is made when a snapshot is first asked about. */
public final class Names {
    private final Supplier<Snapshot> newest;
    private volatile Known known = new Known(Snapshot.EMPTY, NameDirectory.of(Snapshot.EMPTY));

    private record Known(Snapshot snapshot, NameDirectory directory) {}

    public Names(Supplier<Snapshot> newest) {
        this.newest = newest;
    }

    /** What the resolver of a VPC knows. */
    public VpcView view(VpcId vpc) {
        return directory().view(vpc);
    }

    VpcView internet() {
        return directory().internet();
    }

    private NameDirectory directory() {
        Snapshot snapshot = newest.get();
        Known current = known;
        if (current.snapshot() != snapshot) {
            current = new Known(snapshot, NameDirectory.of(snapshot));
            known = current;
        }
        return current.directory();
    }
}
