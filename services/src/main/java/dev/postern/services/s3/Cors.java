package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.wire.ApiException;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;

/**
 * Which pages of other origins may ask a bucket, by the first of its rules that fits. Only a preflight is refused; any other
 * request is served, and without a rule the browser keeps the answer from the page.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html">Using cross-origin resource sharing</a>
 */
final class Cors {
    static final String NAME = "cors";
    static final String ROOT = "CORSConfiguration";
    private static final int RULES_MAX = 100;
    private static final int ID_MAX = 255;
    private static final int BYTES_MAX = 64 << 10;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");
    private static final String ANY = "*";
    private static final String ASKED_METHOD = "access-control-request-method";
    private static final String ASKED_HEADERS = "access-control-request-headers";
    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    private Cors() {}

    /** A configuration that may be kept, as the document that it is kept as. */
    static String checked(CORSConfiguration configuration, int bytes) {
        List<CORSRule> rules = configuration.corsRules();
        if (rules.isEmpty() || rules.size() > RULES_MAX || bytes > BYTES_MAX) {
            throw S3Error.MALFORMED_XML.with();
        }
        rules.forEach(Cors::requireValid);
        return RestXml.document(ROOT, configuration);
    }

    private static void requireValid(CORSRule rule) {
        if (rule.allowedMethods().isEmpty() || rule.allowedOrigins().isEmpty()) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (rule.id() != null && rule.id().length() > ID_MAX) {
            throw S3Error.INVALID_ARGUMENT.said("ID length should not exceed allowed limit of " + ID_MAX);
        }
        for (String method : rule.allowedMethods()) {
            if (!METHODS.contains(method)) {
                throw S3Error.INVALID_REQUEST.said(
                        "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
            }
        }
        requireOneWildcard("AllowedOrigin", rule.allowedOrigins());
        requireOneWildcard("AllowedHeader", rule.allowedHeaders());
        for (String exposed : rule.exposeHeaders()) {
            if (exposed.contains(ANY)) {
                throw S3Error.INVALID_REQUEST.said("ExposeHeader \"" + exposed
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
            }
        }
    }

    private static void requireOneWildcard(String element, List<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
                throw S3Error.INVALID_REQUEST.said(
                        element + " \"" + pattern + "\" can not have more than one wildcard.");
            }
        }
    }

    /**
     * The answer to a browser's question whether its page may ask. Nobody signs it, and nothing but the bucket is looked up.
     *
     * @throws ApiException where it may not
     */
    static HttpResponse preflight(HttpRequest request, Optional<Bucket> bucket, boolean ofObject) {
        if (request.headers().first("origin").isEmpty()) {
            throw S3Error.BAD_REQUEST.said("Insufficient information. Origin request header needed.");
        }
        String method = request.headers().first(ASKED_METHOD).orElse("OPTIONS");
        if (bucket.isEmpty()) {
            throw forbidden("Bucket not found", method, "BUCKET");
        }
        Optional<String> document = bucket.get().configuration(NAME);
        if (document.isEmpty()) {
            throw forbidden("CORS is not enabled for this bucket.", method, "BUCKET");
        }
        if (!METHODS.contains(method)) {
            throw S3Error.BAD_REQUEST.said("Invalid Access-Control-Request-Method: "
                    + request.headers().first(ASKED_METHOD).orElse("null"));
        }
        Headers.Builder headers = Headers.builder();
        if (!allow(headers, request, document.get())) {
            throw forbidden(
                    "This CORS request is not allowed. This is usually because the evalution of Origin, request method /"
                            + " Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by"
                            + " the resource's CORS spec.",
                    method,
                    ofObject ? "OBJECT" : "BUCKET");
        }
        return HttpResponse.empty(200, headers.build());
    }

    private static ApiException forbidden(String why, String method, String resourceType) {
        return S3Error.ACCESS_FORBIDDEN.said("CORSResponse: " + why, "Method", method, "ResourceType", resourceType);
    }

    /** An answer, be it an error, with what lets the asking page read it if a rule of the bucket does. */
    static HttpResponse shared(HttpRequest request, HttpResponse response, Optional<Bucket> bucket) {
        if (request.headers().first("origin").isEmpty() || request.method().equals("OPTIONS")) {
            return response;
        }
        Optional<String> document = bucket.flatMap(b -> b.configuration(NAME));
        if (document.isEmpty()) {
            return response;
        }
        Headers.Builder headers = Headers.builder();
        response.headers().forEach(headers::add);
        return allow(headers, request, document.get())
                ? new HttpResponse(response.status(), headers.build(), response.payload())
                : response;
    }

    /** Whether a rule lets a page of an origin send a request. */
    static boolean admits(HttpRequest request, String origin, Bucket bucket) {
        return bucket.configuration(NAME)
                .flatMap(document -> rule(request, origin, document))
                .isPresent();
    }

    private static boolean allow(Headers.Builder headers, HttpRequest request, String document) {
        String origin = request.headers().first("origin").orElse("");
        Optional<CORSRule> found = rule(request, origin, document);
        if (found.isEmpty()) {
            return false;
        }
        CORSRule rule = found.get();
        boolean all = rule.allowedOrigins().contains(ANY);
        headers.add("access-control-allow-origin", all ? ANY : origin);
        headers.add("access-control-allow-methods", String.join(", ", rule.allowedMethods()));
        List<String> asked = askedHeaders(request);
        if (!asked.isEmpty()) {
            headers.add("access-control-allow-headers", String.join(", ", asked));
        }
        if (!rule.exposeHeaders().isEmpty()) {
            headers.add("access-control-expose-headers", String.join(", ", rule.exposeHeaders()));
        }
        if (rule.maxAgeSeconds() != null) {
            headers.add("access-control-max-age", rule.maxAgeSeconds().toString());
        }
        if (!all) {
            headers.add("access-control-allow-credentials", "true");
        }
        headers.add("vary", VARY);
        return true;
    }

    /** What a preflight asks for decides, also where another request says it. */
    private static Optional<CORSRule> rule(HttpRequest request, String origin, String document) {
        String method = request.headers().first(ASKED_METHOD).orElse(request.method());
        List<String> asked = askedHeaders(request);
        return RestXml.read(document, ROOT, CORSConfiguration.builder()).corsRules().stream()
                .filter(rule -> rule.allowedMethods().contains(method))
                .filter(rule -> rule.allowedOrigins().stream().anyMatch(pattern -> matches(pattern, origin)))
                .filter(rule -> asked.stream()
                        .allMatch(name -> rule.allowedHeaders().stream()
                                .anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), name))))
                .findFirst();
    }

    private static List<String> askedHeaders(HttpRequest request) {
        return request.headers().first(ASKED_HEADERS).stream()
                .flatMap(names -> Arrays.stream(names.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equals(text)
                : text.length() >= pattern.length() - 1
                        && text.startsWith(pattern.substring(0, star))
                        && text.endsWith(pattern.substring(star + 1));
    }
}
