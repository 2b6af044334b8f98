package dev.postern.services.s3;

import dev.postern.model.Snapshot;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.model.s3.AccessPoint;
import dev.postern.model.s3.Bucket;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.S3Address;
import dev.postern.wire.s3.S3Errors;
import dev.postern.wire.sigv4.SigningParameters;
import dev.postern.wire.sigv4.UrlSignatureV2;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of a bucket's server access log.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html">Amazon S3 server access log format</a>
 */
public record AccessLogEntry(AccessLogTarget target, String line) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String NOTHING = "-";

    /**
     * What was answered.
     *
     * @param length of the body in bytes, be it sent or, for HEAD, only told
     * @param error S3's code; empty where it was done
     * @param took until the answer began
     */
    public record Answer(int status, Headers headers, long length, String error, Duration took) {}

    /** That of a request; empty where its bucket is not logged. */
    public static Optional<AccessLogEntry> of(
            Snapshot snapshot, HttpRequest request, S3Address address, RequestContext context, Answer answer) {
        Aim aim = Aim.of(snapshot, address);
        return aim.bucket()
                .flatMap(bucket -> AccessLogTarget.of(bucket)
                        .map(target -> new AccessLogEntry(target, line(request, aim, bucket, context, answer))));
    }

    private static String line(HttpRequest request, Aim aim, Bucket bucket, RequestContext context, Answer answer) {
        Optional<S3Operation> operation = S3Service.operation(request, aim.address());
        long sent = request.method().equals("HEAD") ? 0 : answer.length();
        return String.join(
                " ",
                Owners.canonicalId(bucket.owner()),
                bucket.name(),
                "[" + TIME.format(context.now()) + "]",
                context.connection().sourceAddress().toString(),
                requester(context.caller()),
                context.requestId(),
                operation
                        .map(one -> AccessLogOperations.name(request.method(), one))
                        .orElse("REST." + request.method() + ".UNKNOWN"),
                aim.address().key().map(UrlText::path).orElse(NOTHING),
                quoted(Optional.of(request.method() + " " + uri(request) + " HTTP/1.1")),
                Integer.toString(answer.status()),
                answer.error().isEmpty() ? NOTHING : answer.error(),
                sent == 0 ? NOTHING : Long.toString(sent),
                operation.flatMap(one -> size(one, request, answer)).orElse(NOTHING),
                Long.toString(answer.took().toMillis()),
                NOTHING,
                quoted(request.headers().first("referer")),
                quoted(Optional.of(context.userAgent()).filter(agent -> !agent.isEmpty())),
                answer.headers().first(ObjectVersions.HEADER).orElse(NOTHING),
                S3Errors.hostId(context.requestId()),
                signature(request, context.caller()),
                NOTHING,
                authentication(request, context.caller()),
                request.host().isEmpty() ? NOTHING : request.host().replaceAll("\\s", "?"),
                NOTHING,
                aim.point().map(AccessPoint::arn).map(Object::toString).orElse(NOTHING),
                NOTHING);
    }

    /** The root user of an account has its canonical id, all others their ARN. */
    private static String requester(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous() -> NOTHING;
            case Caller.Root(var account, var _) -> Owners.canonicalId(account);
            default -> caller.arn();
        };
    }

    /** As it came, but for what signs it. */
    private static String uri(HttpRequest request) {
        String query = request.query();
        return request.path() + (query.isEmpty() ? "" : "?" + SigningParameters.hidden(query));
    }

    /** Nothing that a client writes begins a field or a line of its own. */
    private static String quoted(Optional<String> text) {
        return "\"" + text.map(words -> words.replaceAll("[\"\\p{Cntrl}]", "?")).orElse(NOTHING) + "\"";
    }

    /** The whole object's size, where one is read or written. */
    private static Optional<String> size(S3Operation operation, HttpRequest request, Answer answer) {
        return switch (operation) {
            case GET_OBJECT, HEAD_OBJECT ->
                answer.error().isEmpty()
                        ? answer.headers()
                                .first("content-range")
                                .map(range -> range.substring(range.indexOf('/') + 1))
                                .or(() -> Optional.of(Long.toString(answer.length())))
                        : Optional.empty();
            case PUT_OBJECT, UPLOAD_PART ->
                request.headers()
                        .first("x-amz-decoded-content-length")
                        .or(() -> request.headers().first("content-length"));
            default -> Optional.empty();
        };
    }

    private static String signature(HttpRequest request, Caller caller) {
        if (caller instanceof Caller.Anonymous) {
            return NOTHING;
        }
        return UrlSignatureV2.isIn(request.queryString()) ? "SigV2" : "SigV4";
    }

    private static String authentication(HttpRequest request, Caller caller) {
        if (caller instanceof Caller.Anonymous) {
            return NOTHING;
        }
        return request.headers().first("authorization").isPresent() ? "AuthHeader" : "QueryString";
    }
}
