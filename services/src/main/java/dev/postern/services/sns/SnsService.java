package dev.postern.services.sns;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.sns.Topic;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.Passage;
import dev.postern.services.sns.Message.Notice;
import dev.postern.storage.Cloud;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Amazon SNS, as far as subscribers by HTTP(S) and queues are concerned.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/welcome.html">Amazon SNS API reference</a>
 */
public final class SnsService implements TopicOperations, SubscriptionOperations, PublishOperations, TagOperations {
    /** Who was asked whether he agrees has two days to say so. */
    public static final Passage FORGOTTEN = new Expiry<>(Indexes.SUBSCRIPTIONS_BY_ASKED, Duration.ofDays(2));

    private final Cloud cloud;
    private final Dispatch dispatch;

    /**
     * A service that sends.
     *
     * @param post who brings what is sent
     * @param signer who signs it
     */
    public SnsService(Cloud cloud, Post post, Signer signer) {
        this.cloud = cloud;
        this.dispatch = new Dispatch(post, signer);
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public Dispatch dispatch() {
        return dispatch;
    }

    /**
     * Publishes what another of AWS's services has to say; that it may was seen before.
     *
     * @param id of the message, a UUID
     */
    public void announce(Snapshot snapshot, Topic topic, String id, String subject, String text, Instant at) {
        dispatch.publish(snapshot, topic, new Notice(id, Optional.of(subject), text, Map.of(), Map.of(), at));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
