package dev.postern.services.s3;

import dev.postern.model.Tags;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.SortedMap;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;

/** The tags of objects. */
final class ObjectTags {
    private final ObjectStore store;
    private final Access access;
    private final ObjectVersions versions;
    private final BucketEvents events;

    ObjectTags(ObjectStore store, Access access, ObjectVersions versions, BucketEvents events) {
        this.store = store;
        this.access = access;
        this.versions = versions;
        this.events = events;
    }

    HttpResponse get(S3Call call) {
        StoredObject object = versions.require(call);
        return RestXml.encode(
                200,
                GetObjectTaggingResponse.builder()
                        .versionId(ObjectVersions.told(call.bucket(), object).orElse(null))
                        .tagSet(TagSets.write(object.head().tags()))
                        .build());
    }

    HttpResponse put(S3Call call) {
        SortedMap<String, String> tags = requested(call);
        access.requireOnObject(call, call.action(), call.bucket(), call.key(), ObjectWrites.requestedTags(tags));
        return HttpResponse.empty(200, replace(call, "Put", tags));
    }

    private SortedMap<String, String> requested(S3Call call) {
        try {
            byte[] body = call.smallBody();
            PutObjectTaggingRequest request = call.decodeBody(PutObjectTaggingRequest.builder(), body);
            return TagSets.read(request.tagging(), body, TagSets.OBJECT_TAGS_MAX)
                    .values();
        } catch (ApiException malformed) {
            access.require(call); // what is wrong with tags is nothing to tell who may not set any
            throw malformed;
        }
    }

    HttpResponse delete(S3Call call) {
        return HttpResponse.empty(204, replace(call, "Delete", Tags.NONE.values()));
    }

    private Headers replace(S3Call call, String how, SortedMap<String, String> tags) {
        StoredObject changed = store.updateHead(
                        call.bucket().bucketId(), call.key(), ObjectVersions.asked(call), head -> head.withTags(tags))
                .orElseGet(() -> versions.require(call));
        events.said(call, "ObjectTagging:" + how, changed);
        return ObjectVersions.told(call.bucket(), changed)
                .map(id -> Headers.of(ObjectVersions.HEADER, id))
                .orElse(Headers.NONE);
    }
}
