package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.model.sns.SnsResource;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import dev.postern.policy.Decision;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of SNS's operations: on the topic that a request names, whose policy takes part. Who was asked whether he agrees to a
 * subscription, or wants it to end, needs no signature: what he was sent says who he is.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html">Actions, resources, and condition
 *     keys for Amazon SNS</a>
 */
public final class SnsPermissions implements ServicePermissions {
    private static final ServiceAuthorization SNS = ServiceAuthorization.of("sns");
    private static final Set<String> OPEN = Set.of("ConfirmSubscription", "Unsubscribe");

    @Override
    public String service() {
        return "sns";
    }

    @Override
    public boolean isOpen(String operation) {
        return OPEN.contains(operation);
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        if (context.caller() instanceof Caller.Anonymous) {
            return List.of();
        }
        String needed = operation.equals("PublishBatch") ? "Publish" : operation;
        Action action = SNS.action(needed);
        String resource = resource(snapshot, context, operation, request);
        return List.of(new Check("SNS:" + needed, resource, key -> {
            if (key.startsWith("aws:resourcetag/")) {
                return topic(snapshot, resource)
                        .map(Topic::tags)
                        .map(tags -> TagConditions.ofResource(tags, key))
                        .orElse(List.of());
            }
            if (!action.canHave(key)) {
                return List.of();
            }
            return switch (key) {
                case "sns:endpoint" ->
                    RequestFields.text(request, "Endpoint").stream().toList();
                case "sns:protocol" ->
                    RequestFields.text(request, "Protocol").stream().toList();
                default ->
                    TagConditions.ofRequest(
                            Tags.of(RequestFields.tags(request, "Tags")).values(), key);
            };
        }));
    }

    @Override
    public Optional<ResourcePolicy> policyOf(Snapshot snapshot, String resource) {
        return topic(snapshot, resource)
                .map(topic -> new ResourcePolicy(topic.scope().account(), Optional.of(TopicPolicy.of(topic))))
                .or(() ->
                        subscription(snapshot, resource).map(one -> new ResourcePolicy(one.owner(), Optional.empty())));
    }

    /** A topic by its ARN. */
    static Optional<Topic> topic(Snapshot snapshot, String arn) {
        return find(snapshot, Topic.class, arn);
    }

    private static Optional<Subscription> subscription(Snapshot snapshot, String arn) {
        return find(snapshot, Subscription.class, arn);
    }

    private static <E extends SnsResource> Optional<E> find(Snapshot snapshot, Class<E> kind, String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("sns") && AccountId.isValid(parsed.account()))
                .flatMap(parsed -> Region.find(parsed.region())
                        .flatMap(region -> snapshot.find(
                                kind, new Scope(new AccountId(parsed.account()), region), parsed.resource())));
    }

    private static String resource(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        Optional<String> named = RequestFields.text(request, "TopicArn")
                .or(() -> RequestFields.text(request, "TargetArn"))
                .or(() -> RequestFields.text(request, "ResourceArn"))
                .or(() -> RequestFields.text(request, "SubscriptionArn").map(arn -> actedOn(snapshot, context, arn)))
                .or(() -> RequestFields.text(request, "Name")
                        .map(name -> Arn.of("sns", context.scope(), name).toString()));
        return named.filter(arn -> arn.startsWith("arn:"))
                .orElseGet(() -> operation.startsWith("List")
                        ? Arn.of("sns", context.scope(), "*").toString()
                        : "*");
    }

    /** The topic of a subscription, but to an account that subscribed to another's topic its subscription: no policy of that topic is asked. */
    private static String actedOn(Snapshot snapshot, RequestContext context, String arn) {
        boolean own = subscription(snapshot, arn)
                .filter(one ->
                        context.caller().accountId().filter(one.owner()::equals).isPresent())
                .filter(one -> !one.owner().equals(one.scope().account()))
                .isPresent();
        return own ? arn : topicOf(arn);
    }

    /** A subscription's ARN is its topic's, with an id behind. */
    private static String topicOf(String subscription) {
        return Arn.parse(subscription)
                .filter(arn -> arn.resource().contains(":"))
                .map(arn -> subscription.substring(0, subscription.lastIndexOf(':')))
                .orElse(subscription);
    }

    @Override
    public ApiException refusal(Decision decision, Check check) {
        return new ApiException(AuthorizationError.AUTHORIZATION_ERROR, decision.deniedText());
    }
}
