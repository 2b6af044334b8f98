package dev.postern.model.sns;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * That what is published to a topic is sent to an address. It waits until whoever is at the address has agreed.
 *
 * @param scope the topic's
 * @param id a UUID
 * @param owner the account that asked for it
 * @param protocol {@code http}, {@code https} or {@code sqs}
 * @param endpoint the address, a URL of that protocol or the ARN of a queue
 * @param confirmation whether it is agreed to
 * @param rawDelivery whether the message alone is sent, without what SNS tells of it
 * @param createdAt since when
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html">Using Amazon SNS for
 *     application-to-application messaging with HTTP(S) endpoints</a>
 */
public record Subscription(
        Scope scope,
        String topic,
        String id,
        AccountId owner,
        String protocol,
        String endpoint,
        Confirmation confirmation,
        boolean rawDelivery,
        Instant createdAt)
        implements SnsResource {
    /** Whether a subscription is agreed to. */
    public sealed interface Confirmation {
        /** What was sent to the address, which nobody else knows. */
        String proof();
    }

    /**
     * Not yet.
     *
     * @param proof what was sent to the address, and who agrees tells
     */
    public record Pending(String proof) implements Confirmation {
        @Override
        public String toString() {
            return "Pending";
        }
    }

    /**
     * It is.
     *
     * @param proof by which it was: who tells it again is answered the same
     * @param authenticated whether only its owner, and the topic's, may end it
     */
    public record Agreed(String proof, boolean authenticated) implements Confirmation {
        @Override
        public String toString() {
            return authenticated ? "AgreedAndGuarded" : "Agreed";
        }
    }

    /**
     * No longer: somebody who is not its owner has ended it. It can be restored for as long as a request for agreement waits.
     *
     * @param proof by which it is
     * @param at when it was ended
     */
    public record Ended(String proof, Instant at) implements Confirmation {
        @Override
        public String toString() {
            return "Ended";
        }
    }

    @Override
    public String key() {
        return topic + ":" + id;
    }

    public Arn arn() {
        return Arn.of("sns", scope, key());
    }

    public Arn topicArn() {
        return Arn.of("sns", scope, topic);
    }

    /** The queue that it is for, if it is for one. */
    public Optional<Arn> queue() {
        return protocol.equals("sqs") ? Arn.parse(endpoint) : Optional.empty();
    }

    public boolean isPending() {
        return confirmation instanceof Pending;
    }

    /** Whether it is over for everybody but who may restore it. */
    public boolean isEnded() {
        return confirmation instanceof Ended;
    }

    /** Since when it waits for an agreement; empty if it does not. */
    public Optional<Instant> waitsSince() {
        return switch (confirmation) {
            case Pending _ -> Optional.of(createdAt);
            case Agreed _ -> Optional.empty();
            case Ended(String _, Instant at) -> Optional.of(at);
        };
    }

    public Subscription withConfirmation(Confirmation now) {
        return new Subscription(scope, topic, id, owner, protocol, endpoint, now, rawDelivery, createdAt);
    }

    public Subscription withRawDelivery(boolean raw) {
        return new Subscription(scope, topic, id, owner, protocol, endpoint, confirmation, raw, createdAt);
    }
}
