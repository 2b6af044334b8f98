package dev.postern.services.cloudtrail;

import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.Cloud;

/**
 * AWS CloudTrail: the history of management events, and trails that deliver events to buckets.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/Welcome.html">CloudTrail API reference</a>
 */
public final class CloudTrailService
        implements LookupOperations, TrailOperations, LoggingOperations, SelectorOperations, TagOperations {
    private final Cloud cloud;
    private final Authorizer authorizer;
    private final EventHistory history;

    /**
     * The service on a cloud's trails.
     *
     * @param authorizer decides whether buckets' policies admit deliveries; no refusal of it is a caller's
     */
    public CloudTrailService(Cloud cloud, Authorizer authorizer, EventHistory history) {
        this.cloud = cloud;
        this.authorizer = authorizer;
        this.history = history;
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public Authorizer authorizer() {
        return authorizer;
    }

    @Override
    public EventHistory history() {
        return history;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
