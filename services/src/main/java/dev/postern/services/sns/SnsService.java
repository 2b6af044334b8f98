package dev.postern.services.sns;

import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.Passage;
import dev.postern.services.sns.Dispatch.Publication;
import dev.postern.services.sns.Message.Notice;
import dev.postern.storage.Cloud;
import java.time.Duration;
import java.util.List;
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
     * Publishes what other services of AWS have to say, all or nothing.
     *
     * @throws dev.postern.storage.StorageException if it cannot be kept
     */
    public void announce(Snapshot snapshot, List<Announcement> announcements) {
        dispatch.publish(
                snapshot,
                announcements.stream()
                        .map(one -> new Publication(
                                one.topic(),
                                new Notice(
                                        one.id(),
                                        Optional.of(one.subject()),
                                        one.text(),
                                        Map.of(),
                                        Map.of(),
                                        one.at())))
                        .toList());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
