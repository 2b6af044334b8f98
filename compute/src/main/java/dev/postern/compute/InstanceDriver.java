package dev.postern.compute;

import dev.postern.model.ec2.InstanceId;
import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;

/** What runs instances. Each call is complete when it returns; calls for different instances may run at once. */
public interface InstanceDriver {
    /** Everything here that is an instance of this data directory: running, ended, or only a disk. */
    SortedMap<InstanceId, Observed> observe() throws IOException;

    /** Makes what an instance is to boot from, if that is not there yet: this may take minutes. {@link #start} would do it, too. */
    void prepare(InstanceSpec spec) throws IOException;

    /** Boots an instance, on its disk if it has one. What is left of an earlier run is cleared away first. */
    void start(InstanceSpec spec) throws IOException;

    /** Ends an instance, in order within the grace, and keeps its disk. An instance that does not run is fine. */
    void stop(InstanceId id, Duration grace) throws IOException;

    /** Ends an instance at once and deletes its disk. */
    void delete(InstanceId id) throws IOException;

    /** Whether and how an instance is here. */
    enum Status {
        /** There may be a disk, but no process, and none ended by itself. */
        ABSENT,
        RUNNING,
        /** It ended by itself since it was last started, on this boot of the host. */
        EXITED
    }

    /**
     * An instance as found.
     *
     * @param boots the boot that was started last; 0 if none was
     */
    record Observed(Status status, int boots) {
        public static final Observed NOTHING = new Observed(Status.ABSENT, 0);
    }
}
