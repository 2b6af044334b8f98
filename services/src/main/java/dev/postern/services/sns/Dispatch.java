package dev.postern.services.sns;

import dev.postern.model.Snapshot;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import dev.postern.services.sns.Message.Notice;
import java.time.Instant;
import java.util.List;

/** Sends what was published, and what asks for agreement. It is used once the state says so: after a commit. */
final class Dispatch {
    private final Post post;
    private final Message message;

    Dispatch(Post post, Signer signer) {
        this.post = post;
        this.message = new Message(signer);
    }

    /** What is told to a topic. */
    record Publication(Topic topic, Notice notice) {}

    /** To all who have agreed, in one go. */
    void publish(Snapshot snapshot, List<Publication> publications) {
        List<Mail> mail = publications.stream()
                .flatMap(publication -> SnsCall.subscriptions(snapshot, publication.topic()).stream()
                        .filter(subscription -> !subscription.isPending() && !subscription.isEnded())
                        .map(to -> message.notification(publication.topic(), to, publication.notice())))
                .toList();
        if (!mail.isEmpty()) {
            post.send(mail);
        }
    }

    /** What somebody who is not its owner has ended: whoever is at the address may want it back. */
    void tellEnd(Topic topic, Subscription subscription, String id, Instant at) {
        post.send(List.of(message.end(topic, subscription, id, at)));
    }

    void ask(Topic topic, Subscription subscription, String id, Instant at) {
        post.send(List.of(message.confirmation(topic, subscription, id, at)));
    }
}
