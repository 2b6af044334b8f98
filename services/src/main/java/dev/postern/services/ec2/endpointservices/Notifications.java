package dev.postern.services.ec2.endpointservices;

import dev.postern.model.AccountId;
import dev.postern.model.Arn;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.ec2.ConnectionNotification;
import dev.postern.model.ec2.ConnectionNotification.Event;
import dev.postern.model.ec2.ConnectionNotificationId;
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.sns.Topic;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Idempotency;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointConnectionNotificationRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointConnectionNotificationResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointConnectionNotificationsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointConnectionNotificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionNotificationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointConnectionNotificationsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointConnectionNotificationRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointConnectionNotificationResponse;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/**
 * Connection notifications: a service's owner, or an endpoint's, has a topic told of connections. Whether the topic's policy lets EC2
 * publish is asked whenever there is something to tell.
 */
final class Notifications {
    private static final String ID = "connectionNotificationId";

    private Notifications() {}

    static Outcome<CreateVpcEndpointConnectionNotificationResponse> create(
            Ec2Call call, CreateVpcEndpointConnectionNotificationRequest request) {
        return Idempotency.once(
                call,
                "CreateVpcEndpointConnectionNotification",
                request.clientToken(),
                request,
                () -> {
                    ConnectionNotification made = new ConnectionNotification(
                            call.scope(),
                            new ConnectionNotificationId(call.newId(ConnectionNotificationId.PREFIX)),
                            of(call, request.serviceId(), request.vpcEndpointId()),
                            topic(call, request.connectionNotificationArn()),
                            events(request.connectionEvents()));
                    return new Idempotency.Made<>(
                            Change.put(made), created(made, request.clientToken()), List.of(made.key()));
                },
                ids -> created(require(call, ids.getFirst()), request.clientToken()));
    }

    static Outcome<ModifyVpcEndpointConnectionNotificationResponse> modify(
            Ec2Call call, ModifyVpcEndpointConnectionNotificationRequest request) {
        ConnectionNotification old = require(call, request.connectionNotificationId());
        ConnectionNotification changed = old.with(
                request.connectionNotificationArn() == null
                        ? old.topicArn()
                        : topic(call, request.connectionNotificationArn()),
                request.connectionEvents().isEmpty() ? old.events() : events(request.connectionEvents()));
        return new Outcome<>(
                changed.equals(old) ? Change.NONE : Change.put(changed),
                ModifyVpcEndpointConnectionNotificationResponse.builder()
                        .returnValue(true)
                        .build());
    }

    static DescribeVpcEndpointConnectionNotificationsResponse describe(
            Ec2Call call, DescribeVpcEndpointConnectionNotificationsRequest request) {
        List<ConnectionNotification> chosen = request.connectionNotificationId() == null
                ? List.copyOf(call.all(ConnectionNotification.class))
                : List.of(require(call, request.connectionNotificationId()));
        List<ConnectionNotification> found = new Filters<ConnectionNotification>()
                .one("connection-notification-arn", ConnectionNotification::topicArn)
                .one("connection-notification-id", ConnectionNotification::id)
                .one("connection-notification-state", _ -> "Enabled")
                .one("connection-notification-type", _ -> "Topic")
                .some("service-id", ConnectionNotification::serviceId)
                .some("vpc-endpoint-id", ConnectionNotification::endpointId)
                .apply(request.filters(), chosen);
        Ec2Page<ConnectionNotification> page = Ec2Page.of(
                found,
                ConnectionNotification::key,
                request.maxResults(),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeVpcEndpointConnectionNotificationsResponse.builder()
                .connectionNotificationSet(
                        page.items().stream().map(Notifications::view).toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<DeleteVpcEndpointConnectionNotificationsResponse> delete(
            Ec2Call call, DeleteVpcEndpointConnectionNotificationsRequest request) {
        if (request.connectionNotificationIds().isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of(ID);
        }
        Change.Builder change = Change.builder();
        List<UnsuccessfulItem> refused = new ArrayList<>();
        for (String id : request.connectionNotificationIds().stream().distinct().toList()) {
            Optional<ConnectionNotification> found =
                    call.snapshot().find(ConnectionNotification.class, call.scope(), id);
            found.ifPresentOrElse(
                    change::remove,
                    () -> refused.add(Connections.refused(id, Ec2Error.CONNECTION_NOTIFICATION.of(id))));
        }
        return new Outcome<>(
                change.build(),
                DeleteVpcEndpointConnectionNotificationsResponse.builder()
                        .unsuccessful(refused)
                        .build());
    }

    private static ConnectionNotification require(Ec2Call call, @Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of(ID);
        }
        if (!ResourceId.isWellFormed(ConnectionNotificationId.PREFIX, id)) {
            throw Ec2Error.CONNECTION_NOTIFICATION.of(id);
        }
        return call.snapshot()
                .find(ConnectionNotification.class, call.scope(), id)
                .orElseThrow(() -> Ec2Error.CONNECTION_NOTIFICATION.of(id));
    }

    /** Of what is told: of a service, or of an interface endpoint. */
    private static String of(Ec2Call call, @Nullable String service, @Nullable String endpoint) {
        if ((service == null) == (endpoint == null)) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "Exactly one of the parameters ServiceId and VpcEndpointId must be specified.");
        }
        if (service != null) {
            return Services.require(call, service).key();
        }
        VpcEndpoint found = Noun.ENDPOINT.require(call, endpoint, "vpcEndpointId");
        if (found.reach() instanceof VpcEndpoint.Gateway) {
            throw Ec2Error.ENDPOINT_PARAMETER.of(
                    "Connection notifications are supported for interface endpoints only: " + found.id());
        }
        return found.key();
    }

    private static String topic(Ec2Call call, @Nullable String arn) {
        if (arn == null || arn.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("connectionNotificationArn");
        }
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("sns")
                        && parsed.region().equals(call.region().name())
                        && AccountId.isValid(parsed.account()))
                .flatMap(parsed -> call.snapshot()
                        .find(
                                Topic.class,
                                new Scope(new AccountId(parsed.account()), call.region()),
                                parsed.resource()))
                .map(topic -> topic.arn().toString())
                .orElseThrow(() -> Ec2Error.ENDPOINT_PARAMETER.of("The SNS topic '" + arn + "' does not exist."));
    }

    private static List<Event> events(List<String> names) {
        if (names.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("connectionEvents");
        }
        return names.stream()
                .map(name -> Event.find(name)
                        .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid value '" + name
                                + "' for ConnectionEvents. Valid values are [Accept, Connect, Delete, Reject].")))
                .distinct()
                .sorted()
                .toList();
    }

    private static CreateVpcEndpointConnectionNotificationResponse created(
            ConnectionNotification made, @Nullable String token) {
        return CreateVpcEndpointConnectionNotificationResponse.builder()
                .connectionNotification(view(made))
                .clientToken(token)
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.ConnectionNotification view(ConnectionNotification one) {
        return software.amazon.awssdk.services.ec2.model.ConnectionNotification.builder()
                .connectionNotificationId(one.key())
                .serviceId(one.serviceId().orElse(null))
                .vpcEndpointId(one.endpointId().orElse(null))
                .connectionNotificationType("Topic")
                .connectionNotificationArn(one.topicArn())
                .connectionEvents(one.events().stream().map(Event::wireName).toList())
                .connectionNotificationState("Enabled")
                .serviceRegion(one.scope().region().name())
                .build();
    }
}
