package dev.postern.server.gateway;

import dev.postern.model.Snapshot;
import dev.postern.model.request.RequestContext;
import dev.postern.server.history.LastDecision;
import dev.postern.server.history.Served;
import dev.postern.server.history.Served.Asked;
import dev.postern.server.history.Witness;
import dev.postern.services.authorization.Authorizer;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.S3Address;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** A request from when its caller is known, so that what becomes of it can be told to the witness. */
final class Serving {
    private static final int FORBIDDEN = 403;
    private static final int ERRORS = 400;
    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

    private final LastDecision decisions = new LastDecision();
    private final Witness witness;
    private final Supplier<Snapshot> newest;
    private @Nullable RequestContext context;
    private String accessKeyId = "";
    private Asked asked = new Asked.Unknown();
    private long bytes;

    Serving(Witness witness, Supplier<Snapshot> newest) {
        this.witness = witness;
        this.newest = newest;
    }

    RequestContext as(RequestContext known, Optional<String> accessKey) {
        context = known;
        accessKeyId = accessKey.orElse("");
        return known;
    }

    /** An operation that there is, before its request is read. */
    void asks(String service, String operation, long bodyBytes) {
        asked = new Asked.Operation(service, operation, Optional.empty(), Optional.empty());
        bytes = bodyBytes;
    }

    void asks(SdkPojo request) {
        if (asked instanceof Asked.Operation known) {
            asked = new Asked.Operation(known.service(), known.name(), Optional.of(request), Optional.empty());
        }
    }

    void asks(HttpRequest request, S3Address address) {
        asked = new Asked.OfS3(request, address, Optional.empty());
    }

    SdkPojo answers(SdkPojo response) {
        if (asked instanceof Asked.Operation known) {
            asked = new Asked.Operation(known.service(), known.name(), known.request(), Optional.of(response));
        }
        return response;
    }

    HttpResponse call(Callable<HttpResponse> handler) throws Exception {
        RequestContext known = Objects.requireNonNull(context);
        return decisions.during(() -> known.call(handler));
    }

    void done(String action, HttpResponse response) {
        tell(action, response.status(), "", "");
    }

    void refused(String action, ApiException e) {
        tell(action, e.error().status(), e.error().code(), e.text());
    }

    /** S3 writes its refusals itself, with more about them than other services tell. */
    void answered(String action, HttpResponse response) {
        int status = response.status();
        if (asked instanceof Asked.OfS3(var request, var address, var _)) {
            long length = response.payload() instanceof HttpResponse.HeadOnly(long told)
                    ? told
                    : response.payload().length();
            asked = new Asked.OfS3(request, address, Optional.of(new Asked.OfS3.Answer(response.headers(), length)));
        }
        if (status == FORBIDDEN) {
            String text = decisions.refusal().map(Authorizer::deniedText).orElse("Access Denied");
            tell(action, status, "AccessDenied", text);
        } else if (status >= ERRORS) {
            String body = response.payload() instanceof HttpResponse.Bytes(byte[] content)
                    ? new String(content, StandardCharsets.UTF_8)
                    : "";
            tell(
                    action,
                    status,
                    first(CODE, body).orElseGet(() -> unsaid(status)),
                    first(MESSAGE, body).orElse(""));
        } else {
            tell(action, status, "", "");
        }
    }

    /** What the answer to HEAD has no body to say. */
    private String unsaid(int status) {
        boolean object = asked instanceof Asked.OfS3 of && of.address().key().isPresent();
        return switch (status) {
            case 404 -> object ? "NoSuchKey" : "NoSuchBucket";
            case 412 -> "PreconditionFailed";
            default -> Integer.toString(status);
        };
    }

    private static Optional<String> first(Pattern element, String body) {
        Matcher found = element.matcher(body);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private void tell(String action, int status, String error, String text) {
        if (context != null) {
            witness.saw(new Served(
                    newest.get().sequence(),
                    context,
                    accessKeyId,
                    action,
                    asked,
                    bytes,
                    status,
                    error,
                    text,
                    decisions.refusal()));
        }
    }
}
