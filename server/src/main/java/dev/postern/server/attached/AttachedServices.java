package dev.postern.server.attached;

import dev.postern.guest.ServiceNames;
import dev.postern.model.Arn;
import dev.postern.model.Region;
import dev.postern.model.Snapshot;
import dev.postern.model.attached.AttachedService;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.server.gateway.AttachedFront;
import dev.postern.server.gateway.FrontDoor;
import dev.postern.server.history.History;
import dev.postern.server.history.LastDecision;
import dev.postern.services.attached.Asked;
import dev.postern.services.attached.AttachableService;
import dev.postern.services.attached.AttachedError;
import dev.postern.services.attached.AttachedPermissions;
import dev.postern.services.attached.Queues;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.Check;
import dev.postern.storage.Cloud;
import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.protocol.NotServed;
import dev.postern.wire.sigv4.ErrorStyle;
import dev.postern.wire.sigv4.Refusal;
import dev.postern.wire.sigv4.Signature;
import dev.postern.wire.sigv4.SignatureVerifier;
import dev.postern.wire.sigv4.SignatureVerifier.Verified;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way of a request to a service that another server is: who signed, which action of what, may they; only then is the server asked. What
 * is not understood, or cannot be told apart, does not reach it.
 */
public final class AttachedServices implements AttachedFront {
    private static final System.Logger LOG = System.getLogger(AttachedServices.class.getName());
    private static final int BODY_BYTES_MAX = 11 << 20;

    private final SignatureVerifier verifier;
    private final Authorizer authorizer;
    private final Cloud cloud;
    private final Passage passage;
    private final PolicedQueues queues;
    private final History history;
    private final Ids ids;
    private final Clock clock;

    public AttachedServices(
            SignatureVerifier verifier,
            Authorizer authorizer,
            Cloud cloud,
            Upstreams upstreams,
            History history,
            Ids ids,
            Clock clock) {
        this.verifier = verifier;
        this.authorizer = authorizer;
        this.cloud = cloud;
        this.passage = new Passage(upstreams, clock);
        this.queues = new PolicedQueues(cloud, passage);
        this.history = history;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public boolean knows(String service) {
        return !AttachedService.of(cloud.snapshot(), service).isEmpty();
    }

    @Override
    public boolean answers(String service, HttpRequest request, FrontDoor door) {
        return region(request, door)
                .flatMap(region -> AttachedService.find(cloud.snapshot(), service, region))
                .isPresent();
    }

    @Override
    public HttpResponse handle(String service, HttpRequest request, FrontDoor door, String requestId) {
        AttachableService kind = AttachableService.find(service).orElseThrow();
        Rendering rendering = Rendering.of(kind, request);
        try {
            Snapshot snapshot = cloud.snapshot();
            Optional<AttachedService> attached =
                    region(request, door).flatMap(region -> AttachedService.find(snapshot, service, region));
            return attached.isPresent()
                    ? serve(snapshot, kind, attached.get(), request, door, requestId)
                    : NotServed.answer(service, request, new byte[0], requestId);
        } catch (ApiException e) {
            return rendering.error(e, requestId);
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "request " + requestId, e);
            return rendering.error(
                    new ApiException(CommonError.INTERNAL_ERROR, "An internal error has occurred"), requestId);
        }
    }

    /** The Region that is asked: the door's, else that of the signature, else the host's. */
    private static Optional<Region> region(HttpRequest request, FrontDoor door) {
        return door.service()
                .flatMap(AddressPlan.ServiceAddress::region)
                .or(() -> Signature.regionOf(request).flatMap(Region::find))
                .or(() -> ServiceNames.find(request.host()).flatMap(ServiceNames.Zone::region))
                .or(() -> Optional.of(Region.US_EAST_1));
    }

    private HttpResponse serve(
            Snapshot snapshot,
            AttachableService kind,
            AttachedService attached,
            HttpRequest request,
            FrontDoor door,
            String requestId)
            throws Exception {
        byte[] body = body(request);
        Instant now = clock.instant();
        boolean json = Asked.isJson(request);
        ErrorStyle style = json ? ErrorStyle.JSON : ErrorStyle.QUERY;
        Verified verified = verifier.verify(request, body, now, style).orElseThrow(() -> Refusal.unsigned(style));
        checkScope(verified.signature(), attached, style);
        Asked read = Asked.read(kind, request, body);
        Asked asked = attached.service().equals(Queues.SERVICE) ? Queues.completed(read, request.path()) : read;
        Caller caller = verified.credential().caller();
        RequestContext context = new RequestContext(
                requestId,
                caller,
                attached.region(),
                door.connection(),
                request.headers().first("user-agent").orElse(""),
                now,
                ids);
        AttachedPermissions permissions = new AttachedPermissions(kind, attached, json).of(asked.operation(), caller);
        LastDecision decisions = new LastDecision();
        try {
            Passage.Passing passing = new Passage.Passing(attached, asked, request, who(door.connection()), requestId);
            Optional<Arn> meant = kind.lookup().flatMap(lookup -> passage.meant(lookup, passing));
            List<Check> needed = permissions.needed(asked, meant);
            return decisions.during(() -> context.call(() -> {
                authorizer.authorize(snapshot, context, permissions, needed);
                if (kind.name().equals(Queues.SERVICE)) {
                    PolicedQueues.requireOne(snapshot, attached, asked, needed);
                    return queues.of(passing);
                }
                return passage.of(passing.with(exact(kind, asked, meant)));
            }));
        } catch (ApiException e) {
            if (decisions.refusal().isPresent()) {
                String action = kind.name() + ":" + asked.operation();
                history.add(snapshot.sequence(), context, action, e.error().code(), e.text(), decisions.refusal());
            }
            throw e;
        }
    }

    /** What is sent on names what was judged. */
    private static Asked exact(AttachableService kind, Asked asked, Optional<Arn> meant) {
        return meant.flatMap(arn -> kind.lookup().map(lookup -> asked.with(lookup.member(), arn.toString())))
                .orElse(asked);
    }

    /** Whoever has the door through which the request came. */
    private static String who(Connection from) {
        return switch (from) {
            case Connection.Public(Ip source, boolean _) -> source.toString();
            case Connection.ThroughEndpoint through ->
                through.networkInterface()
                        .map(NetworkInterfaceId::value)
                        .orElseGet(() -> through.vpc() + " " + through.sourceAddress());
        };
    }

    private static void checkScope(Signature signature, AttachedService attached, ErrorStyle style) {
        if (!signature.service().equals(attached.service())) {
            throw Refusal.wrongService(style, signature.service(), attached.service());
        }
        if (!signature.region().equals(attached.region().name())) {
            throw Refusal.wrongRegion(
                    style, signature.region(), attached.region().name());
        }
    }

    private static byte[] body(HttpRequest request) throws IOException {
        try (InputStream stream = request.body().open()) {
            byte[] bytes = stream.readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                throw new ApiException(AttachedError.REQUEST_TOO_LARGE, "The request is too large");
            }
            return bytes;
        } catch (EOFException e) {
            throw new ApiException(AttachedError.SERIALIZATION, "The request's body is not complete");
        }
    }
}
