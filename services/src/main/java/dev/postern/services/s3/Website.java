package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.XmlWriter;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import dev.postern.wire.s3.S3Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.Condition;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/**
 * A bucket as a website: its index and error documents, and where its rules send who asks. Nobody signs there: what everybody may
 * read is what there is.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html">Hosting a static website using Amazon
 *     S3</a>
 */
final class Website {
    static final String NAME = "website";
    private static final String ROOT = "WebsiteConfiguration";
    private static final String REDIRECT = "x-amz-website-redirect-location";
    private static final int RULES_MAX = 50;

    /** Headers that ask for a part of one document, or on a condition about it, and not of another one in its place. */
    private static final Set<String> OF_ONE_DOCUMENT =
            Set.of("range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

    /** What no URL can hold. */
    private static final Pattern NOT_IN_URLS = Pattern.compile("[^\\[\\]!#$%&'()*+,/:;=?@A-Za-z0-9._~-]+");

    private final WebsiteConfiguration configuration;
    private final HttpRequest request;
    private final String requestId;
    private final BiFunction<HttpRequest, String, HttpResponse> objects;

    private Website(
            WebsiteConfiguration configuration,
            HttpRequest request,
            String requestId,
            BiFunction<HttpRequest, String, HttpResponse> objects) {
        this.configuration = configuration;
        this.request = request;
        this.requestId = requestId;
        this.objects = objects;
    }

    /** A configuration that may be kept, as the document that it is kept as. */
    static String checked(WebsiteConfiguration asked) {
        if (asked.redirectAllRequestsTo() != null) {
            if (asked.indexDocument() != null || asked.errorDocument() != null || asked.hasRoutingRules()) {
                throw S3Error.argument(
                        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                        "RedirectAllRequestsTo",
                        "not null");
            }
            if (asked.redirectAllRequestsTo().hostName() == null) {
                throw S3Error.MALFORMED_XML.with();
            }
            requireProtocol(asked.redirectAllRequestsTo().protocolAsString());
            return RestXml.document(ROOT, asked);
        }
        if (asked.indexDocument() == null || asked.indexDocument().suffix() == null) {
            throw S3Error.argument(
                    "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                    "IndexDocument",
                    "null");
        }
        String suffix = asked.indexDocument().suffix();
        if (suffix.isEmpty() || suffix.indexOf('/') >= 0) {
            throw S3Error.argument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix);
        }
        if (asked.errorDocument() != null
                && (asked.errorDocument().key() == null
                        || asked.errorDocument().key().isEmpty())) {
            throw S3Error.argument("The ErrorDocument Key is not well formed", "ErrorDocument", "");
        }
        if (asked.routingRules().size() > RULES_MAX) {
            throw S3Error.INVALID_REQUEST.said(
                    "A website configuration can have up to " + RULES_MAX + " routing rules");
        }
        asked.routingRules().forEach(Website::requireValid);
        return RestXml.document(ROOT, asked);
    }

    private static void requireProtocol(String protocol) {
        if (protocol != null && !protocol.equals("http") && !protocol.equals("https")) {
            throw S3Error.INVALID_REQUEST.said(
                    "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected"
                            + " automatically.");
        }
    }

    private static void requireValid(RoutingRule rule) {
        Redirect redirect = rule.redirect();
        Condition condition = rule.condition();
        if (redirect == null) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (redirect.replaceKeyPrefixWith() != null && redirect.replaceKeyWith() != null) {
            throw S3Error.INVALID_REQUEST.said("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        }
        if (condition != null
                && condition.keyPrefixEquals() == null
                && condition.httpErrorCodeReturnedEquals() == null) {
            throw S3Error.INVALID_REQUEST.said(
                    "Condition cannot be empty. To redirect all requests without a condition, the condition element"
                            + " shouldn't be present.");
        }
        requireProtocol(redirect.protocolAsString());
        String code = redirect.httpRedirectCode();
        if (code != null && !code.matches("30[1-9]|3[1-9]\\d")) {
            throw S3Error.INVALID_REQUEST.said(
                    "The provided HTTP redirect code (" + code + ") is not valid. Valid codes are 3XX except 300.");
        }
        String error = condition == null ? null : condition.httpErrorCodeReturnedEquals();
        if (error != null && !error.matches("[45]\\d\\d")) {
            throw S3Error.INVALID_REQUEST.said(
                    "The provided HTTP error code (" + error + ") is not valid. Valid codes are 4XX or 5XX.");
        }
    }

    /**
     * The answer of a bucket's website.
     *
     * @param key that is asked for; may be empty
     * @param objects what everybody gets for a key, by the method and headers of a request
     */
    static HttpResponse answer(
            HttpRequest request,
            Optional<Bucket> bucket,
            String bucketName,
            String key,
            String requestId,
            BiFunction<HttpRequest, String, HttpResponse> objects) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return page(request, requestId, S3Error.METHOD_NOT_ALLOWED.with("Method", request.method()));
        }
        if (bucket.isEmpty()) {
            return page(request, requestId, S3Error.NO_SUCH_BUCKET.with("BucketName", bucketName));
        }
        return bucket.get()
                .configuration(NAME)
                .map(document -> RestXml.read(document, ROOT, WebsiteConfiguration.builder()))
                .map(configuration -> new Website(configuration, request, requestId, objects).answer(key))
                .orElseGet(() -> page(request, requestId, S3Error.NO_SUCH_WEBSITE.with("BucketName", bucketName)));
    }

    private HttpResponse answer(String key) {
        if (configuration.redirectAllRequestsTo() != null) {
            return moved(
                    301,
                    Optional.ofNullable(configuration.redirectAllRequestsTo().protocolAsString()),
                    configuration.redirectAllRequestsTo().hostName(),
                    UrlText.path(key));
        }
        Optional<HttpResponse> sent = routed(key, "");
        if (sent.isPresent()) {
            return sent.get();
        }
        String suffix = configuration.indexDocument().suffix();
        boolean folder = key.isEmpty() || key.endsWith("/");
        HttpResponse found = objects.apply(request, folder ? key + suffix : key);
        if (found.status() < 400) {
            return found.headers().first(REDIRECT).map(to -> moved(found, to)).orElse(found);
        }
        // Who may not list is told no more of what is not there than that they may not read it.
        boolean missing = found.status() == 404 || found.status() == 403;
        if (!folder
                && missing
                && objects.apply(plain("HEAD"), key + "/" + suffix).status() == 200) {
            return HttpResponse.empty(302, Headers.of("location", "/" + UrlText.path(key) + "/"));
        }
        return routed(key, Integer.toString(found.status())).orElseGet(() -> error(found, key));
    }

    private HttpResponse error(HttpResponse found, String key) {
        int status = found.status();
        Optional<ApiException> error = refusal(status, key);
        Optional<ApiException> another = Optional.empty();
        if (configuration.errorDocument() != null && status < 500) {
            String documentKey = configuration.errorDocument().key();
            HttpResponse document = objects.apply(plain(request.method()), documentKey);
            if (document.status() == 200) {
                Headers headers = error.map(e -> named(document.headers(), e)).orElse(document.headers());
                return new HttpResponse(status, headers, document.payload());
            }
            another = refusal(document.status(), documentKey);
        }
        Optional<ApiException> ofDocument = another;
        return error.map(e -> page(request, requestId, e, ofDocument)).orElse(found);
    }

    private static Optional<ApiException> refusal(int status, String key) {
        return switch (status) {
            case 403 -> Optional.of(S3Error.ACCESS_DENIED.with());
            case 404 -> Optional.of(S3Error.NO_SUCH_KEY.with("Key", key));
            default -> Optional.empty();
        };
    }

    /** Headers that tell programs what the page tells people. */
    private static Headers named(Headers page, ApiException error) {
        Headers.Builder headers = Headers.builder();
        page.forEach(headers::add);
        headers.add("x-amz-error-code", error.error().code());
        headers.add("x-amz-error-message", error.text());
        error.details().forEach((name, value) -> {
            if (value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) { // a key may be what no header is
                headers.add("x-amz-error-detail-" + name, value);
            }
        });
        return headers.build();
    }

    /** The request as one for another document than it named. */
    private HttpRequest plain(String method) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, value) -> {
            if (!OF_ONE_DOCUMENT.contains(name)) {
                headers.add(name, value);
            }
        });
        return new HttpRequest(method, request.path(), "", headers.build(), HttpRequest.Bytes.NONE);
    }

    /** Where an object says that its reader is to go instead. */
    private static HttpResponse moved(HttpResponse object, String location) {
        try {
            object.payload().release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HttpResponse.empty(301, Headers.of("location", location));
    }

    /**
     * Where a rule sends the one who asks.
     *
     * @param status of the error that they would be answered; empty before it is known
     */
    private Optional<HttpResponse> routed(String key, String status) {
        return configuration.routingRules().stream()
                .filter(rule -> applies(rule.condition(), key, status))
                .findFirst()
                .map(rule -> moved(rule, key));
    }

    private static boolean applies(Condition condition, String key, String status) {
        if (condition == null) {
            return status.isEmpty();
        }
        String prefix = condition.keyPrefixEquals() == null ? "" : condition.keyPrefixEquals();
        String error = condition.httpErrorCodeReturnedEquals() == null ? "" : condition.httpErrorCodeReturnedEquals();
        return key.startsWith(prefix) && error.equals(status);
    }

    private HttpResponse moved(RoutingRule rule, String key) {
        Redirect redirect = rule.redirect();
        String to = UrlText.path(key);
        if (redirect.replaceKeyWith() != null) {
            to = escaped(redirect.replaceKeyWith());
        } else if (redirect.replaceKeyPrefixWith() != null) {
            Condition condition = rule.condition();
            String prefix = condition == null || condition.keyPrefixEquals() == null ? "" : condition.keyPrefixEquals();
            to = escaped(redirect.replaceKeyPrefixWith()) + UrlText.path(key.substring(prefix.length()));
        }
        int code = redirect.httpRedirectCode() == null ? 301 : Integer.parseInt(redirect.httpRedirectCode());
        String host =
                redirect.hostName() == null ? request.headers().first("host").orElse("") : redirect.hostName();
        return moved(code, Optional.ofNullable(redirect.protocolAsString()), host, to);
    }

    private static HttpResponse moved(int code, Optional<String> protocol, String host, String path) {
        return HttpResponse.empty(code, Headers.of("location", protocol.orElse("http") + "://" + host + "/" + path));
    }

    /** A rule's text is a piece of a URL: pages of one document have {@code #!/} there. */
    private static String escaped(String text) {
        return NOT_IN_URLS.matcher(text).replaceAll(match -> UrlText.path(match.group()));
    }

    private static HttpResponse page(HttpRequest request, String requestId, ApiException error) {
        return page(request, requestId, error, Optional.empty());
    }

    /**
     * An error as a page for people.
     *
     * @param ofDocument why it is not the page that the website has for errors
     */
    private static HttpResponse page(
            HttpRequest request, String requestId, ApiException error, Optional<ApiException> ofDocument) {
        int status = error.error().status();
        String title = status + " "
                + switch (status) {
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 405 -> "Method Not Allowed";
                    default -> "Error";
                };
        Map<String, String> told = told(error);
        told.put("RequestId", requestId);
        told.put("HostId", S3Errors.hostId(requestId));
        String another = ofDocument
                .map(e -> "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n"
                        + listed(told(e)))
                .orElse("");
        String body = "<html>\n<head><title>" + title + "</title></head>\n<body>\n<h1>" + title + "</h1>\n"
                + listed(told) + another + "<hr/>\n</body>\n</html>\n";
        Headers headers = named(Headers.of("content-type", "text/html; charset=utf-8"), error);
        HttpResponse page = HttpResponse.of(status, headers, body);
        return request.method().equals("HEAD")
                ? new HttpResponse(
                        status,
                        headers,
                        new HttpResponse.HeadOnly(page.payload().length()))
                : page;
    }

    private static Map<String, String> told(ApiException error) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("Code", error.error().code());
        told.put("Message", error.text());
        told.putAll(error.details());
        return told;
    }

    private static String listed(Map<String, String> told) {
        StringBuilder items = new StringBuilder("<ul>\n");
        told.forEach((name, value) -> items.append("<li>")
                .append(name)
                .append(": ")
                .append(XmlWriter.escaped(value))
                .append("</li>\n"));
        return items.append("</ul>\n").toString();
    }
}
