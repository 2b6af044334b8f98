package dev.postern.services.s3;

import dev.postern.model.Tags;
import dev.postern.wire.http.QueryString;
import dev.postern.wire.s3.RestXml;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * Tags of buckets and objects.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html">Object tagging</a>
 */
final class TagSets {
    static final int BUCKET_TAGS_MAX = 50;
    static final int OBJECT_TAGS_MAX = 10;

    private static final int KEY_CHARACTERS_MAX = 128;
    private static final int VALUE_CHARACTERS_MAX = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private TagSets() {}

    /** The tags of a request's body. One that is empty stands for no tags, as an empty set does. */
    static Tags read(Tagging tagging, byte[] body, int max) {
        if (!tagging.hasTagSet() && !RestXml.isBare(body)) {
            throw S3Error.MALFORMED_XML.with();
        }
        return read(tagging.tagSet(), max);
    }

    static Tags read(List<Tag> tags, int max) {
        SortedMap<String, String> read = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key() == null || tag.value() == null) {
                throw S3Error.MALFORMED_XML.with();
            }
            if (read.put(tag.key(), tag.value()) != null) {
                throw S3Error.INVALID_TAG.said("Cannot provide multiple Tags with the same key", "TagKey", tag.key());
            }
        }
        return checked(read, max);
    }

    /** Reads the header {@code x-amz-tagging}, which has the form of a query string. */
    static SortedMap<String, String> readHeader(String text) {
        Map<String, String> parameters =
                S3Call.parameters(new QueryString(text)).asMap();
        long pairs = Arrays.stream(text.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .count();
        if (pairs != parameters.size() || parameters.containsKey("")) {
            throw S3Error.argument(
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without"
                            + " tag name duplicates.",
                    "x-amz-tagging",
                    text);
        }
        return checked(new TreeMap<>(parameters), OBJECT_TAGS_MAX).values();
    }

    static List<Tag> write(SortedMap<String, String> tags) {
        return tags.entrySet().stream()
                .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
                .toList();
    }

    private static Tags checked(SortedMap<String, String> tags, int max) {
        if (tags.size() > max) {
            throw max == OBJECT_TAGS_MAX
                    ? S3Error.BAD_REQUEST.said("Object tags cannot be greater than " + max)
                    : S3Error.BAD_REQUEST.said("Bucket tag count cannot be greater than " + max);
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty()
                    || key.length() > KEY_CHARACTERS_MAX
                    || !TEXT.matcher(key).matches()) {
                throw S3Error.INVALID_TAG.said("The TagKey you have provided is invalid", "TagKey", key);
            }
            if (key.startsWith("aws:")) {
                throw S3Error.INVALID_TAG.said("System tags cannot be added/updated by requester", "TagKey", key);
            }
            if (value.length() > VALUE_CHARACTERS_MAX || !TEXT.matcher(value).matches()) {
                throw S3Error.INVALID_TAG.said(
                        "The TagValue you have provided is invalid", "TagKey", key, "TagValue", value);
            }
        });
        return new Tags(tags);
    }
}
