package dev.postern.model.attached;

import dev.postern.model.Arn;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import java.util.Optional;

/**
 * The policy of a queue that a server attached for SQS keeps. It is kept here, where requests are judged.
 *
 * @param scope of the queue: the account and the Region for which the server is attached
 * @param queue its name
 * @param document JSON
 */
public record QueuePolicy(Scope scope, String queue, String document) implements AttachedResource {
    /** The policy of a queue, if it has one. */
    public static Optional<QueuePolicy> find(Snapshot snapshot, Scope scope, String queue) {
        return snapshot.find(QueuePolicy.class, scope, queue);
    }

    /** The queue's. */
    public Arn arn() {
        return Arn.of("sqs", scope, queue);
    }

    @Override
    public String key() {
        return queue;
    }
}
