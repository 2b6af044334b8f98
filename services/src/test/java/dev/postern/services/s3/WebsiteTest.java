package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Scope;
import dev.postern.model.s3.Bucket;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

final class WebsiteTest {
    private final S3Fixture s3;
    private final S3Client client;

    WebsiteTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
    }

    @BeforeEach
    void makeASite() {
        client.createBucket(b -> b.bucket("site"));
        client.deletePublicAccessBlock(b -> b.bucket("site"));
        client.putBucketPolicy(b -> b.bucket("site").policy(Policies.letEverybody("s3:GetObject", "site/*", true)));
        for (String key : new String[] {"index.html", "docs/index.html", "error.html", "a b.txt"}) {
            client.putObject(
                    b -> b.bucket("site").key(key).contentType("text/html"), RequestBody.fromString("at " + key));
        }
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void put(Consumer<WebsiteConfiguration.Builder> configuration) {
        client.putBucketWebsite(b -> b.bucket("site").websiteConfiguration(configuration));
    }

    private String get(String path) {
        return told(s3.raw("GET", "site.s3-website-us-east-1.amazonaws.com", path, Headers.NONE, ""));
    }

    private static String told(HttpResponse response) {
        try {
            String body = new String(InProcessHttp.read(response.payload()), StandardCharsets.UTF_8);
            return response.status() + " "
                    + response.headers().first("location").orElse(body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void servesIndexesAndErrorsAsDocuments() {
        assertThat(get("/")).startsWith("404").contains("<li>Code: NoSuchWebsiteConfiguration</li>");
        put(c -> c.indexDocument(i -> i.suffix("index.html")));
        assertThat(get("/")).isEqualTo("200 at index.html");
        assertThat(get("/docs/")).isEqualTo("200 at docs/index.html");
        assertThat(get("/docs")).isEqualTo("302 /docs/");
        assertThat(get("/a%20b.txt")).isEqualTo("200 at a b.txt");
        // Who may not list is not told what is not there.
        assertThat(get("/none")).startsWith("403").contains("<h1>403 Forbidden</h1>", "<li>Code: AccessDenied</li>");
        put(c -> c.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("error.html")));
        assertThat(get("/none")).isEqualTo("403 at error.html");
        letList();
        assertThat(get("/none")).isEqualTo("404 at error.html");
        assertThat(told(s3.raw("PUT", "site.s3-website-us-east-1.amazonaws.com", "/k", Headers.NONE, "x")))
                .startsWith("405");
        assertThat(told(s3.raw("POST", "site.s3-website-us-east-1.amazonaws.com", "/", Headers.NONE, "x")))
                .as("a website takes no forms")
                .startsWith("405")
                .contains("<li>Code: MethodNotAllowed</li>");
        assertThat(told(s3.raw("GET", "none.s3-website-us-east-1.amazonaws.com", "/", Headers.NONE, "")))
                .startsWith("404")
                .contains("NoSuchBucket");
        assertThat(told(s3.raw("GET", "site.s3-website.us-east-1.localhost", "/", Headers.NONE, "")))
                .isEqualTo("200 at index.html");
    }

    private void letList() {
        client.putBucketPolicy(
                b -> b.bucket("site")
                        .policy(
                                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
                                        + "[\"s3:GetObject\",\"s3:ListBucket\"],\"Resource\":[\"arn:aws:s3:::site\",\"arn:aws:s3:::site/*\"]}}"));
    }

    private HttpResponse get(String path, Headers headers) {
        return s3.raw("GET", "site.s3-website-us-east-1.amazonaws.com", path, headers, "");
    }

    @Test
    void tellsWhyThereIsNoPageForAnError() {
        put(c -> c.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("none.html")));
        assertThat(get("/none"))
                .startsWith("403")
                .contains("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n"
                        + "<li>Code: AccessDenied</li>\n<li>Message: Access Denied</li>\n</ul>\n<hr/>");
        put(c -> c.indexDocument(i -> i.suffix("index.html")));
        assertThat(get("/none")).startsWith("403").doesNotContain("<h3>");
    }

    @Test
    void tellsProgramsOfErrorsInHeaders() {
        letList();
        put(c -> c.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("error.html")));
        Headers headers = get("/none", Headers.NONE).headers();
        assertThat(headers.first("x-amz-error-code")).contains("NoSuchKey");
        assertThat(headers.first("x-amz-error-message")).contains("The specified key does not exist.");
        assertThat(headers.first("x-amz-error-detail-Key")).contains("none");
        assertThat(get("/a%0D%0Ab: c", Headers.NONE).headers().first("x-amz-error-detail-Key"))
                .as("a key that is no header")
                .isEmpty();
        assertThat(get("/index.html", Headers.NONE).headers().first("x-amz-error-code"))
                .isEmpty();
        Headers none = s3.raw("GET", "none.s3-website-us-east-1.amazonaws.com", "/", Headers.NONE, "")
                .headers();
        assertThat(none.first("x-amz-error-code")).contains("NoSuchBucket");
        assertThat(none.first("x-amz-error-detail-BucketName")).contains("none");
    }

    /** A range, or a condition, is one of the document that was asked for. */
    @Test
    void answersErrorsWhole() {
        put(c -> c.indexDocument(i -> i.suffix("index.html")).errorDocument(e -> e.key("error.html")));
        assertThat(told(get("/none", Headers.of("range", "bytes=0-1")))).isEqualTo("403 at error.html");
        String etag = client.headObject(b -> b.bucket("site").key("error.html")).eTag();
        assertThat(told(get("/none", Headers.of("if-none-match", etag)))).isEqualTo("403 at error.html");
        assertThat(told(get("/docs", Headers.of("range", "bytes=0-1")))).isEqualTo("302 /docs/");
        assertThat(told(get("/index.html", Headers.of("range", "bytes=0-1")))).isEqualTo("206 at");
        put(c -> c.indexDocument(i -> i.suffix("index.html")));
        assertThat(told(get("/index.html", Headers.of("range", "bytes=99-"))))
                .startsWith("416")
                .contains("InvalidRange");
    }

    @Test
    void closesWhatItDoesNotSend() {
        put(c -> c.indexDocument(i -> i.suffix("index.html")));
        AtomicBoolean closed = new AtomicBoolean();
        InputStream content = new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        HttpResponse object = new HttpResponse(
                200, Headers.of("x-amz-website-redirect-location", "/docs/"), new HttpResponse.Streamed(content, 1));
        HttpResponse answer = Website.answer(
                new HttpRequest("GET", "/moved", "", Headers.NONE, HttpRequest.Bytes.NONE),
                s3.cloud.snapshot().find(Bucket.class, Scope.GLOBAL, "site"),
                "site",
                "moved",
                "id",
                (_, _) -> object);
        assertThat(told(answer)).isEqualTo("301 /docs/");
        assertThat(closed).isTrue();
    }

    @Test
    void sendsOnByRulesAndByObjects() {
        client.putObject(
                b -> b.bucket("site").key("moved").websiteRedirectLocation("/docs/"), RequestBody.fromString(""));
        put(c -> c.indexDocument(i -> i.suffix("index.html"))
                .routingRules(
                        RoutingRule.builder()
                                .condition(w -> w.keyPrefixEquals("old/"))
                                .redirect(r -> r.replaceKeyPrefixWith("new/").httpRedirectCode("302"))
                                .build(),
                        RoutingRule.builder()
                                .condition(w -> w.httpErrorCodeReturnedEquals("403"))
                                .redirect(r -> r.hostName("else.where")
                                        .protocol("https")
                                        .replaceKeyWith("sorry"))
                                .build()));
        assertThat(get("/moved")).isEqualTo("301 /docs/");
        assertThat(get("/old/a%20b")).isEqualTo("302 http://site.s3-website-us-east-1.amazonaws.com/new/a%20b");
        assertThat(get("/none")).isEqualTo("301 https://else.where/sorry");
        put(c -> c.indexDocument(i -> i.suffix("index.html"))
                .routingRules(RoutingRule.builder()
                        .condition(w -> w.httpErrorCodeReturnedEquals("403"))
                        .redirect(r -> r.replaceKeyPrefixWith("#!/ü/"))
                        .build()));
        assertThat(get("/a%23b/c")).isEqualTo("301 http://site.s3-website-us-east-1.amazonaws.com/#!/%C3%BC/a%23b/c");
        put(c -> c.redirectAllRequestsTo(r -> r.hostName("example.com")));
        assertThat(get("/a/b")).isEqualTo("301 http://example.com/a/b");
        assertThat(client.getBucketWebsite(b -> b.bucket("site"))
                        .redirectAllRequestsTo()
                        .hostName())
                .isEqualTo("example.com");
        client.deleteBucketWebsite(b -> b.bucket("site"));
        assertThat(refusal(() -> client.getBucketWebsite(b -> b.bucket("site"))))
                .startsWith("404 NoSuchWebsiteConfiguration");
    }

    private String refused(Consumer<WebsiteConfiguration.Builder> configuration) {
        return refusal(() -> client.putBucketWebsite(b -> b.bucket("site").websiteConfiguration(configuration)));
    }

    @Test
    void refusesWhatIsNoWebsite() {
        assertThat(refused(c -> {}))
                .startsWith("400 InvalidArgument: A value for IndexDocument Suffix must be provided");
        assertThat(refused(c -> c.indexDocument(i -> i.suffix("a/b"))))
                .isEqualTo("400 InvalidArgument: The IndexDocument Suffix is not well formed");
        assertThat(refused(c -> c.indexDocument(i -> i.suffix("a")).redirectAllRequestsTo(r -> r.hostName("h"))))
                .startsWith("400 InvalidArgument: RedirectAllRequestsTo cannot be provided");
        assertThat(refused(c -> c.indexDocument(i -> i.suffix("a"))
                        .routingRules(RoutingRule.builder()
                                .redirect(r -> r.replaceKeyWith("a").replaceKeyPrefixWith("b"))
                                .build())))
                .startsWith("400 InvalidRequest: You can only define");
        assertThat(refused(c -> c.indexDocument(i -> i.suffix("a"))
                        .routingRules(RoutingRule.builder()
                                .redirect(r -> r.httpRedirectCode("200"))
                                .build())))
                .startsWith("400 InvalidRequest: The provided HTTP redirect code");
    }
}
