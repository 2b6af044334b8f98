package dev.postern.services.sns;

import dev.postern.model.Arn;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is sent to a queue.
 *
 * @param sender for what it is sent: the queue's policy may ask for it
 * @param attributes of the message, where it is delivered raw
 */
public record QueueMessage(Arn queue, Sender sender, String body, Map<String, Attribute> attributes) implements Mail {
    public QueueMessage {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /**
     * A service of AWS that sends, and for what.
     *
     * @param service as {@code sns.amazonaws.com}
     * @param source the ARN of a topic or a bucket
     * @param account whose that is
     */
    public record Sender(String service, String source, String account) {}

    @Override
    public String to() {
        return queue.toString();
    }
}
