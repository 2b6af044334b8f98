package dev.postern.services.s3;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.storage.Cloud;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

/** Making, finding and removing buckets. */
final class Buckets {
    private static final int PAGE_MAX = 10_000;

    private final Cloud cloud;
    private final ObjectStore store;
    private final Access access;

    Buckets(Cloud cloud, ObjectStore store, Access access) {
        this.cloud = cloud;
        this.store = store;
        this.access = access;
    }

    HttpResponse create(S3Call call) {
        if (call.anonymous()) {
            throw S3Error.ACCESS_DENIED.with();
        }
        byte[] body = call.smallBody();
        CreateBucketRequest request =
                RestXml.decode(CreateBucketRequest.builder(), call.request(), call.address(), body);
        Optional<String> constraint = Optional.ofNullable(request.createBucketConfiguration())
                .flatMap(c -> Optional.ofNullable(c.locationConstraintAsString()))
                .filter(text -> !text.isEmpty());
        access.require(
                call,
                S3Operation.CREATE_BUCKET.action(),
                call.bucketArn(),
                constraint
                        .map(text -> Map.of("s3:LocationConstraint", List.of(text)))
                        .orElse(Map.of()));
        boolean locks = Boolean.TRUE.equals(request.objectLockEnabledForBucket());
        if (locks) {
            access.require(call, "s3:PutBucketObjectLockConfiguration", call.bucketArn(), Map.of());
            access.require(call, "s3:PutBucketVersioning", call.bucketArn(), Map.of());
        }
        Optional<String> list = accessList(call);
        Region region = region(call, constraint);
        Tags tags = request.createBucketConfiguration() == null
                ? Tags.NONE
                : TagSets.read(request.createBucketConfiguration().tags(), TagSets.BUCKET_TAGS_MAX);
        Bucket bucket = Bucket.of(
                        call.bucketName(),
                        call.context().ids().hex(32),
                        call.context().account(),
                        region,
                        call.context().now(),
                        Optional.empty(),
                        Optional.of(Bucket.PublicAccessBlock.ALL),
                        tags,
                        Optional.of(ownership(call).wireName()))
                .withConfiguration(AccessLists.NAME, list)
                .withConfiguration(BucketLock.NAME, locks ? Optional.of(BucketLock.ENABLED) : Optional.empty())
                .withVersioning(locks ? Versioning.ENABLED : Versioning.NEVER);
        cloud.commit(snapshot -> new Cloud.Outcome<>(creation(snapshot, bucket), bucket));
        String location = region.equals(Region.US_EAST_1)
                ? "/" + bucket.name()
                : "http://" + bucket.name() + ".s3.amazonaws.com/";
        return HttpResponse.empty(200, Headers.of("location", location));
    }

    private static Ownership ownership(S3Call call) {
        String asked = call.header("x-amz-object-ownership").orElse(Ownership.ENFORCED.wireName());
        return Ownership.find(asked)
                .orElseThrow(() -> S3Error.argument(
                        "Invalid x-amz-object-ownership header: " + asked, "x-amz-object-ownership", asked));
    }

    /** Whom a new bucket is granted to; what it is to be told beside its making needs the permissions for that. */
    private Optional<String> accessList(S3Call call) {
        Ownership ownership = ownership(call);
        if (call.header("x-amz-object-ownership").isPresent()) {
            access.require(call, "s3:PutBucketOwnershipControls", call.bucketArn(), Map.of());
        }
        if (!AskedAccess.isSaid(call) || call.header("x-amz-acl").equals(Optional.of("private"))) {
            return Optional.empty();
        }
        access.require(call, "s3:PutBucketAcl", call.bucketArn(), Map.of());
        if (!ownership.usesLists()) {
            throw S3Error.INVALID_BUCKET_ACL.with();
        }
        AccessControlPolicy list =
                AskedAccess.byHeaders(call, Owners.canonicalId(call.context().account()), Optional.empty());
        if (AccessLists.isPublic(list)) {
            throw S3Error.INVALID_BUCKET_ACL_BLOCKED.with(); // a new bucket blocks public access
        }
        return Optional.of(AccessLists.write(list));
    }

    private static Change creation(Snapshot snapshot, Bucket bucket) {
        Optional<Bucket> existing = snapshot.find(Bucket.class, Scope.GLOBAL, bucket.name());
        if (existing.isEmpty()) {
            return Change.put(bucket);
        }
        if (!existing.get().owner().equals(bucket.owner())) {
            throw S3Error.BUCKET_ALREADY_EXISTS.with("BucketName", bucket.name());
        }
        // In N. Virginia, and only there, making one's own bucket again succeeds.
        if (existing.get().region().equals(Region.US_EAST_1) && bucket.region().equals(Region.US_EAST_1)) {
            return Change.NONE;
        }
        throw S3Error.BUCKET_ALREADY_OWNED_BY_YOU.with("BucketName", bucket.name());
    }

    private static Region region(S3Call call, Optional<String> constraint) {
        Region endpoint = call.address().region().orElse(call.context().region());
        if (constraint.isEmpty()) {
            if (!endpoint.equals(Region.US_EAST_1)) {
                throw S3Error.ILLEGAL_LOCATION_CONSTRAINT.with();
            }
            return endpoint;
        }
        String name = constraint.get();
        Optional<Region> region = Region.find(name.equals("EU") ? "eu-west-1" : name);
        if (!endpoint.equals(Region.US_EAST_1) && !region.equals(Optional.of(endpoint))) {
            throw S3Error.ILLEGAL_LOCATION_CONSTRAINT.said(
                    "The " + name
                            + " location constraint is incompatible for the region specific endpoint this request was sent to.");
        }
        if (region.isEmpty() || region.get().equals(Region.US_EAST_1)) {
            throw S3Error.INVALID_LOCATION_CONSTRAINT.with("LocationConstraint", name);
        }
        return region.get();
    }

    HttpResponse delete(S3Call call) {
        Bucket bucket = call.bucket();
        if (!accessPoints(call.snapshot(), bucket).isEmpty()) {
            throw S3Error.BUCKET_HAS_ACCESS_POINTS.with("BucketName", bucket.name());
        }
        if (!store.dropBucket(bucket.bucketId())) {
            throw bucket.versioning() == Versioning.NEVER
                    ? S3Error.BUCKET_NOT_EMPTY.with("BucketName", bucket.name())
                    : S3Error.BUCKET_NOT_EMPTY.said(
                            "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
                            "BucketName",
                            bucket.name());
        }
        cloud.commit(snapshot -> {
            Optional<Bucket> now = snapshot.find(Bucket.class, Scope.GLOBAL, bucket.name())
                    .filter(b -> b.bucketId().equals(bucket.bucketId()));
            return new Cloud.Outcome<>(now.map(b -> removal(snapshot, b)).orElse(Change.NONE), bucket);
        });
        return HttpResponse.empty(204, Headers.NONE);
    }

    private static List<AccessPoint> accessPoints(Snapshot snapshot, Bucket bucket) {
        return snapshot.by(Indexes.ACCESS_POINTS_BY_BUCKET, bucket.name()).values().stream()
                .filter(point -> point.bucketAccount().equals(bucket.owner()))
                .toList();
    }

    /** An access point that was made while the bucket's objects were let go would lead nowhere. */
    private static Change removal(Snapshot snapshot, Bucket bucket) {
        Change.Builder change = Change.builder().remove(bucket);
        accessPoints(snapshot, bucket).forEach(change::remove);
        return change.build();
    }

    HttpResponse head(S3Call call) {
        return new HttpResponse(
                200,
                Headers.of(
                        "x-amz-bucket-region",
                        call.bucket().region().name(),
                        "x-amz-access-point-alias",
                        Boolean.toString(call.point().isPresent()),
                        "content-type",
                        "application/xml"),
                new HttpResponse.HeadOnly(0));
    }

    HttpResponse location(S3Call call) {
        Region region = call.bucket().region();
        GetBucketLocationResponse.Builder response = GetBucketLocationResponse.builder();
        if (!region.equals(Region.US_EAST_1)) {
            response.locationConstraint(region.name());
        }
        return RestXml.encode(200, response.build());
    }

    HttpResponse list(S3Call call) {
        if (call.anonymous()) {
            throw S3Error.ACCESS_DENIED.with();
        }
        AccountId account = call.context().account();
        int max = call.number("max-buckets", PAGE_MAX, 1, PAGE_MAX);
        String prefix = call.query().find("prefix").orElse("");
        Optional<String> region = call.query().find("bucket-region").filter(r -> !r.isEmpty());
        region.filter(name -> Region.find(name).isEmpty()).ifPresent(name -> {
            throw S3Error.INVALID_ARGUMENT.said(
                    "Argument value " + name + " is not a valid AWS Region", "ArgumentName", "bucket-region");
        });
        Optional<String> token = call.query().find("continuation-token").filter(t -> !t.isEmpty());
        String after = token.map(Tokens::read).orElse("");
        List<Bucket> matching = call.snapshot().all(Bucket.class).stream()
                .filter(b -> b.owner().equals(account))
                .filter(b -> b.name().startsWith(prefix) && b.name().compareTo(after) > 0)
                .filter(b -> region.isEmpty() || b.region().name().equals(region.get()))
                .toList();
        List<Bucket> page = matching.stream().limit(max).toList();
        // The list as it always was does not tell Regions; one that is asked for a part does.
        boolean tellsRegion = call.query().find("max-buckets").isPresent()
                || token.isPresent()
                || region.isPresent()
                || !prefix.isEmpty();
        ListBucketsResponse.Builder response = ListBucketsResponse.builder()
                .owner(Owners.of(account))
                .buckets(page.stream()
                        .map(b -> software.amazon.awssdk.services.s3.model.Bucket.builder()
                                .name(b.name())
                                .creationDate(b.createdAt())
                                .bucketRegion(tellsRegion ? b.region().name() : null)
                                .build())
                        .toList());
        if (!prefix.isEmpty()) {
            response.prefix(prefix);
        }
        if (page.size() < matching.size()) {
            response.continuationToken(Tokens.write(page.getLast().name()));
        }
        return RestXml.encode(200, response.build());
    }
}
