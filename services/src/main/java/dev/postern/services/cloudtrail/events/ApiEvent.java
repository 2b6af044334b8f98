package dev.postern.services.cloudtrail.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.storage.events.KeptEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The event of a request, as the account gets it whose it is.
 *
 * @param region where it is told
 * @param record all but who gets it
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
public record ApiEvent(ApiCall call, Region region, ObjectNode record, List<KeptEvent.Named> resources) {
    private static final String VERSION = "1.11";
    private static final int PARAMETERS_MAX = 100_000;
    private static final int TEXT_MAX = 1000;

    public ApiEvent {
        resources = List.copyOf(resources);
    }

    /** The management or data event of a request. */
    public static ApiEvent of(ApiCall call) {
        Told told = new Told(call.service());
        ObjectNode parameters = parameters(call.said(), told);
        ObjectNode response = call.response()
                .filter(_ -> Operations.tellsAnswer(call.operation()))
                .map(structure -> told(told, structure))
                .orElse(null);
        RequestContext context = call.context();
        Region region = Operations.place(call.service(), context.region());
        boolean data = Operations.isData(call.service(), call.operation());
        ObjectNode event = head(call, region);
        event.put("userAgent", cut(context.userAgent()));
        if (!call.error().isEmpty()) {
            event.put("errorCode", errorCode(call));
            event.put("errorMessage", cut(errorMessage(call, told)));
        }
        event.set("requestParameters", bounded(parameters));
        event.set("responseElements", bounded(response));
        event.put("requestID", context.requestId());
        event.put("eventID", call.eventId());
        event.put("readOnly", Operations.reads(call.operation()));
        event.put("eventType", "AwsApiCall");
        event.put("managementEvent", !data);
        if (context.connection() instanceof Connection.ThroughEndpoint through) {
            endpoint(event, through);
        }
        event.put("eventCategory", data ? "Data" : "Management");
        return new ApiEvent(call, region, event, ResourceNames.of(call.service(), parameters, response));
    }

    /** What all kinds of events begin with. */
    private static ObjectNode head(ApiCall call, Region region) {
        RequestContext context = call.context();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("eventVersion", VERSION);
        event.set("userIdentity", Identity.of(context.caller(), call.accessKeyId()));
        event.put("eventTime", seconds(context.now()).toString());
        event.put("eventSource", Operations.source(call.service()));
        event.put("eventName", eventName(call.operation()));
        event.put("awsRegion", region.name());
        event.put("sourceIPAddress", context.connection().sourceAddress().toString());
        return event;
    }

    private static void endpoint(ObjectNode event, Connection.ThroughEndpoint through) {
        event.put("vpcEndpointId", through.endpoint().value());
        event.put("vpcEndpointAccountId", through.vpcScope().account().value());
    }

    private static @Nullable ObjectNode parameters(Said said, Told told) {
        return switch (said) {
            case Said.Request(SdkPojo structure) -> told.of(structure);
            case Said.Words(var values) -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                values.forEach(object::put);
                yield object.isEmpty() ? null : object;
            }
            case Said.Nothing() -> null;
        };
    }

    private static ObjectNode told(Told told, SdkPojo structure) {
        ObjectNode object = told.of(structure);
        return object == null ? JsonNodeFactory.instance.objectNode() : object;
    }

    /** AWS tells nothing of what is larger. */
    private static @Nullable JsonNode bounded(@Nullable ObjectNode node) {
        return node == null || node.isEmpty() || node.toString().length() > PARAMETERS_MAX ? null : node;
    }

    private static String errorCode(ApiCall call) {
        return switch (call.service()) {
            case "ec2" -> (call.error().startsWith("Internal") ? "Server." : "Client.") + call.error();
            default -> call.error().equals("AccessDeniedException") ? "AccessDenied" : call.error();
        };
    }

    /** What is wrong with a request that could not be read can quote any of it. */
    private static String errorMessage(ApiCall call, Told told) {
        boolean quotes = call.said() instanceof Said.Nothing && call.text().contains("'");
        return quotes ? Secrets.HIDDEN : told.without(call.text());
    }

    private static String cut(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    /** Events know one operation that lists objects. */
    private static String eventName(String operation) {
        return operation.equals("ListObjectsV2") ? "ListObjects" : operation;
    }

    private static Instant seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }

    public String name() {
        return eventName(call.operation());
    }

    /** The event as an account gets it. */
    public KeptEvent to(AccountId recipient) {
        ObjectNode whole = record.deepCopy();
        whole.put("recipientAccountId", recipient.value());
        Caller caller = call.context().caller();
        return new KeptEvent(
                call.eventId(),
                seconds(call.context().now()),
                recipient,
                region,
                name(),
                Operations.source(call.service()),
                Operations.reads(call.operation()),
                Identity.userName(caller),
                call.accessKeyId(),
                resources,
                whole.toString());
    }
}
