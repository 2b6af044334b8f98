package dev.postern.server.accesslogs;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
import dev.postern.server.gathering.Gathering;
import dev.postern.server.history.Served;
import dev.postern.server.history.Served.Asked;
import dev.postern.server.history.Witness;
import dev.postern.services.s3.AccessLogEntry;
import dev.postern.services.s3.AccessLogTarget;
import dev.postern.services.s3.ServiceWrites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gathers lines of requests to buckets that are logged, and puts them into the buckets that are to have them, as S3's own service for it:
 * what the policy of such a bucket, or its list, does not admit is lost.
 */
public final class AccessLogs implements Witness, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessLogs.class.getName());

    /** Characters of all that waits: more comes only where nothing can be put. */
    private static final int WAITING_MAX = 64 << 20;

    private static final int UNIQUE_DIGITS = 16;

    private final Supplier<Snapshot> newest;
    private final ServiceWrites buckets;
    private final Ids ids;
    private final Clock clock;
    private final Gathering<AccessLogTarget> gathering = new Gathering<>();
    private final Map<String, String> failed = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-logs").daemon().factory());

    public AccessLogs(Supplier<Snapshot> newest, ServiceWrites buckets, Ids ids, Clock clock) {
        this.newest = newest;
        this.buckets = buckets;
        this.ids = ids;
        this.clock = clock;
        var _ = thread.scheduleWithFixedDelay(() -> bring(false), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void saw(Served served) {
        if (!(served.asked() instanceof Asked.OfS3 asked) || asked.answer().isEmpty()) {
            return;
        }
        try {
            Asked.OfS3.Answer answer = asked.answer().get();
            Duration took = Duration.between(served.context().now(), clock.instant());
            AccessLogEntry.of(
                            newest.get(),
                            asked.request(),
                            asked.address(),
                            served.context(),
                            new AccessLogEntry.Answer(
                                    served.status(), answer.headers(), answer.length(), served.error(), took))
                    .ifPresent(this::add);
        } catch (RuntimeException e) { // whatever it is, the request was served
            LOG.log(System.Logger.Level.ERROR, "a line of an access log", e);
        }
    }

    private void add(AccessLogEntry entry) {
        if (gathering.length() < WAITING_MAX) { // logs are kept as well as can be, as on AWS
            gathering.add(entry.target(), entry.line());
        }
    }

    private void bring(boolean all) {
        try {
            gathering.take(all).forEach(this::put);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "access logs", e);
        }
    }

    private synchronized void put(AccessLogTarget target, List<String> lines) {
        Instant now = clock.instant();
        String error;
        try {
            error = buckets.put(
                            AccessLogTarget.SERVICE,
                            target.bucket(),
                            target.key(now, ids.hex(UNIQUE_DIGITS).toUpperCase(java.util.Locale.ROOT)),
                            Map.of("content-type", "text/plain"),
                            (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8),
                            target.keys(),
                            now)
                    .map(Enum::toString)
                    .orElse("");
        } catch (IOException e) {
            error = String.valueOf(e.getMessage());
        }
        String before = failed.put(target.source(), error);
        if (!error.isEmpty() && !error.equals(before)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "access logs of " + target.source() + " do not arrive in " + target.bucket() + ": " + error);
        }
    }

    /** Puts what gathered, without waiting for its time. */
    public void deliver() {
        bring(true);
    }

    /** Forgets what gathered. */
    public synchronized void forget() {
        gathering.clear();
        failed.clear();
    }

    /** Puts what gathered, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        bring(true);
    }
}
