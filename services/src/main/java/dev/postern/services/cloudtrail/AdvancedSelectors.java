package dev.postern.services.cloudtrail;

import dev.postern.model.cloudtrail.EventSelectors;
import dev.postern.model.cloudtrail.EventSelectors.Advanced;
import dev.postern.model.cloudtrail.EventSelectors.AdvancedSelector;
import dev.postern.model.cloudtrail.EventSelectors.FieldSelector;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;

/**
 * Advanced selectors, as requests give and answers show them. Of data they select that of objects of S3.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html">AdvancedFieldSelector</a>
 */
final class AdvancedSelectors {
    private static final int VALUES_MAX = 500;
    private static final String CATEGORY = "eventCategory";
    private static final String SOURCE = "eventSource";
    private static final String TYPE = "resources.type";

    /** What selectors of a category can look at. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Management", Set.of(CATEGORY, SOURCE, "readOnly"),
            "Data",
                    Set.of(
                            CATEGORY,
                            SOURCE,
                            TYPE,
                            "eventName",
                            "eventType",
                            "readOnly",
                            "resources.ARN",
                            "userIdentity.arn"),
            "NetworkActivity", Set.of(CATEGORY, SOURCE, "eventName", "errorCode", "vpcEndpointId"));

    /** Those that take no operator but Equals. */
    private static final Set<String> EQUAL_ONLY = Set.of(CATEGORY, "readOnly", TYPE, "errorCode");

    private static final Set<String> EXCLUDABLE = Set.of("kms.amazonaws.com", "rdsdata.amazonaws.com");

    private AdvancedSelectors() {}

    static EventSelectors read(List<AdvancedEventSelector> given) {
        List<AdvancedSelector> selectors =
                given.stream().map(AdvancedSelectors::read).toList();
        long values = selectors.stream()
                .flatMap(selector -> selector.fields().stream())
                .flatMap(AdvancedSelectors::values)
                .count();
        if (values > VALUES_MAX) {
            throw invalid(
                    "The advanced event selectors have " + values + " values; the maximum is " + VALUES_MAX + ".");
        }
        return new Advanced(selectors);
    }

    private static AdvancedSelector read(AdvancedEventSelector given) {
        Map<String, FieldSelector> fields = new TreeMap<>();
        for (AdvancedFieldSelector field : given.fieldSelectors()) {
            FieldSelector read = new FieldSelector(
                    field.field(),
                    field.equalsValue(),
                    field.startsWith(),
                    field.endsWith(),
                    field.notEquals(),
                    field.notStartsWith(),
                    field.notEndsWith());
            if (values(read).findAny().isEmpty()) {
                throw invalid("The field " + field.field() + " has no operator.");
            }
            if (fields.put(field.field(), read) != null) {
                throw invalid("The field " + field.field() + " is given more than once.");
            }
        }
        String category = single(fields, CATEGORY);
        Set<String> known = FIELDS.get(category);
        if (known == null) {
            throw invalid("The value " + category + " of eventCategory is not supported.");
        }
        fields.values().forEach(field -> require(category, known, field));
        switch (category) {
            case "Data" -> requireObjects(single(fields, TYPE));
            case "NetworkActivity" -> single(fields, SOURCE);
            default -> {}
        }
        return new AdvancedSelector(given.name() == null ? "" : given.name(), List.copyOf(fields.values()));
    }

    private static Stream<String> values(FieldSelector field) {
        return Stream.of(
                        field.equal(),
                        field.starts(),
                        field.ends(),
                        field.notEqual(),
                        field.notStarts(),
                        field.notEnds())
                .flatMap(List::stream);
    }

    /** A field that must be there with one value. */
    private static String single(Map<String, FieldSelector> fields, String name) {
        FieldSelector field = fields.get(name);
        if (field == null || field.equal().size() != 1 || values(field).count() != 1) {
            throw invalid("The field " + name + " is required, with the operator Equals and one value.");
        }
        return field.equal().getFirst();
    }

    private static void require(String category, Set<String> known, FieldSelector field) {
        if (!known.contains(field.field())) {
            throw invalid(
                    "The field " + field.field() + " is not supported for events of the category " + category + ".");
        }
        if (EQUAL_ONLY.contains(field.field())
                && field.equal().size() != values(field).count()) {
            throw invalid("The field " + field.field() + " takes only the operator Equals.");
        }
        if (field.field().equals("readOnly") && !List.of("true", "false").containsAll(field.equal())) {
            throw invalid("The value of readOnly must be true or false.");
        }
        if (field.field().equals("errorCode") && !List.of("VpceAccessDenied").containsAll(field.equal())) {
            throw invalid("The only valid value of errorCode is VpceAccessDenied.");
        }
        if (category.equals("Management")
                && field.field().equals(SOURCE)
                && (field.notEqual().size() != values(field).count() || !EXCLUDABLE.containsAll(field.notEqual()))) {
            throw invalid("The field eventSource of management events takes NotEquals with " + "kms.amazonaws.com or"
                    + " rdsdata.amazonaws.com.");
        }
    }

    private static void requireObjects(String type) {
        if (!type.equals("AWS::S3::Object")) {
            throw invalid("The value " + type + " of resources.type is not supported.");
        }
    }

    /** None of basic ones. */
    static @Nullable List<AdvancedEventSelector> view(EventSelectors selectors) {
        return selectors instanceof Advanced(var all)
                ? all.stream()
                        .map(selector -> AdvancedEventSelector.builder()
                                .name(selector.name())
                                .fieldSelectors(selector.fields().stream()
                                        .map(AdvancedSelectors::view)
                                        .toList())
                                .build())
                        .toList()
                : null;
    }

    private static AdvancedFieldSelector view(FieldSelector field) {
        return AdvancedFieldSelector.builder()
                .field(field.field())
                .equalsValue(some(field.equal()))
                .startsWith(some(field.starts()))
                .endsWith(some(field.ends()))
                .notEquals(some(field.notEqual()))
                .notStartsWith(some(field.notStarts()))
                .notEndsWith(some(field.notEnds()))
                .build();
    }

    private static @Nullable List<String> some(List<String> values) {
        return values.isEmpty() ? null : values;
    }

    private static ApiException invalid(String why) {
        return CloudTrailError.INVALID_EVENT_SELECTORS.of(why);
    }
}
