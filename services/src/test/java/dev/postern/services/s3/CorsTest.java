package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** Cross-origin requests, by what S3 was seen to answer to the same. */
final class CorsTest {
    private static final String NOT_ALLOWED = "This CORS request is not allowed.";

    private final S3Fixture s3;
    private final S3Client client;

    CorsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
    }

    @BeforeEach
    void makeABucket() {
        client.createBucket(b -> b.bucket("bucket"));
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("x"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    private void put(CORSRule... rules) {
        client.putBucketCors(b -> b.bucket("bucket").corsConfiguration(c -> c.corsRules(rules)));
    }

    private static CORSRule.Builder rule(String origin, String... methods) {
        return CORSRule.builder().allowedOrigins(origin).allowedMethods(methods);
    }

    private HttpResponse preflight(String... headers) {
        return s3.raw("OPTIONS", "bucket.s3.amazonaws.com", "/k", Headers.of(headers), "");
    }

    private static String body(HttpResponse response) {
        try {
            return new String(InProcessHttp.read(response.payload()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String header(HttpResponse response, String name) {
        return response.headers().first(name).orElse("none");
    }

    private HttpResponse asked(String origin, String method) {
        return preflight("origin", origin, "access-control-request-method", method);
    }

    @Test
    void keepsRulesAsTheyWereSaid() {
        assertThat(refusal(() -> client.getBucketCors(b -> b.bucket("bucket"))))
                .isEqualTo("404 NoSuchCORSConfiguration: The CORS configuration does not exist");
        CORSRule first = rule("http://test.com:80", "GET", "PUT")
                .id("first")
                .allowedHeaders("x-AMZ-server-SIDE-encryption")
                .exposeHeaders("ETag")
                .maxAgeSeconds(7)
                .build();
        CORSRule second = rule("", "HEAD").build();
        put(first, second);
        assertThat(client.getBucketCors(b -> b.bucket("bucket")).corsRules()).containsExactly(first, second);
        client.deleteBucketCors(b -> b.bucket("bucket"));
        client.deleteBucketCors(b -> b.bucket("bucket"));
        assertThat(refusal(() -> client.getBucketCors(b -> b.bucket("bucket")))).startsWith("404");
    }

    private String refusedRule(CORSRule... rules) {
        return refusal(() -> client.putBucketCors(b -> b.bucket("bucket").corsConfiguration(c -> c.corsRules(rules))));
    }

    @Test
    void refusesRulesThatS3Refuses() {
        assertThat(refusedRule()).startsWith("400 MalformedXML");
        assertThat(refusedRule(
                        Collections.nCopies(101, rule("*", "GET").build()).toArray(new CORSRule[0])))
                .startsWith("400 MalformedXML");
        assertThat(refusedRule(CORSRule.builder().allowedMethods("GET").build()))
                .startsWith("400 MalformedXML");
        assertThat(refusedRule(CORSRule.builder().allowedOrigins("*").build())).startsWith("400 MalformedXML");
        assertThat(refusedRule(rule("*", "GET", "PATCH").build()))
                .isEqualTo(
                        "400 InvalidRequest: Found unsupported HTTP method in CORS config. Unsupported method is PATCH");
        assertThat(refusedRule(rule("*example*.com", "GET").build()))
                .isEqualTo("400 InvalidRequest: AllowedOrigin \"*example*.com\" can not have more than one wildcard.");
        assertThat(refusedRule(rule("*", "GET").allowedHeaders("*-*").build()))
                .isEqualTo("400 InvalidRequest: AllowedHeader \"*-*\" can not have more than one wildcard.");
        assertThat(refusedRule(rule("*", "GET").exposeHeaders("*").build()))
                .startsWith("400 InvalidRequest: ExposeHeader \"*\" contains wildcard.");
        put(Collections.nCopies(100, rule("*", "GET").build()).toArray(new CORSRule[0]));
    }

    @Test
    void refusesPreflightsThatNoRuleFits() {
        assertThat(preflight().status()).isEqualTo(400);
        assertThat(body(preflight()))
                .contains("<Code>BadRequest</Code>", "Insufficient information. Origin request header needed.");
        assertThat(asked("http://a", "PUT").status()).isEqualTo(403);
        assertThat(body(asked("http://a", "PUT")))
                .contains(
                        "CORSResponse: CORS is not enabled for this bucket.",
                        "<Method>PUT</Method><ResourceType>BUCKET</ResourceType>");
        assertThat(body(s3.raw("OPTIONS", "nobodys.s3.amazonaws.com", "/k", Headers.of("origin", "http://a"), "")))
                .contains("CORSResponse: Bucket not found", "<Method>OPTIONS</Method>");
        put(rule("https://localhost:4200", "GET", "PUT").build());
        assertThat(asked("http://localhost:4200", "PUT").status()).isEqualTo(403);
        assertThat(body(asked("http://localhost:4200", "PUT")))
                .contains(NOT_ALLOWED, "<Method>PUT</Method><ResourceType>OBJECT</ResourceType>");
        assertThat(body(asked("https://localhost:4200", "DELETE"))).contains(NOT_ALLOWED);
        assertThat(body(preflight("origin", "https://localhost:4200")))
                .contains("Invalid Access-Control-Request-Method: null");
        assertThat(body(asked("https://localhost:4200", "FOO"))).contains("Invalid Access-Control-Request-Method: FOO");
        // Without allowed headers, none may be asked for.
        assertThat(preflight(
                                "origin",
                                "https://localhost:4200",
                                "access-control-request-method",
                                "PUT",
                                "access-control-request-headers",
                                "x-amz-acl")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void answersPreflightsByTheFirstRuleThatFits() {
        put(
                rule("https://localhost:4200", "GET", "PUT")
                        .allowedHeaders("X-amz-*", "content-type")
                        .exposeHeaders("ETag", "x-amz-id-2")
                        .maxAgeSeconds(3000)
                        .build(),
                rule("*", "DELETE").build());
        HttpResponse answer = preflight(
                "origin",
                "https://localhost:4200",
                "access-control-request-method",
                "PUT",
                "access-control-request-headers",
                "X-Amz-Request-Payer,content-TYPE");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "access-control-allow-origin")).isEqualTo("https://localhost:4200");
        assertThat(header(answer, "access-control-allow-methods")).isEqualTo("GET, PUT");
        assertThat(header(answer, "access-control-allow-headers")).isEqualTo("x-amz-request-payer, content-type");
        assertThat(header(answer, "access-control-expose-headers")).isEqualTo("ETag, x-amz-id-2");
        assertThat(header(answer, "access-control-max-age")).isEqualTo("3000");
        assertThat(header(answer, "access-control-allow-credentials")).isEqualTo("true");
        assertThat(header(answer, "vary"))
                .isEqualTo("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
        HttpResponse any = asked("http://random:1234", "DELETE");
        assertThat(header(any, "access-control-allow-origin")).isEqualTo("*");
        assertThat(header(any, "access-control-allow-credentials")).isEqualTo("none");
    }

    @Test
    void matchesOriginsFromEndToEnd() {
        put(
                rule("*suffix", "GET").build(),
                rule("start*end", "GET").build(),
                rule("prefix*", "GET").build());
        for (String origin : List.of("foo.suffix", "startend", "start1end", "prefix", "prefix.suffix")) {
            assertThat(asked(origin, "GET").status()).as(origin).isEqualTo(200);
        }
        for (String origin : List.of("foo.bar", "foo.suffix.get", "0start12end", "bla.prefix", "starend")) {
            assertThat(asked(origin, "GET").status()).as(origin).isEqualTo(403);
        }
    }

    @Test
    void tellsPagesThatTheyMayReadAnswersAndErrors() {
        put(rule("http://a", "GET").build());
        HttpResponse refused = s3.raw("GET", "bucket.s3.amazonaws.com", "/k", Headers.of("origin", "http://a"), "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(header(refused, "access-control-allow-origin")).isEqualTo("http://a");
        client.deletePublicAccessBlock(b -> b.bucket("bucket"));
        client.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.letEverybody("s3:GetObject", "bucket/*", true)));
        HttpResponse read = s3.raw("GET", "bucket.s3.amazonaws.com", "/k", Headers.of("origin", "http://a"), "");
        assertThat(read.status()).isEqualTo(200);
        assertThat(header(read, "access-control-allow-methods")).isEqualTo("GET");
        assertThat(header(read, "vary")).startsWith("Origin");
        for (String[] headers : Arrays.asList(new String[] {"origin", "http://b"}, new String[] {}, new String[] {
            "origin", "http://a", "access-control-request-method", "PUT"
        })) {
            HttpResponse plain = s3.raw("GET", "bucket.s3.amazonaws.com", "/k", Headers.of(headers), "");
            assertThat(plain.status()).isEqualTo(200);
            assertThat(header(plain, "access-control-allow-origin")).isEqualTo("none");
            assertThat(header(plain, "vary")).isEqualTo("none");
        }
        // What is refused before S3 looks at it is an answer as well.
        HttpResponse wrong = s3.raw(
                "GET",
                "bucket.s3.amazonaws.com",
                "/k",
                Headers.of("origin", "http://a", "authorization", "AWS4-HMAC-SHA256 nonsense"),
                "");
        assertThat(wrong.status()).isBetween(400, 403);
        assertThat(header(wrong, "access-control-allow-origin")).isEqualTo("http://a");
    }

    @Test
    void answersThePreflightOfAPresignedUrl() {
        put(rule("http://a", "PUT").build());
        assertThat(s3.raw(
                                "OPTIONS",
                                "bucket.s3.amazonaws.com",
                                "/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0",
                                Headers.of("origin", "http://a", "access-control-request-method", "PUT"),
                                "")
                        .status())
                .isEqualTo(200);
    }
}
