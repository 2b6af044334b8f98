package dev.postern.services.sns;

import dev.postern.model.Arn;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is sent to a queue.
 *
 * @param topic for which it is sent: the queue's policy may ask for it
 * @param attributes of the message, where it is delivered raw
 */
public record QueueMessage(Arn queue, Arn topic, String body, Map<String, Attribute> attributes) implements Mail {
    public QueueMessage {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    @Override
    public String to() {
        return queue.toString();
    }
}
