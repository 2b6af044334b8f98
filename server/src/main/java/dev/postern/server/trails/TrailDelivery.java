package dev.postern.server.trails;

import dev.postern.model.Region;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.model.request.Ids;
import dev.postern.server.gathering.Gathering;
import dev.postern.services.cloudtrail.Delivered;
import dev.postern.services.cloudtrail.TrailPermission;
import dev.postern.services.s3.ServiceWrites;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Brings the events of trails to their buckets, as CloudTrail: the bucket's policy decides, and what does not arrive is lost.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html">Finding your CloudTrail
 *     log files</a>
 */
final class TrailDelivery {
    private static final System.Logger LOG = System.getLogger(TrailDelivery.class.getName());
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

    private final ServiceWrites bucket;
    private final Ids ids;
    private final Clock clock;
    private final Gathering<Folder> gathering = new Gathering<>();
    private final Map<String, Delivered> delivered = new HashMap<>();

    /** Where a file goes: events of each Region, and of what an endpoint saw, have folders of their own. */
    private record Folder(Trail trail, Region region, boolean network) {}

    TrailDelivery(ServiceWrites bucket, Ids ids, Clock clock) {
        this.bucket = bucket;
        this.ids = ids;
        this.clock = clock;
    }

    /** Adds an event. */
    synchronized void add(Trail trail, Region region, boolean network, String event) {
        if (gathering.add(new Folder(trail, region, network), event)) {
            tend();
        }
    }

    /** Brings what is due. */
    synchronized void tend() {
        gathering.take(false).forEach(this::bring);
    }

    /** Brings all that there is. */
    synchronized void flush() {
        gathering.take(true).forEach(this::bring);
    }

    /** Forgets all. */
    synchronized void clear() {
        gathering.clear();
        delivered.clear();
    }

    synchronized Delivered of(Trail trail) {
        return delivered.getOrDefault(trail.arn().toString(), Delivered.NOTHING);
    }

    private void bring(Folder folder, List<String> records) {
        Instant now = clock.instant();
        Trail trail = folder.trail();
        String error;
        try {
            error = bucket.put(
                            TrailPermission.SERVICE,
                            trail.bucket(),
                            key(folder, now),
                            Map.of("content-type", "application/json", "content-encoding", "gzip"),
                            content(records),
                            TrailPermission.keysOfFiles(trail),
                            now)
                    .map(refusal -> switch (refusal) {
                        case NO_SUCH_BUCKET -> "NoSuchBucket";
                        case ACCESS_DENIED -> "AccessDenied";
                    })
                    .orElse("");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a file of " + trail.arn(), e);
            error = "InternalError";
        }
        Delivered before = of(trail);
        if (!error.isEmpty() && !error.equals(before.error())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "events of " + trail.arn() + " do not arrive in " + trail.bucket() + ": " + error);
        }
        delivered.put(
                trail.arn().toString(),
                new Delivered(error.isEmpty() ? Optional.of(now) : before.at(), Optional.of(now), error));
    }

    private String key(Folder folder, Instant now) {
        Trail trail = folder.trail();
        String kind = folder.network() ? "CloudTrail-NetworkActivity" : "CloudTrail";
        return trail.folder() + kind + "/" + folder.region() + "/" + FOLDER.format(now) + "/"
                + String.join(
                        "_",
                        trail.scope().account().value(),
                        kind,
                        folder.region().name(),
                        MINUTE.format(now),
                        ids.base32(16))
                + ".json.gz";
    }

    private static byte[] content(List<String> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(("{\"Records\":[" + String.join(",", records) + "]}").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is none in memory
        }
        return bytes.toByteArray();
    }
}
