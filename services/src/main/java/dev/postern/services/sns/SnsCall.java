package dev.postern.services.sns;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import dev.postern.services.fabric.Listing;
import dev.postern.wire.codec.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.SnsRequest;

/** A request to SNS at a moment of the cloud. */
record SnsCall(Snapshot snapshot, RequestContext context) {
    private static final int ITEMS_MAX = 100;
    private static final String SERVICE = "sns";

    Scope scope() {
        return context.scope();
    }

    Region region() {
        return context.region();
    }

    Instant now() {
        return context.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The topic of an ARN, whosever it is: that the caller may act on it was seen before. */
    Topic topic(@Nullable String arn) {
        Arn parsed = parsed(arn, "TopicArn");
        if (parsed.resource().contains(":")) {
            throw SnsError.invalid("TopicArn");
        }
        return snapshot.find(Topic.class, scope(parsed), parsed.resource())
                .orElseThrow(() -> SnsError.NOT_FOUND.of("Topic does not exist"));
    }

    /** The subscription of an ARN, whosever it is. */
    Subscription subscription(@Nullable String arn) {
        return find(arn).orElseThrow(() -> SnsError.NOT_FOUND.of("Subscription does not exist"));
    }

    /** The same; empty if it is not there, or over. */
    Optional<Subscription> find(@Nullable String arn) {
        Arn parsed = parsed(arn, "SubscriptionArn");
        if (!parsed.resource().contains(":")) {
            throw SnsError.invalid("SubscriptionArn");
        }
        return snapshot.find(Subscription.class, scope(parsed), parsed.resource())
                .filter(one -> !one.isEnded());
    }

    /** Whose account is the caller's: who did not sign has none. */
    boolean isOwn(AccountId account) {
        return context.caller().accountId().filter(account::equals).isPresent();
    }

    /** The subscriptions to a topic, in the order of their ids, but for those that are over. */
    Collection<Subscription> subscriptions(Topic topic) {
        return subscriptions(snapshot, topic).stream()
                .filter(one -> !one.isEnded())
                .toList();
    }

    static Collection<Subscription> subscriptions(Snapshot snapshot, Topic topic) {
        return snapshot.by(Indexes.SUBSCRIPTIONS_BY_TOPIC, topic.arn().toString())
                .values();
    }

    private Arn parsed(@Nullable String arn, String parameter) {
        int elements = arn == null ? 0 : arn.split(":", -1).length;
        if (arn == null || elements < 6) {
            throw SnsError.invalid(parameter + " Reason: An ARN must have at least 6 elements, not " + elements);
        }
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals(SERVICE)
                        && parsed.region().equals(region().name())
                        && AccountId.isValid(parsed.account()))
                .orElseThrow(() -> SnsError.invalid(parameter));
    }

    private Scope scope(Arn arn) {
        return new Scope(new AccountId(arn.account()), region());
    }

    /** The page that a request asks for, of a hundred at most. */
    static <T> Page<T> page(SnsRequest request, Collection<T> all, Function<T, String> key, @Nullable String token) {
        return Page.of(
                Listing.regional(request),
                all,
                key,
                token == null || token.isEmpty() ? null : token,
                ITEMS_MAX,
                () -> SnsError.invalid("NextToken Reason: " + token + " is not a token"));
    }
}
