package dev.postern.services.cloudtrail;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.cloudtrail.Trail;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ResourceTag;
import software.amazon.awssdk.services.cloudtrail.model.Tag;

/** The tags of trails. */
interface TagOperations extends CloudTrailOperations {
    int TAGS_MAX = 50;

    @Override
    default AddTagsResponse addTags(AddTagsRequest request) {
        return commit(call -> {
            Trail trail = tagged(call, request.resourceId());
            return new Outcome<>(
                    Change.put(trail.with(with(trail.tags(), request.tagsList()))),
                    AddTagsResponse.builder().build());
        });
    }

    /** A tag that is named with a value goes only if it has that value. */
    @Override
    default RemoveTagsResponse removeTags(RemoveTagsRequest request) {
        return commit(call -> {
            Trail trail = tagged(call, request.resourceId());
            Tags rest = trail.tags();
            for (Tag tag : request.tagsList()) {
                String value = rest.values().get(tag.key());
                rest = tag.value() == null || tag.value().equals(value) ? rest.minus(tag.key()) : rest;
            }
            return new Outcome<>(
                    Change.put(trail.with(rest)), RemoveTagsResponse.builder().build());
        });
    }

    @Override
    default ListTagsResponse listTags(ListTagsRequest request) {
        if (request.nextToken() != null) {
            throw CloudTrailError.INVALID_TOKEN.of("The token is not one that was given.");
        }
        return read(call -> ListTagsResponse.builder()
                .resourceTagList(request.resourceIdList().stream()
                        .map(id -> ResourceTag.builder()
                                .resourceId(id)
                                .tagsList(tagged(call, id).tags().values().entrySet().stream()
                                        .map(tag -> Tag.builder()
                                                .key(tag.getKey())
                                                .value(tag.getValue())
                                                .build())
                                        .toList())
                                .build())
                        .toList())
                .build());
    }

    /** Tags are asked for by ARN. */
    private static Trail tagged(CloudTrailCall call, String id) {
        if (!id.startsWith("arn:")) {
            throw CloudTrailError.ARN_INVALID.of("The ARN " + id + " is not valid.");
        }
        return call.find(id)
                .filter(trail -> trail.scope().equals(call.scope()))
                .orElseThrow(() -> CloudTrailError.RESOURCE_NOT_FOUND.of("The resource " + id + " does not exist."));
    }

    /** These tags with others over them. */
    static Tags with(Tags before, List<Tag> tags) {
        TreeMap<String, String> given = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw CloudTrailError.INVALID_TAG.of("Tag keys cannot start with aws:.");
            }
            if (given.put(tag.key(), tag.value() == null ? "" : tag.value()) != null) {
                throw CloudTrailError.INVALID_TAG.of("Tag keys must be unique: " + tag.key());
            }
        }
        Tags all = before.plus(given);
        if (all.values().size() > TAGS_MAX) {
            throw CloudTrailError.TAGS_LIMIT_EXCEEDED.of("A trail has at most " + TAGS_MAX + " tags.");
        }
        return all;
    }
}
