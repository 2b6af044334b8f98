package dev.postern.model.ec2;

import dev.postern.model.Scope;
import java.util.List;
import java.util.Optional;

/**
 * That a topic of SNS is told what becomes of the connections of an endpoint service, or of an endpoint.
 *
 * @param of the id of the service or the endpoint
 * @param topicArn the topic
 * @param events about which, in their order
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/create-notification-endpoint.html">Receive alerts for interface endpoint
 *     events</a>
 */
public record ConnectionNotification(
        Scope scope, ConnectionNotificationId id, String of, String topicArn, List<Event> events)
        implements Ec2Resource {
    public ConnectionNotification {
        events = List.copyOf(events);
    }

    @Override
    public String key() {
        return id.value();
    }

    /** What becomes of a connection. */
    public enum Event {
        ACCEPT("Accept"),
        CONNECT("Connect"),
        DELETE("Delete"),
        REJECT("Reject");

        private final String wireName;

        Event(String wireName) {
            this.wireName = wireName;
        }

        /** As EC2 writes it. */
        public String wireName() {
            return wireName;
        }

        public static Optional<Event> find(String wireName) {
            return List.of(values()).stream()
                    .filter(event -> event.wireName.equals(wireName))
                    .findFirst();
        }
    }

    /** Of which service it tells; empty if of an endpoint. */
    public Optional<String> serviceId() {
        return Optional.of(of).filter(id -> id.startsWith(EndpointServiceId.PREFIX + "-"));
    }

    public Optional<String> endpointId() {
        return serviceId().isPresent() ? Optional.empty() : Optional.of(of);
    }

    public ConnectionNotification with(String newTopic, List<Event> newEvents) {
        return new ConnectionNotification(scope, id, of, newTopic, newEvents);
    }
}
