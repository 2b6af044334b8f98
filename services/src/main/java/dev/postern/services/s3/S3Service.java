package dev.postern.services.s3;

import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.Bucket;
import dev.postern.policy.Decision;
import dev.postern.services.authorization.Authorizer;
import dev.postern.storage.Cloud;
import dev.postern.storage.objects.BodyLostException;
import dev.postern.storage.objects.ObjectStore;
import dev.postern.storage.objects.VersionEntry;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.FormUpload;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.s3.S3Errors;
import dev.postern.wire.sigv4.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Amazon S3.
 *
 * <pre>
 * request -> address, operation -> bucket exists? its Region? -> authorized? -> operation -> answer
 * </pre>
 *
 * Unlike the other services it takes the request itself: bodies stream in both directions.
 */
public final class S3Service {
    private static final Set<String> SIGNATURE_V2 = Set.of(
            "us-east-1",
            "us-west-1",
            "us-west-2",
            "eu-west-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-northeast-1",
            "sa-east-1");
    private static final System.Logger LOG = System.getLogger(S3Service.class.getName());

    private final Cloud cloud;
    private final ObjectStore store;
    private final Access access;
    private final Buckets buckets;
    private final BucketPolicies policies;
    private final BucketSettings settings;
    private final BucketConfigurations configurations;
    private final BucketVersioning versioning;
    private final ObjectVersions which;
    private final ObjectLocks locks;
    private final Notifications notifications;
    private final AccessListOperations accessLists;
    private final Listings listings;
    private final VersionListings versions;
    private final Encryption encryption;
    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final PostForms forms;
    private final ObjectCopies copies;
    private final ObjectDeletes deletes;
    private final ObjectTags tags;
    private final ObjectRestores restores;
    private final MultipartUploads uploads;

    /** The service on a cloud's buckets and a store's objects, where nobody is told of what happens to them. */
    public S3Service(Cloud cloud, ObjectStore store, Authorizer authorizer) {
        this(cloud, store, authorizer, EventPost.NONE, RestoreTimes.BY_DEFAULT);
    }

    /**
     * The service on a cloud's buckets and a store's objects.
     *
     * @param post who brings what it tells of them
     * @param times how long restores take
     */
    public S3Service(Cloud cloud, ObjectStore store, Authorizer authorizer, EventPost post, RestoreTimes times) {
        BucketEvents events = new BucketEvents(post);
        PublicPolicy publicPolicy = new PublicPolicy();
        this.cloud = cloud;
        this.store = store;
        this.access = new Access(authorizer, store, publicPolicy);
        this.buckets = new Buckets(cloud, store, access);
        this.policies = new BucketPolicies(cloud, publicPolicy);
        this.settings = new BucketSettings(cloud);
        this.configurations = new BucketConfigurations(cloud);
        this.versioning = new BucketVersioning(cloud);
        this.notifications = new Notifications(cloud, authorizer, post);
        this.listings = new Listings(store);
        this.versions = new VersionListings(store);
        this.which = new ObjectVersions(store, access);
        this.encryption = new Encryption(store, new DataKeys(cloud, authorizer));
        this.reads = new ObjectReads(which, access, encryption);
        this.accessLists = new AccessListOperations(cloud, store, reads, events);
        BodyReceiver receiver = new BodyReceiver(store);
        this.writes = new ObjectWrites(store, access, receiver, encryption, events);
        this.forms = new PostForms(store, access, encryption, events);
        this.copies = new ObjectCopies(store, access, which, encryption, events);
        this.locks = new ObjectLocks(cloud, store, access, which);
        this.deletes = new ObjectDeletes(store, access, locks, events);
        this.tags = new ObjectTags(store, access, which, events);
        this.restores = new ObjectRestores(store, which, events, times);
        this.uploads = new MultipartUploads(store, access, receiver, copies, encryption, events);
    }

    /** Answers a request; errors are answers too. */
    public HttpResponse handle(HttpRequest request, S3Address address, RequestContext context) {
        Snapshot snapshot = cloud.snapshot();
        Aim aim = Aim.of(snapshot, address);
        HttpResponse response =
                S3Address.isWebsite(request.host()) && !request.method().equals("OPTIONS")
                        ? website(request, aim, context, snapshot)
                        : answer(request, aim, context, snapshot);
        return Cors.shared(request, response, aim.bucket());
    }

    /** A bucket's website asks its objects as anybody could. */
    private HttpResponse website(HttpRequest request, Aim aim, RequestContext context, Snapshot snapshot) {
        S3Address address = aim.address();
        Optional<Bucket> bucket = aim.bucket();
        RequestContext anybody = new RequestContext(
                context.requestId(),
                new Caller.Anonymous(),
                bucket.map(Bucket::region).orElse(context.region()),
                context.connection(),
                context.userAgent(),
                context.now(),
                context.ids());
        return Website.answer(
                request,
                bucket,
                address.bucket().orElse(""),
                address.key().orElse(""),
                context.requestId(),
                (asked, key) -> answer(
                        new HttpRequest(asked.method(), asked.path(), "", asked.headers(), HttpRequest.Bytes.NONE),
                        new Aim(
                                new S3Address(address.bucket(), Optional.of(key), bucket.map(Bucket::region)),
                                bucket,
                                aim.point()),
                        anybody,
                        snapshot));
    }

    /** An answer that was made before S3 was asked, as to a wrong signature, for pages of the origins that the bucket lets in. */
    public HttpResponse shared(HttpRequest request, HttpResponse response) {
        return Cors.shared(
                request, response, bucket(cloud.snapshot(), S3Address.parse(request.host(), request.path())));
    }

    /** Whether a bucket's CORS rules let pages of an origin send a request. */
    public boolean admits(HttpRequest request, String origin) {
        return bucket(cloud.snapshot(), S3Address.parse(request.host(), request.path()))
                .filter(bucket -> Cors.admits(request, origin, bucket))
                .isPresent();
    }

    private static Optional<Bucket> bucket(Snapshot snapshot, S3Address address) {
        return Aim.of(snapshot, address).bucket();
    }

    private HttpResponse answer(HttpRequest request, Aim aim, RequestContext context, Snapshot snapshot) {
        S3Address address = aim.address();
        Optional<Bucket> bucket = aim.bucket();
        try {
            if (request.method().equals("OPTIONS") && address.bucket().isPresent()) {
                return Cors.preflight(request, bucket, address.key().isPresent());
            }
            S3Call call = call(request, aim, context, snapshot);
            admit(call);
            return RequestPayment.charged(call, run(call));
        } catch (ApiException e) {
            return error(e, request, context, bucket);
        } catch (ObjectStore.BucketDroppedException e) {
            ApiException gone =
                    S3Error.NO_SUCH_BUCKET.with("BucketName", address.bucket().orElse(""));
            return error(gone, request, context, bucket);
        } catch (ObjectStore.LockedException e) {
            return error(ObjectLocks.isLocked(), request, context, bucket);
        } catch (EOFException e) {
            return error(S3Error.INCOMPLETE_BODY.with(), request, context, bucket);
        } catch (BodyLostException e) {
            LOG.log(System.Logger.Level.ERROR, e.getMessage());
            return error(S3Error.INTERNAL_ERROR.with(), request, context, bucket);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** All operations that there are, sorted. */
    public static SortedSet<String> operationNames() {
        return Stream.of(S3Operation.values())
                .map(S3Operation::wireName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name of the operation as {@code GetObject}, for logs; empty when there is none. */
    public static Optional<String> operationName(HttpRequest request) {
        return operation(request, S3Address.parse(request.host(), request.path()))
                .map(S3Operation::wireName);
    }

    static Optional<S3Operation> operation(HttpRequest request, S3Address address) {
        return operation(request, address, S3Call.parameters(request));
    }

    private static Optional<S3Operation> operation(HttpRequest request, S3Address address, Parameters query) {
        return S3Operation.find(
                level(address),
                request.method(),
                query.asMap().keySet(),
                request.headers().first("x-amz-copy-source").isPresent());
    }

    private static S3Operation.Level level(S3Address address) {
        if (address.bucket().isEmpty()) {
            return S3Operation.Level.SERVICE;
        }
        return address.key().isEmpty() ? S3Operation.Level.BUCKET : S3Operation.Level.OBJECT;
    }

    private static S3Call call(HttpRequest request, Aim aim, RequestContext context, Snapshot snapshot) {
        aim.requireThere();
        S3Address address = aim.address();
        if (request.body() instanceof FormUpload form) {
            return PostForms.asPut(request, aim, form, context, snapshot);
        }
        Parameters query = S3Call.parameters(request);
        if (S3Operation.isNotServed(
                level(address), request.method(), query.asMap().keySet())) {
            throw S3Error.NOT_IMPLEMENTED.with();
        }
        S3Operation.notOfAKey(level(address), query.asMap().keySet()).ifPresent(name -> {
            throw S3Error.argument(
                    "There is no such thing as the ?" + name + " sub-resource for a key", "ResourceType", name);
        });
        S3Operation operation = operation(request, address, query)
                .orElseThrow(() -> S3Error.METHOD_NOT_ALLOWED.with(
                        "Method",
                        request.method(),
                        "ResourceType",
                        level(address).name()));
        return new S3Call(request, address, query, operation, context, snapshot, aim.bucket(), aim.point());
    }

    /** What holds for every operation before it runs. */
    private void admit(S3Call call) {
        requireWellFormed(call);
        switch (call.operation()) {
            // What acts on many objects asks for each of them; making a bucket, when it knows where; tagging, with
            // which tags; locking, with which lock.
            case DELETE_OBJECTS, CREATE_BUCKET, PUT_OBJECT_TAGGING, PUT_OBJECT_RETENTION, PUT_OBJECT_LEGAL_HOLD -> {}
            default -> access.require(call);
        }
        LockHeaders.requirePermissions(call, access);
        RequestPayment.require(call);
        ServedHeaders.require(call);
    }

    /** What is asked before who asks. */
    private static void requireWellFormed(S3Call call) {
        ServedHeaders.requireKnown(call);
        PointAccess.requireSupported(call);
        requireServedSignature(call);
        if (call.operation().level() != S3Operation.Level.SERVICE) {
            if (call.found().isEmpty() && !BucketNames.isValid(call.bucketName())) {
                throw S3Error.INVALID_BUCKET_NAME.with("BucketName", call.bucketName());
            }
        }
        if (call.operation().needsBucket()) {
            if (call.operation() != S3Operation.GET_BUCKET_LOCATION) {
                requireRegion(call, call.bucket());
            }
            Owners.requireExpected(call, "x-amz-expected-bucket-owner", call.bucket());
        }
        ObjectWrites.requireKey(call);
        ObjectVersions.requireWellFormed(call);
    }

    /**
     * What would be decided on a request of an action, were it made now. It is the way of a real request, up to the answer.
     *
     * @param context who asks, from where, and the Region whose endpoint is asked
     */
    public Supposition suppose(SupposedRequest supposed, RequestContext context) {
        return suppose(cloud.snapshot(), supposed, context);
    }

    /** The same if this were the state. */
    public Supposition suppose(Snapshot snapshot, SupposedRequest supposed, RequestContext context) {
        HttpRequest request = supposed.asRequest(context);
        S3Address address = S3Address.parse(request.host(), request.path());
        try {
            S3Call call = call(request, Aim.of(snapshot, address), context, snapshot);
            requireWellFormed(call);
            Access.Judgement judgement = access.judge(call);
            boolean allowed = judgement.refusal().isEmpty();
            Optional<VersionEntry> read = allowed && supposed.readsObject() ? which.find(call) : Optional.empty();
            boolean missing = allowed && supposed.readsObject() && read.isEmpty();
            Optional<Decision> byKey =
                    allowed ? encryption.suppose(call, read).filter(decision -> !decision.allowed()) : Optional.empty();
            return new Supposition(
                    judgement.atPoint(),
                    byKey.or(judgement::decision),
                    judgement.barrier(),
                    Optional.empty(),
                    missing ? access.judgeListing(call, call.bucket()).decision() : Optional.empty(),
                    allowed ? locks.suppose(call) : Optional.empty(),
                    read.flatMap(version -> ColdStorage.suppose(call, version)));
        } catch (ApiException e) {
            return Supposition.refused(e);
        }
    }

    /** The same request about the version that its key has now, where it is one about a version. */
    public SupposedRequest aimed(Snapshot snapshot, SupposedRequest supposed) {
        return supposed.bucket()
                .filter(_ -> supposed.versionId().isPresent())
                .flatMap(name -> bucket(snapshot, new S3Address(Optional.of(name), Optional.empty(), Optional.empty())))
                .flatMap(bucket -> supposed.key().flatMap(key -> store.find(bucket.bucketId(), key)))
                .map(object -> supposed.naming(object.versionId()))
                .orElse(supposed);
    }

    /**
     * A bucket answers in its own Region. At another Region's own endpoint the client is sent away; at the endpoint that
     * leads to all Regions only its signature is wrong.
     */
    private static void requireRegion(S3Call call, Bucket bucket) {
        Optional<Region> host = call.address().region();
        boolean elsewhere = host.isPresent()
                && !host.get().equals(Region.US_EAST_1)
                && !host.get().equals(bucket.region());
        boolean namesNone = call.anonymous() || call.signedByV2();
        if (elsewhere || (namesNone && host.isPresent() && !host.get().equals(bucket.region()))) {
            throw S3Error.PERMANENT_REDIRECT.with(
                    "Endpoint", bucket.name() + ".s3." + bucket.region() + ".amazonaws.com", "Bucket", bucket.name());
        }
        if (!namesNone && !call.context().region().equals(bucket.region())) {
            throw S3Error.AUTHORIZATION_HEADER_MALFORMED.said(
                    "The authorization header is malformed; the region '"
                            + call.context().region() + "' is wrong; expecting '" + bucket.region() + "'",
                    "Region",
                    bucket.region().name());
        }
    }

    /** Signatures of version 2 are verified in the Regions that are older than version 4. */
    private static void requireServedSignature(S3Call call) {
        Region region = call.found().map(Bucket::region).orElse(call.context().region());
        if (call.signedByV2() && !SIGNATURE_V2.contains(region.name())) {
            throw Refusal.unsupportedMechanism();
        }
    }

    private static HttpResponse error(
            ApiException error, HttpRequest request, RequestContext context, Optional<Bucket> bucket) {
        HttpResponse response = S3Errors.encode(error, request, context.requestId());
        boolean tellsRegion = error.error() == S3Error.PERMANENT_REDIRECT
                || error.error() == S3Error.AUTHORIZATION_HEADER_MALFORMED
                || request.method().equals("HEAD");
        return bucket.isPresent() && tellsRegion
                ? new HttpResponse(
                        response.status(),
                        response.headers()
                                .with(
                                        "x-amz-bucket-region",
                                        bucket.get().region().name()),
                        response.payload())
                : response;
    }

    private HttpResponse run(S3Call call) throws IOException {
        return switch (call.operation()) {
            case LIST_BUCKETS -> buckets.list(call);
            case CREATE_BUCKET -> buckets.create(call);
            case DELETE_BUCKET -> buckets.delete(call);
            case HEAD_BUCKET -> buckets.head(call);
            case GET_BUCKET_LOCATION -> buckets.location(call);
            case LIST_OBJECTS -> listings.objects(call);
            case LIST_OBJECTS_V2 -> listings.objectsV2(call);
            case LIST_OBJECT_VERSIONS -> versions.versions(call);
            case LIST_MULTIPART_UPLOADS -> listings.uploads(call);
            case DELETE_OBJECTS -> deletes.deleteMany(call);
            case GET_BUCKET_POLICY -> policies.get(call);
            case PUT_BUCKET_POLICY -> policies.put(call);
            case DELETE_BUCKET_POLICY -> policies.delete(call);
            case GET_BUCKET_POLICY_STATUS -> policies.status(call);
            case GET_PUBLIC_ACCESS_BLOCK -> policies.getBlock(call);
            case PUT_PUBLIC_ACCESS_BLOCK -> policies.putBlock(call);
            case DELETE_PUBLIC_ACCESS_BLOCK -> policies.deleteBlock(call);
            case GET_BUCKET_TAGGING -> settings.getTags(call);
            case PUT_BUCKET_TAGGING -> settings.putTags(call);
            case DELETE_BUCKET_TAGGING -> settings.deleteTags(call);
            case GET_BUCKET_ACL -> accessLists.ofBucket(call);
            case PUT_BUCKET_ACL -> accessLists.putOfBucket(call);
            case PUT_OBJECT_ACL -> accessLists.putOfObject(call);
            case GET_BUCKET_VERSIONING -> versioning.get(call);
            case PUT_BUCKET_VERSIONING -> versioning.put(call);
            case GET_BUCKET_ENCRYPTION -> settings.encryption(call);
            case PUT_BUCKET_ENCRYPTION -> settings.putEncryption(call);
            case DELETE_BUCKET_ENCRYPTION -> settings.deleteEncryption(call);
            case DELETE_BUCKET_OWNERSHIP_CONTROLS -> accessLists.deleteOwnershipControls(call);
            case GET_BUCKET_NOTIFICATION_CONFIGURATION -> notifications.get(call);
            case PUT_BUCKET_NOTIFICATION_CONFIGURATION -> notifications.put(call);
            case GET_BUCKET_OWNERSHIP_CONTROLS -> accessLists.ownershipControls(call);
            case PUT_BUCKET_OWNERSHIP_CONTROLS -> accessLists.putOwnershipControls(call);
            case GET_OBJECT, HEAD_OBJECT -> reads.read(call);
            case PUT_OBJECT ->
                call.request().body() instanceof FormUpload form ? forms.put(call, form) : writes.put(call);
            case COPY_OBJECT -> copies.copy(call);
            case DELETE_OBJECT -> deletes.delete(call);
            case GET_OBJECT_ATTRIBUTES -> reads.attributes(call);
            case GET_OBJECT_ACL -> accessLists.ofObject(call);
            case GET_OBJECT_TAGGING -> tags.get(call);
            case PUT_OBJECT_TAGGING -> tags.put(call);
            case DELETE_OBJECT_TAGGING -> tags.delete(call);
            case RESTORE_OBJECT -> restores.restore(call);
            case GET_OBJECT_LOCK_CONFIGURATION,
                    PUT_OBJECT_LOCK_CONFIGURATION,
                    GET_OBJECT_LEGAL_HOLD,
                    PUT_OBJECT_LEGAL_HOLD,
                    GET_OBJECT_RETENTION,
                    PUT_OBJECT_RETENTION -> locks.answer(call);
            case CREATE_MULTIPART_UPLOAD -> uploads.create(call);
            case UPLOAD_PART -> uploads.putPart(call);
            case UPLOAD_PART_COPY -> uploads.copyPart(call);
            case COMPLETE_MULTIPART_UPLOAD -> uploads.complete(call);
            case ABORT_MULTIPART_UPLOAD -> uploads.abort(call);
            case LIST_PARTS -> uploads.listParts(call);
            default -> configurations.answer(call);
        };
    }
}
