package dev.postern.services.sns;

import dev.postern.model.Snapshot;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import dev.postern.services.sns.Message.Notice;
import java.time.Instant;

/** Sends what was published, and what asks for agreement. It is used once the state says so: after a commit. */
final class Dispatch {
    private final Post post;
    private final Message message;

    Dispatch(Post post, Signer signer) {
        this.post = post;
        this.message = new Message(signer);
    }

    /** To all who have agreed. */
    void publish(Snapshot snapshot, Topic topic, Notice notice) {
        SnsCall.subscriptions(snapshot, topic).stream()
                .filter(subscription -> !subscription.isPending() && !subscription.isEnded())
                .map(subscription -> message.notification(topic, subscription, notice))
                .forEach(post::send);
    }

    /** What somebody who is not its owner has ended: whoever is at the address may want it back. */
    void tellEnd(Topic topic, Subscription subscription, String id, Instant at) {
        post.send(message.end(topic, subscription, id, at));
    }

    void ask(Topic topic, Subscription subscription, String id, Instant at) {
        post.send(message.confirmation(topic, subscription, id, at));
    }
}
