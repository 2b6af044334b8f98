package dev.postern.services.s3;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.Cloud;
import dev.postern.storage.outbox.EventMessage;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;

/**
 * Whom a bucket tells of what happens to its objects.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html">
 *     PutBucketNotificationConfiguration</a>
 */
final class Notifications {
    /** Under which a bucket keeps its configuration. */
    static final String NAME = "notification";

    static final String ROOT = "NotificationConfiguration";
    private static final String UNCHECKED = "x-amz-skip-destination-validation";
    private static final int ID_DIGITS = 48;

    private final Cloud cloud;
    private final Authorizer authorizer;
    private final EventPost post;

    Notifications(Cloud cloud, Authorizer authorizer, EventPost post) {
        this.cloud = cloud;
        this.authorizer = authorizer;
        this.post = post;
    }

    HttpResponse get(S3Call call) {
        return RestXml.answer(call.bucket()
                .configuration(NAME)
                .orElseGet(() -> RestXml.document(
                        ROOT, NotificationConfiguration.builder().build())));
    }

    HttpResponse put(S3Call call) {
        NotificationConfiguration asked = told(
                call,
                call.decodeBody(PutBucketNotificationConfigurationRequest.builder())
                        .notificationConfiguration());
        List<NotificationRule> rules = NotificationRule.of(asked);
        NotificationRule.requireApart(rules);
        rules.forEach(rule -> requireNear(call, rule));
        if (!call.header(UNCHECKED).map(Boolean::parseBoolean).orElse(false)) {
            requireReached(call, rules);
        }
        Optional<String> document = rules.isEmpty() ? Optional.empty() : Optional.of(RestXml.document(ROOT, asked));
        BucketPolicies.change(cloud, call, bucket -> bucket.withConfiguration(NAME, document));
        return HttpResponse.empty(200, Headers.NONE);
    }

    /** As S3 tells it: each has an id, be it one that nobody gave it, and filters have S3's own words. */
    private static NotificationConfiguration told(S3Call call, NotificationConfiguration asked) {
        NotificationConfiguration.Builder told = NotificationConfiguration.builder();
        if (asked.hasTopicConfigurations()) {
            told.topicConfigurations(asked.topicConfigurations().stream()
                    .map(one -> one.toBuilder()
                            .id(id(call, one.id()))
                            .filter(NotificationRule.told(one.filter()))
                            .build())
                    .toList());
        }
        if (asked.hasQueueConfigurations()) {
            told.queueConfigurations(asked.queueConfigurations().stream()
                    .map(one -> one.toBuilder()
                            .id(id(call, one.id()))
                            .filter(NotificationRule.told(one.filter()))
                            .build())
                    .toList());
        }
        return told.build();
    }

    private static String id(S3Call call, @Nullable String given) {
        return given == null || given.isEmpty() ? call.context().ids().hex(ID_DIGITS) : given;
    }

    private static void requireNear(S3Call call, NotificationRule rule) {
        if (!rule.destination().region().equals(call.bucket().region().name())) {
            throw S3Error.argument(
                    "The notification destination service region is not valid for the bucket location constraint",
                    rule.destination().service().equals("sns") ? "Topic" : "Queue",
                    rule.destination().toString());
        }
    }

    /** Each destination takes a test message, or none is written down. */
    private void requireReached(S3Call call, List<NotificationRule> rules) {
        List<String> problems = new ArrayList<>();
        for (NotificationRule rule : rules) {
            EventMessage test = new EventMessage(
                    rule.destination(),
                    call.bucketArn(),
                    call.bucket().owner(),
                    testEvent(call),
                    call.context().now());
            EventDestinations.problem(call.snapshot(), authorizer, test)
                    .or(() -> post.test(test)
                            ? Optional.empty()
                            : Optional.of("The destination "
                                    + (rule.destination().service().equals("sns") ? "topic" : "queue")
                                    + " does not exist"))
                    .ifPresent(problem -> {
                        int number = problems.size() / 4 + 1;
                        problems.addAll(List.of(
                                "ArgumentName" + number,
                                rule.destination().toString(),
                                "ArgumentValue" + number,
                                problem));
                    });
        }
        if (!problems.isEmpty()) {
            throw S3Error.INVALID_ARGUMENT.said(
                    "Unable to validate the following destination configurations", problems.toArray(String[]::new));
        }
    }

    private static String testEvent(S3Call call) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Service", "Amazon S3")
                .put("Event", "s3:TestEvent")
                .put("Time", BucketEvents.TIME.format(call.context().now()))
                .put("Bucket", call.bucketName())
                .put("RequestId", call.context().requestId())
                .put("HostId", S3Errors.hostId(call.context().requestId()))
                .toString();
    }
}
