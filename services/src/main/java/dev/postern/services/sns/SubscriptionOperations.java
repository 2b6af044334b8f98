package dev.postern.services.sns;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Subscription.Agreed;
import dev.postern.model.sns.Subscription.Confirmation;
import dev.postern.model.sns.Subscription.Ended;
import dev.postern.model.sns.Subscription.Pending;
import dev.postern.model.sns.Topic;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/** Subscriptions of HTTP(S) addresses and queues, and the agreement of those who are there. */
interface SubscriptionOperations extends SnsOperations {
    String RAW = "RawMessageDelivery";
    int PROOF_DIGITS = 256;

    @Override
    default SubscribeResponse subscribe(SubscribeRequest request) {
        Subscription subscription = commit(call -> subscribed(call, request));
        Topic topic = read(call -> call.topic(request.topicArn()));
        if (subscription.isPending()) {
            SnsCall call = read(same -> same);
            dispatch().ask(topic, subscription, call.context().ids().uuid(), call.now());
        }
        boolean shown = Boolean.TRUE.equals(request.returnSubscriptionArn()) || !subscription.isPending();
        return SubscribeResponse.builder()
                .subscriptionArn(shown ? subscription.arn().toString() : "pending confirmation")
                .build();
    }

    /** Who subscribes again what is subscribed finds it, and is asked again if need be. */
    private static Outcome<Subscription> subscribed(SnsCall call, SubscribeRequest request) {
        Topic topic = call.topic(request.topicArn());
        String endpoint = endpoint(call, request.protocol(), request.endpoint());
        boolean raw = false;
        for (Map.Entry<String, String> attribute : request.attributes().entrySet()) {
            raw = raw(attribute.getKey(), attribute.getValue(), "Attributes Reason: ");
        }
        Optional<Subscription> present = call.subscriptions(topic).stream()
                .filter(one -> one.protocol().equals(request.protocol())
                        && one.endpoint().equals(endpoint))
                .findFirst();
        if (present.isPresent()) {
            if (request.hasAttributes()
                    && !request.attributes().isEmpty()
                    && present.get().rawDelivery() != raw) {
                throw SnsError.invalid("Attributes Reason: Subscription already exists with different attributes");
            }
            return new Outcome<>(Change.NONE, present.get());
        }
        Change.Builder change = Change.builder();
        SnsCall.subscriptions(call.snapshot(), topic).stream()
                .filter(one -> one.isEnded() && one.endpoint().equals(endpoint))
                .forEach(change::remove);
        Subscription made = new Subscription(
                topic.scope(),
                topic.name(),
                call.context().ids().uuid(),
                call.context().account(),
                request.protocol(),
                endpoint,
                confirmation(call, request.protocol(), endpoint),
                raw,
                call.now());
        return new Outcome<>(change.put(made).build(), made);
    }

    /** A queue of the caller's own agrees by that. */
    private static Confirmation confirmation(SnsCall call, String protocol, String endpoint) {
        String proof = call.context().ids().hex(PROOF_DIGITS);
        boolean own = protocol.equals("sqs")
                && Arn.parse(endpoint)
                        .filter(queue -> call.isOwn(new AccountId(queue.account())))
                        .isPresent();
        return own ? new Agreed(proof, true) : new Pending(proof);
    }

    private static String endpoint(SnsCall call, String protocol, @Nullable String endpoint) {
        switch (protocol) {
            case "http", "https" -> {}
            case "sqs" -> {
                return queue(call, endpoint);
            }
            case "email", "email-json", "sms", "lambda", "application", "firehose" ->
                throw SnsError.invalid("Subscriptions by the protocol " + protocol + " are not supported");
            default -> throw SnsError.invalid("Amazon SNS does not support this protocol string: " + protocol);
        }
        if (endpoint == null || endpoint.isEmpty()) {
            throw SnsError.invalid("Endpoint");
        }
        if (!endpoint.toLowerCase(Locale.ROOT).startsWith(protocol + "://")) {
            throw SnsError.invalid("Endpoint must match the specified protocol");
        }
        try {
            URI uri = new URI(endpoint);
            if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
                throw SnsError.invalid("Endpoint");
            }
            return endpoint;
        } catch (URISyntaxException e) {
            throw SnsError.invalid("Endpoint");
        }
    }

    /** The ARN of a queue that can be there: a server is attached for its Region and account. */
    private static String queue(SnsCall call, @Nullable String endpoint) {
        Arn arn = Optional.ofNullable(endpoint)
                .flatMap(Arn::parse)
                .filter(one -> one.partition().equals("aws")
                        && one.service().equals("sqs")
                        && AccountId.isValid(one.account())
                        && one.resource().matches("[A-Za-z0-9_-]{1,80}(\\.fifo)?"))
                .orElseThrow(() -> SnsError.invalid("SQS endpoint ARN"));
        if (arn.resource().endsWith(".fifo")) {
            throw SnsError.invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to"
                    + " standard SNS topics");
        }
        boolean kept = Region.find(arn.region())
                .flatMap(region -> AttachedService.find(call.snapshot(), "sqs", region))
                .filter(attached -> attached.account().value().equals(arn.account()))
                .isPresent();
        if (!kept) {
            throw SnsError.invalid("Endpoint Reason: no server is attached that keeps queues of " + arn.account()
                    + " in " + arn.region());
        }
        return arn.toString();
    }

    private static boolean raw(String name, @Nullable String value, String before) {
        switch (name) {
            case RAW -> {}
            case "FilterPolicy", "FilterPolicyScope", "DeliveryPolicy", "RedrivePolicy", "SubscriptionRoleArn" ->
                throw SnsError.invalid(before + name + " is not supported");
            default -> throw SnsError.invalid(before.isEmpty() ? "AttributeName" : before + "Unknown attribute");
        }
        if (!"true".equalsIgnoreCase(value) && !"false".equalsIgnoreCase(value)) {
            throw SnsError.invalid(before + RAW + ": Invalid value [" + value + "]. Must be true or false.");
        }
        return Boolean.parseBoolean(value);
    }

    @Override
    default ConfirmSubscriptionResponse confirmSubscription(ConfirmSubscriptionRequest request) {
        return commit(call -> {
            Topic topic = call.topic(request.topicArn());
            Subscription asked = SnsCall.subscriptions(call.snapshot(), topic).stream()
                    .filter(one -> one.confirmation().proof().equals(request.token()))
                    .findFirst()
                    .orElseThrow(() -> SnsError.invalid("Token"));
            boolean guarded = "true".equalsIgnoreCase(request.authenticateOnUnsubscribe())
                    && call.context().caller().accountId().isPresent();
            return new Outcome<>(
                    asked.waitsSince().isPresent()
                            ? Change.put(asked.withConfirmation(
                                    new Agreed(asked.confirmation().proof(), guarded)))
                            : Change.NONE,
                    ConfirmSubscriptionResponse.builder()
                            .subscriptionArn(asked.arn().toString())
                            .build());
        });
    }

    @Override
    default UnsubscribeResponse unsubscribe(UnsubscribeRequest request) {
        Optional<Subscription> ended = commit(call -> unsubscribed(call, request.subscriptionArn()));
        ended.ifPresent(one -> {
            SnsCall call = read(same -> same);
            call.snapshot()
                    .find(Topic.class, one.scope(), one.topic())
                    .ifPresent(topic ->
                            dispatch().tellEnd(topic, one, call.context().ids().uuid(), call.now()));
        });
        return UnsubscribeResponse.builder().build();
    }

    /** The subscription, if whoever is at its address is to be told, as its owner did not end it. */
    private static Outcome<Optional<Subscription>> unsubscribed(SnsCall call, String arn) {
        Optional<Subscription> found = call.find(arn);
        if (found.isEmpty()) {
            return new Outcome<>(Change.NONE, Optional.empty());
        }
        Subscription one = found.get();
        boolean signed = call.context().caller().accountId().isPresent();
        boolean guarded = one.isPending() || isGuarded(one);
        if (signed || guarded) {
            requireOwner(call, one);
        }
        if (guarded || call.isOwn(one.owner())) {
            return new Outcome<>(Change.remove(one), Optional.empty());
        }
        Subscription ended = one.withConfirmation(new Ended(one.confirmation().proof(), call.now()));
        return new Outcome<>(Change.put(ended), Optional.of(ended));
    }

    /** Whether only who signs may end it. */
    private static boolean isGuarded(Subscription one) {
        return one.confirmation() instanceof Agreed(var _, boolean only) && only;
    }

    /** A subscription is of the one who asked for it, and of the topic's owner. */
    private static void requireOwner(SnsCall call, Subscription one) {
        if (!call.isOwn(one.owner()) && !call.isOwn(one.scope().account())) {
            throw SnsError.AUTHORIZATION.of("Not authorized");
        }
    }

    @Override
    default ListSubscriptionsResponse listSubscriptions(ListSubscriptionsRequest request) {
        return read(call -> {
            Page<Subscription> page = SnsCall.page(
                    request,
                    call.snapshot().by(Indexes.SUBSCRIPTIONS_BY_OWNER, call.scope()).values().stream()
                            .filter(one -> !one.isEnded())
                            .toList(),
                    Subscription::key,
                    request.nextToken());
            return ListSubscriptionsResponse.builder()
                    .subscriptions(page.items().stream()
                            .map(SubscriptionOperations::view)
                            .toList())
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default ListSubscriptionsByTopicResponse listSubscriptionsByTopic(ListSubscriptionsByTopicRequest request) {
        return read(call -> {
            Collection<Subscription> all = call.subscriptions(call.topic(request.topicArn()));
            Page<Subscription> page = SnsCall.page(request, all, Subscription::key, request.nextToken());
            return ListSubscriptionsByTopicResponse.builder()
                    .subscriptions(page.items().stream()
                            .map(SubscriptionOperations::view)
                            .toList())
                    .nextToken(page.next())
                    .build();
        });
    }

    private static software.amazon.awssdk.services.sns.model.Subscription view(Subscription one) {
        return software.amazon.awssdk.services.sns.model.Subscription.builder()
                .subscriptionArn(
                        one.isPending() ? "PendingConfirmation" : one.arn().toString())
                .owner(one.owner().value())
                .protocol(one.protocol())
                .endpoint(one.endpoint())
                .topicArn(one.topicArn().toString())
                .build();
    }

    @Override
    default GetSubscriptionAttributesResponse getSubscriptionAttributes(GetSubscriptionAttributesRequest request) {
        return read(call -> {
            Subscription one = call.subscription(request.subscriptionArn());
            requireOwner(call, one);
            Map<String, String> attributes = new TreeMap<>();
            attributes.put("SubscriptionArn", one.arn().toString());
            attributes.put("TopicArn", one.topicArn().toString());
            attributes.put("Owner", one.owner().value());
            attributes.put("Protocol", one.protocol());
            attributes.put("Endpoint", one.endpoint());
            attributes.put("PendingConfirmation", Boolean.toString(one.isPending()));
            attributes.put("ConfirmationWasAuthenticated", Boolean.toString(isGuarded(one)));
            attributes.put(RAW, Boolean.toString(one.rawDelivery()));
            attributes.put("EffectiveDeliveryPolicy", TopicOperations.DELIVERY_POLICY);
            return GetSubscriptionAttributesResponse.builder()
                    .attributes(attributes)
                    .build();
        });
    }

    @Override
    default SetSubscriptionAttributesResponse setSubscriptionAttributes(SetSubscriptionAttributesRequest request) {
        return commit(call -> {
            Subscription one = call.subscription(request.subscriptionArn());
            requireOwner(call, one);
            Subscription changed = one.withRawDelivery(raw(request.attributeName(), request.attributeValue(), ""));
            return new Outcome<>(
                    changed.equals(one) ? Change.NONE : Change.put(changed),
                    SetSubscriptionAttributesResponse.builder().build());
        });
    }
}
