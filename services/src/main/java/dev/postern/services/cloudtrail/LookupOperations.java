package dev.postern.services.cloudtrail;

import dev.postern.model.request.RequestContext;
import dev.postern.services.fabric.Listing;
import dev.postern.storage.events.EventQuery;
import dev.postern.storage.events.EventQuery.Attribute;
import dev.postern.storage.events.EventQuery.Place;
import dev.postern.storage.events.EventQuery.Wanted;
import dev.postern.storage.events.EventStore.Found;
import dev.postern.storage.events.KeptEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Resource;

/** The event history. */
interface LookupOperations extends CloudTrailOperations {
    int EVENTS_MAX = 50;
    Duration HISTORY = Duration.ofDays(90);
    Pattern TOKEN = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,18})\\.(-?[0-9]{1,10})");

    @Override
    default LookupEventsResponse lookupEvents(LookupEventsRequest request) {
        RequestContext context = RequestContext.current();
        int limit = request.maxResults() == null ? EVENTS_MAX : request.maxResults();
        if (limit < 1 || limit > EVENTS_MAX) {
            throw CloudTrailError.INVALID_MAX_RESULTS.of("A max results value of " + limit
                    + " is invalid. Specify max results between 1 and " + EVENTS_MAX + ".");
        }
        if (request.eventCategory() != null) {
            throw CloudTrailError.UNSUPPORTED_OPERATION.of("The parameter EventCategory is not supported.");
        }
        Optional<Wanted> wanted = wanted(request.lookupAttributes());
        Instant oldest = context.now().minus(HISTORY);
        Instant from = request.startTime() == null ? oldest : later(request.startTime(), oldest);
        Instant to = request.endTime() == null ? context.now() : request.endTime();
        if (request.startTime() != null && request.startTime().isAfter(to)) {
            throw CloudTrailError.INVALID_TIME_RANGE.of("Invalid time range: the start time is after the end time.");
        }
        int asked = List.of(
                        Listing.regional(request),
                        wanted,
                        Optional.ofNullable(request.startTime()),
                        Optional.ofNullable(request.endTime()))
                .toString()
                .hashCode();
        EventQuery query = new EventQuery(context.scope(), from, to, wanted, place(request.nextToken(), asked), limit);
        Found found = history().find(query);
        return LookupEventsResponse.builder()
                .events(found.events().stream().map(LookupOperations::view).toList())
                .nextToken(found.next().map(place -> token(place, asked)).orElse(null))
                .build();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** AWS takes one attribute at a time. */
    private static Optional<Wanted> wanted(List<LookupAttribute> attributes) {
        if (attributes.size() > 1) {
            throw CloudTrailError.INVALID_LOOKUP_ATTRIBUTES.of("You can specify only one lookup attribute.");
        }
        return attributes.stream().findFirst().map(LookupOperations::wanted);
    }

    private static Wanted wanted(LookupAttribute given) {
        Attribute attribute = switch (given.attributeKey()) {
            case EVENT_ID -> Attribute.ID;
            case EVENT_NAME -> Attribute.NAME;
            case READ_ONLY -> Attribute.READ_ONLY;
            case USERNAME -> Attribute.USER_NAME;
            case RESOURCE_TYPE -> Attribute.RESOURCE_TYPE;
            case RESOURCE_NAME -> Attribute.RESOURCE_NAME;
            case EVENT_SOURCE -> Attribute.SOURCE;
            case ACCESS_KEY_ID -> Attribute.ACCESS_KEY_ID;
            case UNKNOWN_TO_SDK_VERSION ->
                throw CloudTrailError.INVALID_LOOKUP_ATTRIBUTES.of(
                        given.attributeKeyAsString() + " is not a lookup attribute.");
        };
        if (attribute == Attribute.READ_ONLY && !List.of("true", "false").contains(given.attributeValue())) {
            throw CloudTrailError.INVALID_LOOKUP_ATTRIBUTES.of("The value of ReadOnly must be true or false.");
        }
        return new Wanted(attribute, given.attributeValue());
    }

    private static Event view(KeptEvent event) {
        return Event.builder()
                .eventId(event.id())
                .eventName(event.name())
                .readOnly(Boolean.toString(event.readOnly()))
                .accessKeyId(event.accessKeyId().isEmpty() ? null : event.accessKeyId())
                .eventTime(event.at())
                .eventSource(event.source())
                .username(event.userName().isEmpty() ? null : event.userName())
                .resources(event.resources().stream()
                        .map(resource -> Resource.builder()
                                .resourceType(resource.type())
                                .resourceName(resource.name())
                                .build())
                        .toList())
                .cloudTrailEvent(event.text())
                .build();
    }

    /** A page goes on only with the question that began it. */
    private static String token(Place place, int asked) {
        String text = place.millis() + "." + place.number() + "." + asked;
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<Place> place(@Nullable String token, int asked) {
        if (token == null) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            Matcher parts = TOKEN.matcher(text);
            if (parts.matches() && parts.group(3).equals(Integer.toString(asked))) {
                return Optional.of(new Place(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))));
            }
        } catch (IllegalArgumentException e) {
            // as below
        }
        throw CloudTrailError.INVALID_NEXT_TOKEN.of(
                "The token is not one that was given for this request: its parameters must be the same.");
    }
}
