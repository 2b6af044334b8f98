package dev.postern.server.gateway;

import dev.postern.guest.ServiceNames;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.Bucket;
import dev.postern.server.history.Witness;
import dev.postern.storage.DiskRefusal;
import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.protocol.AwsService;
import dev.postern.wire.protocol.Call;
import dev.postern.wire.protocol.NotServed;
import dev.postern.wire.s3.FormUpload;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.s3.S3Errors;
import dev.postern.wire.sigv4.ErrorStyle;
import dev.postern.wire.sigv4.Refusal;
import dev.postern.wire.sigv4.S3Body;
import dev.postern.wire.sigv4.Signature;
import dev.postern.wire.sigv4.SignatureVerifier;
import dev.postern.wire.sigv4.SignatureVerifier.Verified;
import dev.postern.wire.sigv4.SignatureVerifier.VerifiedS3;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The way of every AWS request: which service, who signed, the context, may they, the operation, the answer.
 *
 * <p>What the service throws as an {@link ApiException} is AWS's answer; anything else is a bug, logged once under the
 * request's id and answered {@code InternalError}.
 */
public final class Gateway {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
    private static final String S3 = "s3";

    /** What SDKs that were given an endpoint sign requests to global services for, where they do not say us-east-1. */
    private static final String GLOBAL = "aws-global";

    private final Map<String, ServiceDescriptor> apis = new TreeMap<>();
    private final ObjectService objects;
    private final AttachedFront attached;
    private final SignatureVerifier verifier;
    private final Authorization authorization;
    private final Supplier<Snapshot> newest;
    private final Witness witness;
    private final Ids ids;
    private final Clock clock;
    private final RequestIds requestIds =
            new RequestIds(() -> ThreadLocalRandom.current().nextLong());

    public Gateway(
            List<ServiceDescriptor> apis,
            ObjectService objects,
            AttachedFront attached,
            SignatureVerifier verifier,
            Authorization authorization,
            Supplier<Snapshot> newest,
            Witness witness,
            Ids ids,
            Clock clock) {
        apis.forEach(api -> this.apis.put(api.name(), api));
        this.objects = objects;
        this.attached = attached;
        this.verifier = verifier;
        this.authorization = authorization;
        this.newest = newest;
        this.witness = witness;
        this.ids = ids;
        this.clock = clock;
    }

    /** Answers one request; it never throws. */
    public HttpResponse handle(HttpRequest request, FrontDoor door) {
        Optional<String> named = namedService(request, door);
        String service = named.orElseGet(() -> guessedService(request));
        ServiceDescriptor api = apis.get(service);
        if (api != null) {
            return serveQuery(api, named.isPresent(), request, door);
        }
        if (attached.knows(service)) {
            return attached.handle(service, request, door, requestIds.uuid());
        }
        return isForObjects(service, request, door)
                ? serveObjects(request, door)
                : NotServed.answer(service, request, new byte[0], requestIds.uuid());
    }

    /** The pages of other origins that the owners of buckets let in. */
    public CrossOrigin crossOrigin() {
        return objects::admits;
    }

    /** Whether a request is for S3, well signed or not. */
    boolean servesObjects(HttpRequest request, FrontDoor door) {
        return isForObjects(namedService(request, door).orElseGet(() -> guessedService(request)), request, door);
    }

    /** Where all services are, a signature for one that AWS has not is S3's to refuse, as is any at S3's own names. */
    private boolean isForObjects(String service, HttpRequest request, FrontDoor door) {
        if (attached.knows(service)) {
            return false;
        }
        if (service.equals(S3)) {
            return true;
        }
        return door.service().isEmpty()
                && !apis.containsKey(service)
                && (isNamedS3(request)
                        || (AwsService.signedAs(service).isEmpty() && !isForm(request) && !isTargeted(request)));
    }

    private static boolean isNamedS3(HttpRequest request) {
        return ServiceNames.find(request.host())
                .filter(zone -> zone.service().equals(S3))
                .isPresent();
    }

    /** The service that a request asks for: the one that it is signed for, else the one that its address has. */
    private static Optional<String> namedService(HttpRequest request, FrontDoor door) {
        Optional<String> named = door.service().isPresent()
                ? door.service().map(AddressPlan.ServiceAddress::service)
                : Signature.serviceOf(request)
                        .or(() -> AwsService.targetedBy(request).map(AwsService::name))
                        .or(() -> ServiceNames.find(request.host()).map(ServiceNames.Zone::service));
        return named.map(name -> name.equals(S3) && AwsService.isS3Control(request) ? AwsService.S3_CONTROL : name);
    }

    private static String guessedService(HttpRequest request) {
        return isForm(request) ? "ec2" : S3;
    }

    private static boolean isTargeted(HttpRequest request) {
        return request.headers().first("x-amz-target").isPresent();
    }

    private static boolean isForm(HttpRequest request) {
        return request.path().equals("/")
                && request.headers()
                        .first("content-type")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("application/x-www-form-urlencoded");
    }

    /** @param named whether the request names its service; who signs nothing names the version of its API only */
    private HttpResponse serveQuery(ServiceDescriptor asked, boolean named, HttpRequest request, FrontDoor door) {
        ServiceDescriptor api = asked;
        String requestId = requestIds.uuid();
        long start = System.nanoTime();
        String operation = "";
        Caller caller = new Caller.Anonymous();
        String error = "";
        Serving serving = new Serving(witness, newest);
        HttpResponse response;
        try {
            byte[] body = body(request, asked.protocol().bodyBytesMax());
            String service = named
                    ? asked.name()
                    : AwsService.versioned(request, body).map(AwsService::name).orElse(asked.name());
            boolean another =
                    apis.containsKey(service) ? attached.answers(service, request, door) : attached.knows(service);
            if (another) {
                return attached.handle(service, request.withBody(new HttpRequest.Bytes(body)), door, requestId);
            }
            if (!apis.containsKey(service)) {
                return NotServed.answer(service, request, body, requestId);
            }
            api = apis.getOrDefault(service, asked);
            operation = api.protocol().operationName(request, body);
            Instant now = clock.instant();
            Optional<Verified> signed = verifier.verify(request, body, now, api.style());
            if (signed.isEmpty() && api.operations().model().isUnsigned(operation)) {
                api.protocol().decode(request, body, api.operations()); // none of them is served: this says so
            }
            ErrorStyle style = api.style();
            if (signed.isEmpty() && !api.permissions().isOpen(operation)) {
                throw Refusal.unsigned(style);
            }
            caller = signed.map(who -> who.credential().caller()).orElse(caller);
            Region region = signed.isPresent()
                    ? region(signed.get().signature(), api.style(), api.signedAs(), door)
                    : regionOfUnsigned(request, door);
            RequestContext context = serving.as(
                    new RequestContext(requestId, caller, region, door.connection(), userAgent(request), now, ids),
                    signed.map(who -> who.signature().accessKeyId()));
            if (api.operations().find(operation).isPresent()) {
                serving.asks(api.name(), operation, body.length);
            }
            Call call = api.protocol().decode(request, body, api.operations());
            serving.asks(call.request());
            ServiceDescriptor called = api;
            response = serving.call(() -> invoke(called, call, context, serving));
            serving.done(api.name() + ":" + operation, response);
        } catch (ApiException e) {
            error = e.error().code();
            serving.refused(api.name() + ":" + operation, e);
            response = api.protocol().error(e, requestId);
        } catch (Exception e) {
            ApiException bug = bug(requestId, e);
            serving.refused(api.name() + ":" + operation, bug);
            response = api.protocol().error(bug, requestId);
        }
        String action = api.name() + ":" + operation;
        log(requestId, caller, () -> action, response, error, start);
        return response;
    }

    private static String objectAction(HttpRequest request) {
        return "s3:" + request.method() + " " + request.path();
    }

    private HttpResponse invoke(ServiceDescriptor api, Call call, RequestContext context, Serving serving)
            throws Exception {
        authorization.authorize(
                newest.get(), context, api.permissions(), call.operation().name(), call.request());
        SdkPojo answer = serving.answers(call.operation().invoke(call.request()));
        return api.protocol().encode(call, answer, context.requestId());
    }

    private HttpResponse serveObjects(HttpRequest request, FrontDoor door) {
        String requestId = requestIds.s3();
        long start = System.nanoTime();
        Caller caller = new Caller.Anonymous();
        String error = "";
        Serving serving = new Serving(witness, newest);
        HttpResponse response;
        try {
            S3Address.requireReadable(request.path());
            S3Address address = S3Address.parse(request.host(), request.path());
            address.requireInsideBucket();
            Instant now = clock.instant();
            // A browser signs no preflight, and asks it at the URL that was signed for what it wants to do.
            boolean preflight = request.method().equals("OPTIONS");
            Optional<FormUpload> form =
                    FormUpload.isOne(request, address) ? Optional.of(FormUpload.read(request)) : Optional.empty();
            Optional<VerifiedS3> verified = form.isPresent()
                    ? verifier.verifyForm(request, form.get(), now)
                    : preflight ? Optional.empty() : verifier.verifyS3(request, now);
            Region region = verified.flatMap(VerifiedS3::signature)
                    .map(signature -> region(signature, ErrorStyle.S3, S3, door))
                    .orElseGet(() -> regionOfUnsigned(address, door));
            caller = verified.isPresent() ? verified.get().credential().caller() : caller;
            HttpRequest readable = verified.isPresent() ? verified.get().request() : unsigned(request, form);
            RequestContext context = serving.as(
                    new RequestContext(requestId, caller, region, door.connection(), userAgent(request), now, ids),
                    verified.flatMap(VerifiedS3::signature).map(Signature::accessKeyId));
            serving.asks(request, address);
            response = serving.call(() -> objects.handle(readable, address, context));
            serving.answered(objectAction(request), response);
        } catch (ApiException e) {
            error = e.error().code();
            serving.refused(objectAction(request), e);
            response = objects.shared(request, S3Errors.encode(e, request, requestId));
        } catch (Exception e) {
            response = S3Errors.encode(bug(requestId, e), request, requestId);
        }
        log(requestId, caller, () -> objectAction(request), response, error, start);
        return withIds(response, requestId);
    }

    private static HttpRequest unsigned(HttpRequest request, Optional<FormUpload> form) {
        return form.isPresent() ? request.withBody(form.get()) : S3Body.unsigned(request);
    }

    private Region region(Signature signature, ErrorStyle style, String service, FrontDoor door) {
        if (!signature.service().equals(service)) {
            throw Refusal.wrongService(style, signature.service(), service);
        }
        Optional<Region> of = door.service().flatMap(AddressPlan.ServiceAddress::region);
        Region region = Region.find(signature.region().equals(GLOBAL) ? Region.US_EAST_1.name() : signature.region())
                .orElseThrow(() -> Refusal.wrongRegion(
                        style, signature.region(), of.orElse(Region.US_EAST_1).name()));
        // S3 answers for a bucket of another Region by a redirect, which it writes itself.
        if (style != ErrorStyle.S3 && of.isPresent() && !of.get().equals(region)) {
            throw Refusal.wrongRegion(style, signature.region(), of.get().name());
        }
        return region;
    }

    private static Region regionOfUnsigned(HttpRequest request, FrontDoor door) {
        return door.service()
                .flatMap(AddressPlan.ServiceAddress::region)
                .or(() -> ServiceNames.find(request.host()).flatMap(ServiceNames.Zone::region))
                .orElse(Region.US_EAST_1);
    }

    /** Nobody said a Region: then it is the host's, or the bucket's own. */
    private Region regionOfUnsigned(S3Address address, FrontDoor door) {
        return address.region()
                .or(() -> door.service().flatMap(AddressPlan.ServiceAddress::region))
                .or(() -> address.bucket()
                        .flatMap(name -> newest.get().find(Bucket.class, Scope.GLOBAL, name))
                        .map(Bucket::region))
                .orElse(Region.US_EAST_1);
    }

    private static byte[] body(HttpRequest request, int bytesMax) throws IOException {
        if (request.body().length() == 0) {
            return new byte[0];
        }
        try (InputStream stream = request.body().open()) {
            byte[] bytes = stream.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new ApiException(CommonError.MALFORMED_QUERY_STRING, "The request is too large");
            }
            return bytes;
        } catch (EOFException e) {
            throw new ApiException(CommonError.MALFORMED_QUERY_STRING, "The request's body is not complete");
        }
    }

    private static String userAgent(HttpRequest request) {
        return request.headers().first("user-agent").orElse("");
    }

    private static ApiException bug(String requestId, Exception e) {
        Optional<DiskRefusal> disk = DiskRefusal.of(e);
        if (disk.isPresent()) {
            return new ApiException(CommonError.SERVICE_UNAVAILABLE, disk.get().sentence() + " Nothing was changed.");
        }
        LOG.log(System.Logger.Level.ERROR, "request " + requestId, e);
        return new ApiException(CommonError.INTERNAL_ERROR, "An internal error has occurred");
    }

    private static void log(
            String requestId,
            Caller caller,
            Supplier<String> action,
            HttpResponse response,
            String error,
            long startNanos) {
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            long micros = (System.nanoTime() - startNanos) / 1000;
            String result = error.isEmpty() ? Integer.toString(response.status()) : response.status() + " " + error;
            // Not as a format with parameters: what clients send must not be read as one.
            LOG.log(
                    System.Logger.Level.DEBUG,
                    String.join(" ", Arrays.asList(requestId, caller.arn(), action.get(), result, micros + "us")));
        }
    }

    private static HttpResponse withIds(HttpResponse response, String requestId) {
        Headers headers = response.headers()
                .and("x-amz-request-id", requestId, "x-amz-id-2", S3Errors.hostId(requestId), "server", "AmazonS3");
        return new HttpResponse(response.status(), headers, response.payload());
    }
}
