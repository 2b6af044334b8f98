package dev.postern.services.sns;

import dev.postern.model.Change;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import dev.postern.services.authorization.TopicPolicy;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Page;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;

/** Standard topics, their attributes and their policies. */
interface TopicOperations extends SnsOperations {
    /** By which messages are sent again: {@link Post} keeps it. */
    String DELIVERY_POLICY =
            "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":20,\"maxDelayTarget\":20,\"numRetries\":3,"
                    + "\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,\"numMinDelayRetries\":0,\"backoffFunction\":\"linear\"},"
                    + "\"disableSubscriptionOverrides\":false,\"defaultRequestPolicy\":{\"headerContentType\":"
                    + "\"text/plain; charset=UTF-8\"}}}";

    Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    int DISPLAY_NAME_MAX = 100;

    /** What says where deliveries are logged: nowhere. */
    Pattern FEEDBACK = Pattern.compile(
            "(HTTP|Firehose|Lambda|Application|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)");

    @Override
    default CreateTopicResponse createTopic(CreateTopicRequest request) {
        return commit(call -> {
            Topic wanted = wanted(call, request);
            Optional<Topic> present = call.snapshot().find(Topic.class, call.scope(), wanted.key());
            present.ifPresent(topic -> {
                if (!attributes(topic, request.attributes().keySet())
                        .equals(attributes(wanted, request.attributes().keySet()))) {
                    throw SnsError.invalid("Attributes Reason: Topic already exists with different attributes");
                }
                if (request.hasTags() && !topic.tags().equals(wanted.tags())) {
                    throw SnsError.invalid("Tags Reason: Topic already exists with different tags");
                }
            });
            return new Outcome<>(
                    present.isPresent() ? Change.NONE : Change.put(wanted),
                    CreateTopicResponse.builder()
                            .topicArn(wanted.arn().toString())
                            .build());
        });
    }

    private static Topic wanted(SnsCall call, CreateTopicRequest request) {
        String name = request.name();
        if (name.endsWith(".fifo") || Boolean.parseBoolean(request.attributes().getOrDefault("FifoTopic", "false"))) {
            throw SnsError.invalid("FIFO topics are not supported");
        }
        if (!NAME.matcher(name).matches()) {
            throw SnsError.invalid("Topic Name");
        }
        Topic topic = new Topic(
                call.scope(), name, "", Optional.empty(), 1, call.now(), TagOperations.checked(request.tags()));
        for (Map.Entry<String, String> attribute : request.attributes().entrySet()) {
            topic = with(call, topic, attribute.getKey(), attribute.getValue());
        }
        return topic;
    }

    private static Map<String, String> attributes(Topic topic, Collection<String> names) {
        Map<String, String> all = shown(topic, List.of());
        all.keySet().retainAll(names);
        return all;
    }

    /** The topic with an attribute set. Those that change nothing are taken, others that are not served are refused. */
    private static Topic with(SnsCall call, Topic topic, String name, @Nullable String value) {
        String text = value == null ? "" : value;
        return switch (name) {
            case "DisplayName" -> {
                if (text.length() > DISPLAY_NAME_MAX) {
                    throw SnsError.invalid("DisplayName Reason: must be at most 100 characters long");
                }
                yield topic.withDisplayName(text);
            }
            case "Policy" ->
                topic.withPolicy(text.isEmpty() ? Optional.empty() : Optional.of(TopicPolicies.checked(call, text)));
            case "SignatureVersion" ->
                switch (text) {
                    case "1" -> topic.withSignatureVersion(1);
                    case "2" -> topic.withSignatureVersion(2);
                    default -> throw SnsError.invalid("SignatureVersion");
                };
            case "FifoTopic", "ContentBasedDeduplication" -> unchanged(topic, name, text, "false");
            case "TracingConfig" -> unchanged(topic, name, text, "PassThrough");
            case "DeliveryPolicy", "KmsMasterKeyId" -> unchanged(topic, name, text, "");
            default -> {
                if (!FEEDBACK.matcher(name).matches()) {
                    throw SnsError.invalid("AttributeName");
                }
                yield unchanged(topic, name, text, name.endsWith("SampleRate") && text.equals("0") ? "0" : "");
            }
        };
    }

    private static Topic unchanged(Topic topic, String name, String value, String only) {
        if (!value.equals(only)) {
            throw SnsError.invalid(name + " is not supported");
        }
        return topic;
    }

    @Override
    default DeleteTopicResponse deleteTopic(DeleteTopicRequest request) {
        return commit(call -> {
            Change.Builder change = Change.builder();
            try {
                Topic topic = call.topic(request.topicArn());
                SnsCall.subscriptions(call.snapshot(), topic).forEach(change::remove);
                change.remove(topic);
            } catch (ApiException e) {
                if (e.error() != SnsError.NOT_FOUND) { // to delete what is not there is no error
                    throw e;
                }
            }
            return new Outcome<>(change.build(), DeleteTopicResponse.builder().build());
        });
    }

    @Override
    default ListTopicsResponse listTopics(ListTopicsRequest request) {
        return read(call -> {
            Page<Topic> page = SnsCall.page(
                    request, call.snapshot().all(Topic.class).in(call.scope()), Topic::key, request.nextToken());
            return ListTopicsResponse.builder()
                    .topics(page.items().stream()
                            .map(topic -> software.amazon.awssdk.services.sns.model.Topic.builder()
                                    .topicArn(topic.arn().toString())
                                    .build())
                            .toList())
                    .nextToken(page.next())
                    .build();
        });
    }

    @Override
    default GetTopicAttributesResponse getTopicAttributes(GetTopicAttributesRequest request) {
        return read(call -> {
            Topic topic = call.topic(request.topicArn());
            return GetTopicAttributesResponse.builder()
                    .attributes(shown(topic, List.copyOf(SnsCall.subscriptions(call.snapshot(), topic))))
                    .build();
        });
    }

    private static Map<String, String> shown(Topic topic, List<Subscription> subscriptions) {
        long pending = subscriptions.stream().filter(Subscription::isPending).count();
        long ended = subscriptions.stream().filter(Subscription::isEnded).count();
        Map<String, String> all = new TreeMap<>();
        all.put("TopicArn", topic.arn().toString());
        all.put("Owner", topic.scope().account().value());
        all.put("DisplayName", topic.displayName());
        all.put("Policy", TopicPolicy.of(topic));
        all.put("EffectiveDeliveryPolicy", DELIVERY_POLICY);
        all.put("SubscriptionsPending", Long.toString(pending));
        all.put("SubscriptionsConfirmed", Long.toString(subscriptions.size() - pending - ended));
        all.put("SubscriptionsDeleted", Long.toString(ended));
        if (topic.signatureVersion() != 1) {
            all.put("SignatureVersion", Integer.toString(topic.signatureVersion()));
        }
        return all;
    }

    @Override
    default SetTopicAttributesResponse setTopicAttributes(SetTopicAttributesRequest request) {
        return commit(call -> {
            Topic topic = call.topic(request.topicArn());
            return changed(
                    topic,
                    with(call, topic, request.attributeName(), request.attributeValue()),
                    SetTopicAttributesResponse.builder().build());
        });
    }

    @Override
    default AddPermissionResponse addPermission(AddPermissionRequest request) {
        return commit(call -> {
            Topic topic = call.topic(request.topicArn());
            String policy = TopicPolicies.with(topic, request.label(), request.awsAccountIds(), request.actionNames());
            return changed(
                    topic,
                    topic.withPolicy(Optional.of(TopicPolicies.checked(call, policy))),
                    AddPermissionResponse.builder().build());
        });
    }

    @Override
    default RemovePermissionResponse removePermission(RemovePermissionRequest request) {
        return commit(call -> {
            Topic topic = call.topic(request.topicArn());
            return changed(
                    topic,
                    topic.withPolicy(Optional.of(TopicPolicies.without(topic, request.label()))),
                    RemovePermissionResponse.builder().build());
        });
    }

    private static <R> Outcome<R> changed(Topic old, Topic changed, R response) {
        return new Outcome<>(changed.equals(old) ? Change.NONE : Change.put(changed), response);
    }
}
