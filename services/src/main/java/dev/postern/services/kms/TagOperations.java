package dev.postern.services.kms;

import dev.postern.model.Change;
import dev.postern.model.Tags;
import dev.postern.model.kms.KmsKey;
import dev.postern.services.keyring.Keyring;
import dev.postern.storage.Cloud.Outcome;
import dev.postern.wire.codec.Page;
import java.util.Map;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;

/** The tags of keys. */
interface TagOperations extends KmsOperations {
    int TAGS_A_PAGE = 50;

    @Override
    default TagResourceResponse tagResource(TagResourceRequest request) {
        return commit(call -> {
            KmsKey key = Keyring.lasting(call.own(request.keyId()));
            return new Outcome<>(
                    Change.put(key.withTags(tags -> KeyTags.over(tags, request.tags()))),
                    TagResourceResponse.builder().build());
        });
    }

    @Override
    default UntagResourceResponse untagResource(UntagResourceRequest request) {
        return commit(call -> {
            KmsKey key = Keyring.lasting(call.own(request.keyId()));
            Tags rest = key.tags();
            for (String name : request.tagKeys()) {
                rest = rest.minus(name);
            }
            Tags left = rest;
            return new Outcome<>(
                    Change.put(key.withTags(_ -> left)),
                    UntagResourceResponse.builder().build());
        });
    }

    @Override
    default ListResourceTagsResponse listResourceTags(ListResourceTagsRequest request) {
        return read(call -> {
            Page<Map.Entry<String, String>> page = KmsCall.page(
                    request,
                    call.own(request.keyId()).tags().values().entrySet(),
                    Map.Entry::getKey,
                    request.marker(),
                    request.limit(),
                    TAGS_A_PAGE);
            return ListResourceTagsResponse.builder()
                    .tags(page.items().stream()
                            .map(tag -> Tag.builder()
                                    .tagKey(tag.getKey())
                                    .tagValue(tag.getValue())
                                    .build())
                            .toList())
                    .truncated(page.truncated())
                    .nextMarker(page.next())
                    .build();
        });
    }
}
