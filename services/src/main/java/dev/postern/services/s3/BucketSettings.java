package dev.postern.services.s3;

import dev.postern.model.Tags;
import dev.postern.storage.Cloud;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketEncryptionRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** A bucket's tags and its default encryption. */
final class BucketSettings {
    private final Cloud cloud;

    BucketSettings(Cloud cloud) {
        this.cloud = cloud;
    }

    HttpResponse getTags(S3Call call) {
        Tags tags = call.bucket().tags();
        if (tags.values().isEmpty()) {
            throw S3Error.NO_SUCH_TAG_SET.with("BucketName", call.bucketName());
        }
        return RestXml.encode(
                200,
                GetBucketTaggingResponse.builder()
                        .tagSet(TagSets.write(tags.values()))
                        .build());
    }

    HttpResponse putTags(S3Call call) {
        byte[] body = call.smallBody();
        PutBucketTaggingRequest request = call.decodeBody(PutBucketTaggingRequest.builder(), body);
        Tags tags = TagSets.read(request.tagging(), body, TagSets.BUCKET_TAGS_MAX);
        BucketPolicies.change(cloud, call, bucket -> bucket.withTags(tags));
        return HttpResponse.empty(204, Headers.NONE);
    }

    HttpResponse deleteTags(S3Call call) {
        BucketPolicies.change(cloud, call, bucket -> bucket.withTags(Tags.NONE));
        return HttpResponse.empty(204, Headers.NONE);
    }

    HttpResponse encryption(S3Call call) {
        Optional<String> configured = call.bucket().configuration(BucketEncryption.NAME);
        if (configured.isPresent()) {
            return RestXml.answer(configured.get());
        }
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256))
                .bucketKeyEnabled(false)
                .build();
        return RestXml.encode(
                200,
                GetBucketEncryptionResponse.builder()
                        .serverSideEncryptionConfiguration(c -> c.rules(rule))
                        .build());
    }

    HttpResponse putEncryption(S3Call call) {
        String document = BucketEncryption.checked(
                call.decodeBody(PutBucketEncryptionRequest.builder()).serverSideEncryptionConfiguration());
        BucketPolicies.change(
                cloud, call, bucket -> bucket.withConfiguration(BucketEncryption.NAME, Optional.of(document)));
        return HttpResponse.empty(200, Headers.NONE);
    }

    /** Back to SSE-S3 without a bucket key, as a new bucket has it. */
    HttpResponse deleteEncryption(S3Call call) {
        BucketPolicies.change(cloud, call, bucket -> bucket.withConfiguration(BucketEncryption.NAME, Optional.empty()));
        return HttpResponse.empty(204, Headers.NONE);
    }
}
