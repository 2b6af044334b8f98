package dev.postern.services.route53;

import dev.postern.model.Indexes;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.Passage;
import dev.postern.storage.Cloud;
import java.time.Duration;

/**
 * Route 53, as far as it answers names: hosted zones, their records, and the VPCs for which they are.
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/APIReference/Welcome.html">Amazon Route 53 API reference</a>
 */
public final class Route53Service
        implements ZoneOperations,
                ZoneListings,
                RecordOperations,
                ZoneVpcOperations,
                ZoneTagOperations,
                AbsentOperations {
    /** How long GetChange tells of a change. */
    public static final Passage FORGOTTEN = new Expiry<>(Indexes.ZONE_CHANGES_BY_TIME, Duration.ofDays(1));

    private final Cloud cloud;

    public Route53Service(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
