package dev.postern.services.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.sns.Subscription;
import dev.postern.model.sns.Topic;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What SNS writes to subscribers, in its forms.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">Parsing Amazon SNS message formats</a>
 */
final class Message {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Signer signer;

    Message(Signer signer) {
        this.signer = signer;
    }

    /** A notification, the same for all subscribers but for what they say to end it. */
    Mail notification(Topic topic, Subscription to, Notice notice) {
        String text = notice.texts().getOrDefault(to.protocol(), notice.text());
        Map<String, String> headers = headers("Notification", notice.id(), topic);
        headers.put("x-amz-sns-subscription-arn", to.arn().toString());
        if (to.rawDelivery()) {
            headers.put("x-amz-sns-rawdelivery", "true");
            return mail(topic, to, headers, text, notice.attributes());
        }
        ObjectNode body = JSON.createObjectNode();
        body.put("Type", "Notification");
        body.put("MessageId", notice.id());
        body.put("TopicArn", topic.arn().toString());
        notice.subject().ifPresent(subject -> body.put("Subject", subject));
        body.put("Message", text);
        body.put("Timestamp", TIME.format(notice.at()));
        sign(
                topic,
                body,
                notice.subject().isPresent()
                        ? new String[] {"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
                        : new String[] {"Message", "MessageId", "Timestamp", "TopicArn", "Type"});
        body.put("UnsubscribeURL", url(to, "Unsubscribe") + "&SubscriptionArn=" + to.arn());
        if (!notice.attributes().isEmpty()) {
            ObjectNode attributes = body.putObject("MessageAttributes");
            notice.attributes()
                    .forEach((name, attribute) -> attributes
                            .putObject(name)
                            .put("Type", attribute.type())
                            .put("Value", attribute.value()));
        }
        return mail(topic, to, headers, text(body), Map.of());
    }

    /**
     * What asks an address whether it agrees to a subscription.
     *
     * @param id of the message
     */
    Mail confirmation(Topic topic, Subscription to, String id, Instant at) {
        return mail(
                topic,
                to,
                headers("SubscriptionConfirmation", id, topic),
                asking(
                        topic,
                        to,
                        "SubscriptionConfirmation",
                        id,
                        "You have chosen to subscribe to the topic " + topic.arn()
                                + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.",
                        at),
                Map.of());
    }

    /** What tells an address that a subscription has ended, and how it comes back. */
    Mail end(Topic topic, Subscription to, String id, Instant at) {
        Map<String, String> headers = headers("UnsubscribeConfirmation", id, topic);
        headers.put("x-amz-sns-subscription-arn", to.arn().toString());
        return mail(
                topic,
                to,
                headers,
                asking(
                        topic,
                        to,
                        "UnsubscribeConfirmation",
                        id,
                        "You have chosen to deactivate subscription " + to.arn()
                                + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL"
                                + " included in this message.",
                        at),
                Map.of());
    }

    /** Queues get the body alone, and the attributes of what they get raw. */
    private static Mail mail(
            Topic topic, Subscription to, Map<String, String> headers, String body, Map<String, Attribute> attributes) {
        return to.queue()
                .<Mail>map(queue -> new QueueMessage(
                        queue,
                        new QueueMessage.Sender(
                                "sns.amazonaws.com",
                                topic.arn().toString(),
                                topic.scope().account().value()),
                        body,
                        attributes))
                .orElseGet(() -> new Parcel(to.endpoint(), headers, body));
    }

    private String asking(Topic topic, Subscription to, String type, String id, String message, Instant at) {
        String proof = to.confirmation().proof();
        ObjectNode body = JSON.createObjectNode();
        body.put("Type", type);
        body.put("MessageId", id);
        body.put("Token", proof);
        body.put("TopicArn", topic.arn().toString());
        body.put("Message", message);
        body.put("SubscribeURL", url(to, "ConfirmSubscription") + "&TopicArn=" + topic.arn() + "&Token=" + proof);
        body.put("Timestamp", TIME.format(at));
        sign(topic, body, "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
        return text(body);
    }

    /**
     * What was published.
     *
     * @param texts by protocol, where they differ from the text for all
     */
    record Notice(
            String id,
            Optional<String> subject,
            String text,
            Map<String, String> texts,
            Map<String, Attribute> attributes,
            Instant at) {
        Notice {
            texts = Collections.unmodifiableMap(new TreeMap<>(texts));
            attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        }
    }

    private void sign(Topic topic, ObjectNode body, String... signed) {
        StringBuilder text = new StringBuilder();
        for (String name : signed) {
            text.append(name).append('\n').append(body.get(name).asText()).append('\n');
        }
        int version = topic.signatureVersion();
        body.put("SignatureVersion", Integer.toString(version));
        body.put("Signature", signer.sign(text.toString(), version));
        body.put("SigningCertURL", signer.certificateUrl(topic.scope().region()));
    }

    private static Map<String, String> headers(String type, String id, Topic topic) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-amz-sns-message-type", type);
        headers.put("x-amz-sns-message-id", id);
        headers.put("x-amz-sns-topic-arn", topic.arn().toString());
        headers.put("Content-Type", "text/plain; charset=UTF-8");
        headers.put("User-Agent", "Amazon Simple Notification Service Agent");
        return headers;
    }

    private static String url(Subscription to, String action) {
        return "https://sns." + to.scope().region() + ".amazonaws.com/?Action=" + action;
    }

    private static String text(ObjectNode body) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }
}
