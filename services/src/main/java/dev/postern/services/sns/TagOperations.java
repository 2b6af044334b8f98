package dev.postern.services.sns;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.sns.Topic;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** The tags of topics. */
interface TagOperations extends SnsOperations {
    int TAGS_MAX = 50;

    @Override
    default ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return read(call -> ListTagsForResourceResponse.builder()
                .tags(tagged(call, request.resourceArn()).tags().values().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build());
    }

    @Override
    default TagResourceResponse tagResource(TagResourceRequest request) {
        return commit(call -> {
            Topic topic = tagged(call, request.resourceArn());
            Tags tags = limited(topic.tags().plus(checked(request.tags()).values()));
            return new Outcome<>(
                    tags.equals(topic.tags()) ? Change.NONE : Change.put(topic.withTags(tags)),
                    TagResourceResponse.builder().build());
        });
    }

    @Override
    default UntagResourceResponse untagResource(UntagResourceRequest request) {
        return commit(call -> {
            Topic topic = tagged(call, request.resourceArn());
            Map<String, String> left = new TreeMap<>(topic.tags().values());
            left.keySet().removeAll(request.tagKeys());
            Tags tags = Tags.of(left);
            return new Outcome<>(
                    tags.equals(topic.tags()) ? Change.NONE : Change.put(topic.withTags(tags)),
                    UntagResourceResponse.builder().build());
        });
    }

    private static Topic tagged(SnsCall call, String arn) {
        try {
            return call.topic(arn);
        } catch (ApiException e) {
            if (e.error() == SnsError.NOT_FOUND) {
                throw SnsError.RESOURCE_NOT_FOUND.of("Resource does not exist");
            }
            throw e;
        }
    }

    /** The tags that a request gives. */
    static Tags checked(List<Tag> tags) {
        Map<String, String> values = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw SnsError.invalid("Tags Reason: Tag keys that begin with aws: are reserved");
            }
            if (values.put(tag.key(), tag.value()) != null) {
                throw SnsError.invalid("Tags Reason: Duplicated keys are not allowed.");
            }
        }
        return limited(Tags.of(values));
    }

    private static Tags limited(Tags tags) {
        if (tags.values().size() > TAGS_MAX) {
            throw SnsError.TAG_LIMIT.of("Could not complete request: tag quota of per resource exceeded");
        }
        return tags;
    }
}
