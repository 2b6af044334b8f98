package dev.postern.services.cloudtrail;

import dev.postern.model.cloudtrail.EventSelectors;
import dev.postern.model.cloudtrail.EventSelectors.Basic;
import dev.postern.model.cloudtrail.EventSelectors.ReadWrite;
import dev.postern.model.cloudtrail.EventSelectors.Selector;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.DataResource;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;

/**
 * Basic selectors, as requests give and answers show them. Of data they select that of objects of S3.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html">EventSelector</a>
 */
final class BasicSelectors {
    private static final int SELECTORS_MAX = 5;
    private static final int RESOURCES_MAX = 250;
    private static final String OBJECT = "AWS::S3::Object";
    private static final Set<String> EXCLUDABLE = Set.of("kms.amazonaws.com", "rdsdata.amazonaws.com");

    private BasicSelectors() {}

    static EventSelectors read(List<EventSelector> given) {
        if (given.size() > SELECTORS_MAX) {
            throw invalid("A trail can have at most " + SELECTORS_MAX + " event selectors.");
        }
        List<Selector> selectors = given.stream().map(BasicSelectors::read).toList();
        if (selectors.stream().mapToInt(selector -> selector.objects().size()).sum() > RESOURCES_MAX) {
            throw invalid("A trail can have at most " + RESOURCES_MAX + " data resources.");
        }
        return new Basic(selectors);
    }

    private static Selector read(EventSelector given) {
        List<String> objects = new ArrayList<>();
        for (DataResource resource : given.dataResources()) {
            if (!OBJECT.equals(resource.type())) {
                throw invalid("The data resource type " + resource.type() + " is not supported.");
            }
            if (resource.values().isEmpty()) {
                throw invalid("A data resource needs at least one value.");
            }
            resource.values().forEach(value -> objects.add(objects(value)));
        }
        for (String source : given.excludeManagementEventSources()) {
            if (!EXCLUDABLE.contains(source)) {
                throw invalid("The management event source " + source + " cannot be excluded.");
            }
        }
        boolean management = !Boolean.FALSE.equals(given.includeManagementEvents());
        if (!management && objects.isEmpty()) {
            throw invalid("A selector without management events needs data resources.");
        }
        return new Selector(
                readWrite(given.readWriteType()), management, objects, given.excludeManagementEventSources());
    }

    /** All buckets, a bucket, or objects whose keys begin so. */
    private static String objects(String value) {
        boolean all = value.equals("arn:aws:s3") || value.equals("arn:aws:s3:::");
        boolean some = value.startsWith("arn:aws:s3:::") && value.indexOf('/') > "arn:aws:s3:::".length();
        if (!all && !some) {
            throw invalid("Value " + value + " for DataResources.Values is invalid.");
        }
        return value;
    }

    private static ReadWrite readWrite(@Nullable ReadWriteType given) {
        return given == null
                ? ReadWrite.ALL
                : switch (given) {
                    case READ_ONLY -> ReadWrite.READ_ONLY;
                    case WRITE_ONLY -> ReadWrite.WRITE_ONLY;
                    case ALL, UNKNOWN_TO_SDK_VERSION -> ReadWrite.ALL;
                };
    }

    /** None of advanced ones. */
    static @Nullable List<EventSelector> view(EventSelectors selectors) {
        return selectors instanceof Basic(var all)
                ? all.stream().map(BasicSelectors::view).toList()
                : null;
    }

    private static EventSelector view(Selector selector) {
        ReadWriteType type = switch (selector.readWrite()) {
            case ALL -> ReadWriteType.ALL;
            case READ_ONLY -> ReadWriteType.READ_ONLY;
            case WRITE_ONLY -> ReadWriteType.WRITE_ONLY;
        };
        return EventSelector.builder()
                .readWriteType(type)
                .includeManagementEvents(selector.management())
                .dataResources(
                        selector.objects().isEmpty()
                                ? List.of()
                                : List.of(DataResource.builder()
                                        .type(OBJECT)
                                        .values(selector.objects())
                                        .build()))
                .excludeManagementEventSources(selector.excluded())
                .build();
    }

    private static ApiException invalid(String why) {
        return CloudTrailError.INVALID_EVENT_SELECTORS.of(why);
    }
}
