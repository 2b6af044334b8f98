package dev.postern.services.s3;

import dev.postern.model.Tags;
import dev.postern.model.s3.Bucket;
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

    ObjectTags(ObjectStore store, Access access) {
        this.store = store;
        this.access = access;
    }

    HttpResponse get(S3Call call) {
        Bucket bucket = call.bucket();
        StoredObject object =
                store.find(bucket.bucketId(), call.key()).orElseThrow(() -> access.noSuchKey(call, bucket, call.key()));
        return RestXml.encode(
                200,
                GetObjectTaggingResponse.builder()
                        .tagSet(TagSets.write(object.head().tags()))
                        .build());
    }

    HttpResponse put(S3Call call) {
        SortedMap<String, String> tags = requested(call);
        access.requireOnObject(call, call.action(), call.bucket(), call.key(), ObjectWrites.requestedTags(tags));
        replace(call, tags);
        return HttpResponse.empty(200, Headers.NONE);
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
        replace(call, Tags.NONE.values());
        return HttpResponse.empty(204, Headers.NONE);
    }

    private void replace(S3Call call, SortedMap<String, String> tags) {
        Bucket bucket = call.bucket();
        if (store.updateHead(bucket.bucketId(), call.key(), head -> head.withTags(tags))
                .isEmpty()) {
            throw access.noSuchKey(call, bucket, call.key());
        }
    }
}
