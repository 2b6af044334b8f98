package dev.postern.server.accesslogs;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Ids;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gathers lines of requests to buckets that are logged, and puts them into the buckets that are to have them, as S3's own service for it:
 * what the policy of such a bucket, or its list, does not admit is lost. A log is put {@value #SECONDS} seconds after its first line, or
 * when it has {@value #BYTES_MAX} bytes.
 */
public final class AccessLogs implements Witness, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessLogs.class.getName());
    static final int SECONDS = 5;
    private static final int BYTES_MAX = 4 << 20;

    /** Of all that waits: more comes only where nothing can be put. */
    private static final int WAITING_BYTES_MAX = 64 << 20;

    private static final int UNIQUE_DIGITS = 16;

    private final Supplier<Snapshot> newest;
    private final ServiceWrites buckets;
    private final Ids ids;
    private final Clock clock;
    private final Map<AccessLogTarget, Open> open = new LinkedHashMap<>();
    private final Map<String, String> failed = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-logs").daemon().factory());
    private long waiting;

    /** What gathers for a log. */
    private static final class Open {
        private final StringBuilder lines = new StringBuilder();
        private final long since = System.nanoTime();

        boolean isDue() {
            return lines.length() >= BYTES_MAX || System.nanoTime() - since >= TimeUnit.SECONDS.toNanos(SECONDS);
        }
    }

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

    private synchronized void add(AccessLogEntry entry) {
        int length = entry.line().length() + 1;
        if (waiting + length > WAITING_BYTES_MAX) {
            return; // logs are kept as well as can be, as on AWS
        }
        waiting += length;
        open.computeIfAbsent(entry.target(), _ -> new Open())
                .lines
                .append(entry.line())
                .append('\n');
    }

    private void bring(boolean all) {
        try {
            due(all).forEach(this::put);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "access logs", e);
        }
    }

    private synchronized Map<AccessLogTarget, String> due(boolean all) {
        Map<AccessLogTarget, String> due = new LinkedHashMap<>();
        List<AccessLogTarget> targets = new ArrayList<>(open.keySet());
        for (AccessLogTarget target : targets) {
            Open gathered = open.get(target);
            if (gathered != null && (all || gathered.isDue())) {
                open.remove(target);
                waiting -= gathered.lines.length();
                due.put(target, gathered.lines.toString());
            }
        }
        return due;
    }

    private void put(AccessLogTarget target, String lines) {
        Instant now = clock.instant();
        String error;
        try {
            error = buckets.put(
                            AccessLogTarget.SERVICE,
                            target.bucket(),
                            target.key(now, ids.hex(UNIQUE_DIGITS).toUpperCase(java.util.Locale.ROOT)),
                            Map.of("content-type", "text/plain"),
                            lines.getBytes(StandardCharsets.UTF_8),
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
        open.clear();
        failed.clear();
        waiting = 0;
    }

    /** Puts what gathered, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        bring(true);
    }
}
