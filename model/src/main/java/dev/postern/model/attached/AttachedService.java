package dev.postern.model.attached;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.net.PublicService;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A service of a Region that is another server: requests are checked and judged here, and then it is asked. It is one in the whole
 * cloud, so it is in {@link Scope#GLOBAL}.
 *
 * @param service as signatures have it, {@code sqs}
 * @param account to which all that the server keeps belongs
 * @param upstream where the server listens, as {@code http://127.0.0.1:9324}
 * @param upstreamKey with which requests to the server are signed; instances never see it
 */
public record AttachedService(
        String service, Region region, AccountId account, String upstream, UpstreamKey upstreamKey, Instant attachedAt)
        implements AttachedResource {
    /** An access key that the server knows. */
    public record UpstreamKey(String id, String secret) {
        /** What emulators take for a key where nobody has said another. */
        public static final UpstreamKey USUAL = new UpstreamKey("test", "test");

        @Override
        public String toString() {
            return "UpstreamKey[" + id + "]"; // never the secret
        }
    }

    /** The one behind a Region's service, if there is one. */
    public static Optional<AttachedService> find(Snapshot snapshot, String service, Region region) {
        return snapshot.find(AttachedService.class, Scope.GLOBAL, nameOf(service, region));
    }

    /** Whether somebody answers for a service of a Region: for one that is not served here, only a server that is attached. */
    public static boolean answers(Snapshot snapshot, String service, Region region) {
        return PublicService.find(service).map(PublicService::served).orElse(true)
                || find(snapshot, service, region).isPresent();
    }

    /** All of a service, in the order of their Regions. */
    public static List<AttachedService> of(Snapshot snapshot, String service) {
        return snapshot.all(AttachedService.class).stream()
                .filter(one -> one.service().equals(service))
                .toList();
    }

    /** As endpoints name it, {@code com.amazonaws.us-east-1.sqs}. */
    public String name() {
        return nameOf(service, region);
    }

    private static String nameOf(String service, Region region) {
        return "com.amazonaws." + region + "." + service;
    }

    @Override
    public Scope scope() {
        return Scope.GLOBAL;
    }

    @Override
    public String key() {
        return name();
    }
}
