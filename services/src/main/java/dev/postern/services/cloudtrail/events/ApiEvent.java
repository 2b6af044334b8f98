package dev.postern.services.cloudtrail.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.RequestContext;
import dev.postern.services.cloudtrail.events.Facts.Category;
import dev.postern.storage.events.KeptEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The event of a request, as accounts get it whose it is.
 *
 * @param record all but who gets it
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
public record ApiEvent(ApiCall call, Facts facts, ObjectNode record, List<KeptEvent.Named> resources) {
    private static final String VERSION = "1.11";
    private static final String BUCKET = "bucketName";
    private static final String REFUSED_BY_ENDPOINT = "VpceAccessDenied";
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
        Facts facts = facts(call, isData(call) ? Category.DATA : Category.MANAGEMENT);
        ObjectNode event = head(call, facts.region());
        event.put("userAgent", cut(context.userAgent()));
        if (!call.error().isEmpty()) {
            event.put("errorCode", errorCode(call));
            event.put("errorMessage", cut(errorMessage(call, told)));
        }
        event.set("requestParameters", bounded(parameters));
        event.set("responseElements", bounded(response));
        event.put("requestID", context.requestId());
        event.put("readOnly", Operations.reads(call.operation()));
        event.put("eventType", facts.category().type());
        event.put("managementEvent", facts.category() == Category.MANAGEMENT);
        if (!facts.arn().isEmpty()) {
            resources(event, facts.arn(), call);
        }
        if (context.connection() instanceof Connection.ThroughEndpoint through) {
            endpoint(event, through);
        }
        event.put("eventCategory", facts.category().text());
        return new ApiEvent(call, facts, event, ResourceNames.of(call.service(), parameters, response));
    }

    /**
     * What the owner of an endpoint is told of a request through it: less than the caller is.
     *
     * @param refused whether the endpoint's policy did not let it through
     */
    public static ApiEvent ofNetwork(ApiCall call, Connection.ThroughEndpoint through, boolean refused) {
        Facts facts = facts(call, Category.NETWORK_ACTIVITY);
        ObjectNode event = head(call, through.vpcScope().region());
        if (refused) {
            event.put("errorCode", REFUSED_BY_ENDPOINT);
            event.put("errorMessage", "The request was denied due to a VPC endpoint policy");
        }
        event.put("requestID", call.context().requestId());
        event.put("eventType", facts.category().type());
        endpoint(event, through);
        event.put("eventCategory", facts.category().text());
        return new ApiEvent(
                call,
                new Facts(
                        facts.category(),
                        through.vpcScope().region(),
                        false,
                        facts.source(),
                        facts.name(),
                        facts.readOnly(),
                        "",
                        refused ? REFUSED_BY_ENDPOINT : "",
                        facts.endpoint(),
                        facts.userArn()),
                event,
                List.of());
    }

    private static boolean isData(ApiCall call) {
        return Operations.isData(call.service(), call.operation());
    }

    private static Facts facts(ApiCall call, Category category) {
        Region region = Operations.place(call.service(), call.context().region());
        Caller caller = call.context().caller();
        return new Facts(
                category,
                region,
                Operations.isGlobal(call.service(), region),
                Operations.source(call.service()),
                eventName(call.operation()),
                Operations.reads(call.operation()),
                category == Category.DATA ? arn(call.said()) : "",
                call.error(),
                call.context().connection() instanceof Connection.ThroughEndpoint through
                        ? through.endpoint().value()
                        : "",
                caller instanceof Caller.Anonymous ? "" : caller.arn());
    }

    /** Of the object that a request to S3 names, or of all those of its bucket. */
    private static String arn(Said said) {
        return said instanceof Said.Words(var words) && words.containsKey(BUCKET)
                ? "arn:aws:s3:::" + words.get(BUCKET) + "/" + words.getOrDefault("key", "")
                : "";
    }

    private static void resources(ObjectNode event, String arn, ApiCall call) {
        ArrayNode resources = event.putArray("resources");
        int slash = arn.indexOf('/');
        ObjectNode object = resources.addObject().put("type", "AWS::S3::Object");
        object.put(slash == arn.length() - 1 ? "ARNPrefix" : "ARN", arn);
        ObjectNode bucket = resources.addObject();
        call.owner().ifPresent(owner -> bucket.put("accountId", owner.value()));
        bucket.put("type", "AWS::S3::Bucket").put("ARN", arn.substring(0, slash));
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

    /**
     * The event as an account gets it. Of somebody of another account it learns whose they are only.
     *
     * @param shared what its event has in common with those of others; empty where nobody else gets one
     */
    public KeptEvent to(AccountId recipient, String id, Optional<String> shared) {
        ObjectNode whole = record.deepCopy();
        Caller caller = call.context().caller();
        boolean stranger =
                caller.accountId().filter(account -> !account.equals(recipient)).isPresent();
        if (stranger) {
            whole.set("userIdentity", Identity.ofStranger(caller));
        }
        whole.put("eventID", id);
        whole.put("recipientAccountId", recipient.value());
        shared.ifPresent(common -> whole.put("sharedEventID", common));
        return new KeptEvent(
                id,
                seconds(call.context().now()),
                recipient,
                facts.region(),
                facts.name(),
                facts.source(),
                facts.readOnly(),
                stranger ? "" : Identity.userName(caller),
                stranger ? "" : call.accessKeyId(),
                resources,
                whole.toString());
    }
}
