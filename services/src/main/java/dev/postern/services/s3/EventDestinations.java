package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.attached.QueuePolicy;
import dev.postern.model.sns.Topic;
import dev.postern.policy.ConditionContext;
import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.outbox.EventMessage;
import java.util.List;
import java.util.Optional;

/**
 * Whether S3 may tell a topic or a queue of a bucket: that one's policy alone decides.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html">Granting permissions to
 *     publish event notification messages to a destination</a>
 */
public final class EventDestinations {
    /** As who S3 sends. */
    public static final String SERVICE = "s3.amazonaws.com";

    private EventDestinations() {}

    /** What keeps a message from its destination, in S3's words. */
    public static Optional<String> problem(Snapshot snapshot, Authorizer authorizer, EventMessage message) {
        Arn to = message.destination();
        ConditionContext keys = key -> source(message, key);
        if (to.service().equals("sns")) {
            Optional<Topic> topic = topic(snapshot, to);
            return topic.isEmpty()
                    ? Optional.of("The destination topic does not exist")
                    : denied("topic", authorizer.serviceMayPublish(snapshot, SERVICE, topic.get(), keys));
        }
        Optional<Region> region = Region.find(to.region());
        boolean there = region.flatMap(in -> AttachedService.find(snapshot, "sqs", in))
                .filter(server -> server.account().value().equals(to.account()))
                .isPresent();
        if (!there) {
            return Optional.of("The destination queue does not exist");
        }
        Optional<QueuePolicy> policy =
                QueuePolicy.find(snapshot, new Scope(new AccountId(to.account()), region.orElseThrow()), to.resource());
        return denied("queue", policy.isPresent() && authorizer.serviceMaySend(snapshot, SERVICE, policy.get(), keys));
    }

    private static Optional<String> denied(String kind, boolean allowed) {
        return allowed
                ? Optional.empty()
                : Optional.of("Permissions on the destination " + kind
                        + " do not allow S3 to publish notifications from this bucket");
    }

    /** The topic that an ARN names. */
    public static Optional<Topic> topic(Snapshot snapshot, Arn arn) {
        return Region.find(arn.region())
                .filter(_ -> AccountId.isValid(arn.account()))
                .flatMap(region ->
                        snapshot.find(Topic.class, new Scope(new AccountId(arn.account()), region), arn.resource()));
    }

    /** What policies can ask of that for which S3 sends. */
    private static List<String> source(EventMessage message, String key) {
        return switch (key) {
            case "aws:sourcearn" -> List.of(message.bucket());
            case "aws:sourceaccount" -> List.of(message.owner().value());
            default -> List.of();
        };
    }
}
