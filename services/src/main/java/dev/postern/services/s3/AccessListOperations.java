package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.storage.Cloud;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.StoredObject;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;

/** Access control lists of buckets and objects, and who owns what is put. */
final class AccessListOperations {
    private final Cloud cloud;
    private final ObjectStore store;
    private final ObjectReads reads;
    private final BucketEvents events;

    AccessListOperations(Cloud cloud, ObjectStore store, ObjectReads reads, BucketEvents events) {
        this.cloud = cloud;
        this.store = store;
        this.reads = reads;
        this.events = events;
    }

    HttpResponse ofBucket(S3Call call) {
        AccessControlPolicy list = AccessLists.of(call.bucket());
        return RestXml.encode(
                200,
                GetBucketAclResponse.builder()
                        .owner(list.owner())
                        .grants(list.grants())
                        .build());
    }

    HttpResponse ofObject(S3Call call) {
        AccessControlPolicy list = AccessLists.of(call.bucket(), reads.requireObject(call));
        return RestXml.encode(
                200,
                GetObjectAclResponse.builder()
                        .owner(list.owner())
                        .grants(list.grants())
                        .build());
    }

    HttpResponse putOfBucket(S3Call call) {
        if (!Ownership.of(call.bucket()).usesLists()) {
            return withoutLists(call);
        }
        String owner = Owners.canonicalId(call.bucket().owner());
        AccessControlPolicy list = asked(
                call,
                owner,
                Optional.empty(),
                body -> call.decodeBody(PutBucketAclRequest.builder(), body).accessControlPolicy());
        boolean plain = list.equals(AccessLists.onlyOf(owner));
        BucketPolicies.change(cloud, call, bucket -> {
            AskedAccess.requireNotBlocked(call, bucket, list);
            return bucket.withConfiguration(
                    AccessLists.NAME, plain ? Optional.empty() : Optional.of(AccessLists.write(list)));
        });
        return HttpResponse.empty(200, Headers.NONE);
    }

    HttpResponse putOfObject(S3Call call) {
        if (!Ownership.of(call.bucket()).usesLists()) {
            return withoutLists(call);
        }
        StoredObject object = reads.requireObject(call);
        String owner = AccessLists.of(call.bucket(), object).owner().id();
        AccessControlPolicy list = asked(
                call,
                owner,
                Optional.of(Owners.canonicalId(call.bucket().owner())),
                body -> call.decodeBody(PutObjectAclRequest.builder(), body).accessControlPolicy());
        AskedAccess.requireNotBlocked(call, call.bucket(), list);
        store.updateHead(
                        call.bucket().bucketId(),
                        call.key(),
                        ObjectVersions.asked(call),
                        head -> head.withAccessList(Optional.of(AccessLists.write(list))))
                .ifPresent(changed -> events.said(call, "ObjectAcl:Put", changed));
        return HttpResponse.empty(200, Headers.NONE);
    }

    /** With lists off, the only one that may be put is the one that says what is the case anyway. */
    private static HttpResponse withoutLists(S3Call call) {
        if (!AskedAccess.isSaid(call) || !AskedAccess.asksForNothing(call)) {
            throw S3Error.ACL_NOT_SUPPORTED.with();
        }
        return HttpResponse.empty(200, Headers.NONE);
    }

    private static AccessControlPolicy asked(
            S3Call call, String owner, Optional<String> bucketOwner, Function<byte[], AccessControlPolicy> decode) {
        byte[] body = call.smallBody();
        if (AskedAccess.isSaid(call)) {
            if (body.length > 0) {
                throw S3Error.UNEXPECTED_CONTENT.with();
            }
            return AskedAccess.byHeaders(call, owner, bucketOwner);
        }
        if (body.length == 0) {
            throw S3Error.MISSING_SECURITY_HEADER.with("MissingHeaderName", "x-amz-acl");
        }
        return AskedAccess.byDocument(call, decode.apply(body), owner);
    }

    HttpResponse ownershipControls(S3Call call) {
        String ownership = call.bucket()
                .ownershipControls()
                .orElseThrow(() -> S3Error.OWNERSHIP_CONTROLS_NOT_FOUND.with("BucketName", call.bucketName()));
        OwnershipControlsRule rule =
                OwnershipControlsRule.builder().objectOwnership(ownership).build();
        return RestXml.encode(
                200,
                GetBucketOwnershipControlsResponse.builder()
                        .ownershipControls(c -> c.rules(rule))
                        .build());
    }

    HttpResponse putOwnershipControls(S3Call call) {
        List<OwnershipControlsRule> rules = call.decodeBody(PutBucketOwnershipControlsRequest.builder())
                .ownershipControls()
                .rules();
        if (rules.size() != 1 || rules.getFirst().objectOwnershipAsString() == null) {
            throw S3Error.MALFORMED_XML.with();
        }
        Ownership ownership =
                Ownership.find(rules.getFirst().objectOwnershipAsString()).orElseThrow(S3Error.MALFORMED_XML::with);
        BucketPolicies.change(cloud, call, bucket -> {
            if (!ownership.usesLists() && grantsToOthers(bucket)) {
                throw S3Error.INVALID_BUCKET_ACL.with();
            }
            return bucket.withOwnershipControls(Optional.of(ownership.wireName()));
        });
        return HttpResponse.empty(200, Headers.NONE);
    }

    /** A list that grants to others must be taken back before lists can be turned off. */
    private static boolean grantsToOthers(Bucket bucket) {
        String owner = Owners.canonicalId(bucket.owner());
        return AccessLists.of(bucket).grants().stream()
                .anyMatch(grant -> !owner.equals(grant.grantee().id()));
    }

    HttpResponse deleteOwnershipControls(S3Call call) {
        BucketPolicies.change(cloud, call, bucket -> bucket.withOwnershipControls(Optional.empty()));
        return HttpResponse.empty(204, Headers.NONE);
    }
}
