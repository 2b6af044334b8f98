package dev.postern.server.flowlogs;

import dev.postern.model.ec2.FlowLog;
import dev.postern.model.ec2.FlowLogId;
import dev.postern.services.ec2.flowlogs.DeliveryPermission;
import dev.postern.services.ec2.flowlogs.FlowLogDelivery;
import dev.postern.services.s3.ServiceWrites;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings files to their buckets, as the service that delivers logs: the bucket's policy decides. Knows of each flow log whether the
 * last file arrived.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html">Amazon S3 bucket permissions for flow
 *     logs</a>
 */
public final class Delivery implements FlowLogDelivery {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

    private final ServiceWrites bucket;
    private final Map<FlowLogId, String> failed = new ConcurrentHashMap<>();

    public Delivery(ServiceWrites bucket) {
        this.bucket = bucket;
    }

    @Override
    public Optional<String> error(FlowLogId id) {
        return Optional.ofNullable(failed.get(id));
    }

    /** Brings one; what does not arrive is lost. */
    void bring(FlowLog log, List<String> lines, Instant at) {
        try {
            Optional<ServiceWrites.Refusal> refusal = bucket.put(
                    DeliveryPermission.SERVICE,
                    log.destination().bucket(),
                    LogFile.key(log, at),
                    Map.of("content-type", "application/octet-stream"),
                    LogFile.content(log, lines),
                    DeliveryPermission.keysOfFiles(log),
                    at);
            if (refusal.isPresent()) {
                fail(log, ACCESS_ERROR, refusal.get().toString());
            } else {
                failed.remove(log.id());
            }
        } catch (IOException e) {
            fail(log, UNKNOWN_ERROR, e.getMessage());
        }
    }

    private void fail(FlowLog log, String status, @Nullable String why) {
        if (!status.equals(failed.put(log.id(), status))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "records of " + log.id() + " do not arrive in "
                            + log.destination().bucket() + ": " + why);
        }
    }

    /** Forgets those that are gone. */
    void keepOnly(Set<FlowLogId> there) {
        failed.keySet().retainAll(there);
    }
}
