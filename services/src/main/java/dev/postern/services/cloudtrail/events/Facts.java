package dev.postern.services.cloudtrail.events;

import dev.postern.model.Region;
import dev.postern.model.cloudtrail.EventSelectors;
import dev.postern.model.cloudtrail.EventSelectors.AdvancedSelector;
import dev.postern.model.cloudtrail.EventSelectors.FieldSelector;
import dev.postern.model.cloudtrail.EventSelectors.ReadWrite;
import dev.postern.model.cloudtrail.EventSelectors.Selector;
import dev.postern.model.cloudtrail.Trail;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What trails ask of an event.
 *
 * @param region where it is told
 * @param global whether its service has no Region
 * @param arn of the object that a data event is about; empty where there is none
 * @param errorCode empty where it was done
 * @param endpoint through which it came; may be empty
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html">Filtering events by using advanced event
 *     selectors</a>
 */
public record Facts(
        Category category,
        Region region,
        boolean global,
        String source,
        String name,
        boolean readOnly,
        String arn,
        String errorCode,
        String endpoint,
        String userArn) {
    private static final String OBJECT = "AWS::S3::Object";

    /** The kinds of events, by the names that selectors have for them. */
    public enum Category {
        MANAGEMENT("Management", "AwsApiCall"),
        DATA("Data", "AwsApiCall"),
        NETWORK_ACTIVITY("NetworkActivity", "AwsVpceEvent");

        private final String text;
        private final String type;

        Category(String text, String type) {
            this.text = text;
            this.type = type;
        }

        String text() {
            return text;
        }

        String type() {
            return type;
        }
    }

    /** Whether a trail of the account that gets the event has it delivered. */
    public boolean selectedBy(Trail trail) {
        boolean inPlace = trail.multiRegion() || trail.scope().region().equals(region);
        if (!trail.logging() || !inPlace || (global && !trail.globalEvents())) {
            return false;
        }
        return switch (trail.selectors()) {
            case EventSelectors.Basic(var selectors) -> selectors.stream().anyMatch(this::isIn);
            case EventSelectors.Advanced(var selectors) -> selectors.stream().anyMatch(this::isIn);
        };
    }

    /** Whether some event of a category may be. */
    public static boolean selects(Trail trail, Category category) {
        return switch (trail.selectors()) {
            case EventSelectors.Basic(var selectors) ->
                switch (category) {
                    case MANAGEMENT -> selectors.stream().anyMatch(Selector::management);
                    case DATA ->
                        selectors.stream().anyMatch(one -> !one.objects().isEmpty());
                    case NETWORK_ACTIVITY -> false;
                };
            case EventSelectors.Advanced(var selectors) ->
                selectors.stream()
                        .flatMap(selector -> selector.fields().stream())
                        .anyMatch(field -> field.field().equals("eventCategory")
                                && field.equal().contains(category.text()));
        };
    }

    private boolean isIn(Selector selector) {
        if (selector.readWrite() != ReadWrite.ALL && (selector.readWrite() == ReadWrite.READ_ONLY) != readOnly) {
            return false;
        }
        return switch (category) {
            case MANAGEMENT -> selector.management() && !selector.excluded().contains(source);
            case DATA -> selector.objects().stream().anyMatch(arn::startsWith);
            case NETWORK_ACTIVITY -> false;
        };
    }

    private boolean isIn(AdvancedSelector selector) {
        return selector.fields().stream().allMatch(this::matches);
    }

    private boolean matches(FieldSelector field) {
        String is = value(field.field());
        boolean positive = !field.equal().isEmpty()
                || !field.starts().isEmpty()
                || !field.ends().isEmpty();
        boolean any = any(field.equal(), is, String::equals)
                || any(field.starts(), is, String::startsWith)
                || any(field.ends(), is, String::endsWith);
        boolean none = !any(field.notEqual(), is, String::equals)
                && !any(field.notStarts(), is, String::startsWith)
                && !any(field.notEnds(), is, String::endsWith);
        return (any || !positive) && none;
    }

    private static boolean any(List<String> values, String is, BiPredicate<String, String> operator) {
        return values.stream().anyMatch(value -> operator.test(is, value));
    }

    private String value(String field) {
        return switch (field) {
            case "eventCategory" -> category.text();
            case "eventSource" -> source;
            case "eventName" -> name;
            case "eventType" -> category.type();
            case "readOnly" -> Boolean.toString(readOnly);
            case "resources.type" -> category == Category.DATA ? OBJECT : "";
            case "resources.ARN" -> arn;
            case "errorCode" -> errorCode;
            case "vpcEndpointId" -> endpoint;
            case "userIdentity.arn" -> userArn;
            default -> "";
        };
    }
}
