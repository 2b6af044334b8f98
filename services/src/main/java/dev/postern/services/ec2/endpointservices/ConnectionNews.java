package dev.postern.services.ec2.endpointservices;

import dev.postern.model.Arn;
import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.ConnectionNotification;
import dev.postern.model.ec2.ConnectionNotification.Event;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpoint.State;
import dev.postern.model.shared.SharedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a connection, and a topic that is to be told. (AWS does not document what the message looks like: its words are ours.)
 *
 * @param notification that wants it told
 * @param event what happened
 * @param endpoint whose connection it is
 */
public record ConnectionNews(ConnectionNotification notification, Event event, VpcEndpoint endpoint) {
    /** What happened between two states. It costs what differs. */
    public static List<ConnectionNews> between(Snapshot before, Snapshot now) {
        List<ConnectionNews> news = new ArrayList<>();
        SharedMap.compare(
                before.by(Indexes.ENDPOINTS_BY_SERVICE),
                now.by(Indexes.ENDPOINTS_BY_SERVICE),
                (_, was, is) -> SharedMap.<Ref, VpcEndpoint>compare(or(was), or(is), (_, one, other) -> {
                    VpcEndpoint endpoint = other == null ? one : other;
                    if (endpoint != null) {
                        event(one, other)
                                .ifPresent(event -> told(now, endpoint)
                                        .filter(wants -> wants.events().contains(event))
                                        .map(wants -> new ConnectionNews(wants, event, endpoint))
                                        .forEach(news::add));
                    }
                }));
        return news;
    }

    private static SharedMap<Ref, VpcEndpoint> or(@Nullable SharedMap<Ref, VpcEndpoint> bucket) {
        return bucket == null ? SharedMap.empty() : bucket;
    }

    private static Optional<Event> event(@Nullable VpcEndpoint one, @Nullable VpcEndpoint other) {
        if (one == null) {
            return other != null && other.state() == State.FAILED ? Optional.empty() : Optional.of(Event.CONNECT);
        }
        State was = one.state();
        State is = other == null ? State.DELETED : other.state();
        if (was == is || was == State.DELETING || was == State.FAILED) {
            return Optional.empty();
        }
        return switch (is) {
            case DELETING, DELETED -> Optional.of(Event.DELETE);
            case REJECTED -> Optional.of(Event.REJECT);
            case PENDING, AVAILABLE -> was == State.PENDING_ACCEPTANCE ? Optional.of(Event.ACCEPT) : Optional.empty();
            case PENDING_ACCEPTANCE, FAILED, EXPIRED -> Optional.empty();
        };
    }

    /** Those of the service's owner, and those of the endpoint's. */
    private static Stream<ConnectionNotification> told(Snapshot now, VpcEndpoint endpoint) {
        Optional<String> service = EndpointService.idIn(endpoint.serviceName()).map(id -> id.value());
        return Stream.concat(service.stream(), Stream.of(endpoint.key()))
                .flatMap(id -> now.by(Indexes.NOTIFICATIONS_BY_SUBJECT, id).values().stream());
    }

    /** The ARN of the service or the endpoint of which it is told: {@code aws:SourceArn}. */
    public String sourceArn() {
        String type = notification.serviceId().isPresent() ? "vpc-endpoint-service" : "vpc-endpoint";
        return Arn.of("ec2", notification.scope(), type + "/" + notification.of())
                .toString();
    }

    public String subject() {
        return "VPC Endpoint Connection Notification: " + event.wireName();
    }

    /** What the topic is told: JSON. */
    public String text() {
        return """
                {"event":"%s","vpcEndpointId":"%s","vpcEndpointOwner":"%s","vpcEndpointState":"%s","serviceName":"%s",\
                "connectionNotificationId":"%s"}""".formatted(
                        event.wireName(),
                        endpoint.key(),
                        endpoint.scope().account(),
                        endpoint.state().wireName(),
                        endpoint.serviceName(),
                        notification.key());
    }
}
