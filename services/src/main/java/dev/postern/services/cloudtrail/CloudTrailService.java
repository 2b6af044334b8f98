package dev.postern.services.cloudtrail;

/**
 * AWS CloudTrail: the history of management events.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/Welcome.html">CloudTrail API reference</a>
 */
public final class CloudTrailService implements LookupOperations {
    private final EventHistory history;

    public CloudTrailService(EventHistory history) {
        this.history = history;
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
