package dev.postern.services.cloudtrail.events;

import java.util.SortedMap;
import software.amazon.awssdk.core.SdkPojo;

/** What a request asked with. */
public sealed interface Said {
    /** What an operation was given. */
    record Request(SdkPojo structure) implements Said {}

    /** What a request to S3 names, by the names that events have for it. */
    record Words(SortedMap<String, String> values) implements Said {}

    /** It could not be read. */
    record Nothing() implements Said {}
}
