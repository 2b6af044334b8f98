package dev.postern.wire.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.wire.ApiException;
import dev.postern.wire.CommonError;
import dev.postern.wire.InMemoryHttp;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Type;

final class RestXmlTest {
    private static S3Client client(Function<HttpRequest, HttpResponse> handler) {
        return S3Client.builder()
                .httpClient(new InMemoryHttp(handler))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .region(Region.EU_WEST_1)
                .endpointOverride(URI.create("http://s3.eu-west-1.amazonaws.com"))
                .requestChecksumCalculation(
                        software.amazon.awssdk.core.checksums.RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .build();
    }

    /** The client gets the very response that the handler encoded. */
    private static void answers(SdkPojo response, Function<S3Client, SdkPojo> call) {
        SdkPojo received = call.apply(client(request -> RestXml.encode(200, response)));
        assertThat(received.equalsBySdkFields(response))
                .as("%s and %s", received, response)
                .isTrue();
    }

    /** The handler decodes the very request that the client sent. */
    private static <T> void asks(
            T expected, software.amazon.awssdk.utils.builder.SdkBuilder<?, T> builder, Consumer<S3Client> call) {
        call.accept(client(request -> {
            T decoded = RestXml.decode(
                    builder, request, S3Address.parse(request.host(), request.path()), InMemoryHttp.read(request));
            assertThat(decoded).isEqualTo(expected);
            return HttpResponse.empty(200, Headers.NONE);
        }));
    }

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void carriesResponsesWithListsAndPayloads() {
        answers(
                ListObjectsV2Response.builder()
                        .name("bucket")
                        .prefix("")
                        .keyCount(1)
                        .maxKeys(1000)
                        .isTruncated(false)
                        .contents(S3Object.builder()
                                .key("<k> & 'q' ü")
                                .lastModified(TIME)
                                .eTag("\"e\"")
                                .size(5_000_000_000L)
                                .storageClass("STANDARD")
                                .build())
                        .commonPrefixes(CommonPrefix.builder().prefix("a/").build())
                        .build(),
                s3 -> s3.listObjectsV2(b -> b.bucket("bucket")));
        answers(
                ListBucketsResponse.builder()
                        .owner(o -> o.id("id").displayName("me"))
                        .buckets(Bucket.builder()
                                .name("bucket")
                                .creationDate(TIME)
                                .build())
                        .build(),
                S3Client::listBuckets);
        answers(
                CreateMultipartUploadResponse.builder()
                        .bucket("bucket")
                        .key("k")
                        .uploadId("u")
                        .build(),
                s3 -> s3.createMultipartUpload(b -> b.bucket("bucket").key("k")));
        answers(
                CopyObjectResponse.builder()
                        .copyObjectResult(r -> r.eTag("\"e\"").lastModified(TIME))
                        .build(),
                s3 -> s3.copyObject(b -> b.sourceBucket("a")
                        .sourceKey("b")
                        .destinationBucket("c")
                        .destinationKey("d")));
        answers(
                GetPublicAccessBlockResponse.builder()
                        .publicAccessBlockConfiguration(
                                c -> c.blockPublicAcls(true).blockPublicPolicy(false))
                        .build(),
                s3 -> s3.getPublicAccessBlock(b -> b.bucket("bucket")));
        answers(
                DeleteObjectsResponse.builder()
                        .deleted(DeletedObject.builder().key("a").build())
                        .errors(S3Error.builder()
                                .key("b")
                                .code("AccessDenied")
                                .message("Access Denied")
                                .build())
                        .build(),
                s3 -> s3.deleteObjects(b -> b.bucket("bucket")
                        .delete(d ->
                                d.objects(ObjectIdentifier.builder().key("a").build()))));
    }

    @Test
    void carriesPoliciesLocationsAndGrantees() {
        answers(
                GetBucketPolicyResponse.builder()
                        .policy("{\"Version\":\"2012-10-17\"}")
                        .build(),
                s3 -> s3.getBucketPolicy(b -> b.bucket("bucket")));
        answers(
                GetBucketLocationResponse.builder()
                        .locationConstraint(BucketLocationConstraint.EU_WEST_1)
                        .build(),
                s3 -> s3.getBucketLocation(b -> b.bucket("bucket")));
        answers(
                GetBucketAclResponse.builder()
                        .owner(o -> o.id("id"))
                        .grants(Grant.builder()
                                .grantee(g -> g.type(Type.CANONICAL_USER).id("id"))
                                .permission("FULL_CONTROL")
                                .build())
                        .build(),
                s3 -> s3.getBucketAcl(b -> b.bucket("bucket")));
    }

    @Test
    void carriesHeaders() {
        HeadObjectResponse head = HeadObjectResponse.builder()
                .eTag("\"e\"")
                .lastModified(Instant.parse("2026-01-02T03:04:05Z"))
                .contentType("text/plain")
                .contentLength(0L)
                .metadata(Map.of("color", "blue"))
                .build();
        answers(head, s3 -> s3.headObject(b -> b.bucket("bucket").key("k")));
        PutObjectRequest put = PutObjectRequest.builder()
                .bucket("bucket")
                .key("a/b c")
                .contentType("text/plain")
                .contentLength(3L)
                .metadata(Map.of("color", "blue"))
                .ifNoneMatch("*")
                .build();
        asks(put, PutObjectRequest.builder(), s3 -> s3.putObject(put, RequestBody.fromString("abc")));
    }

    @Test
    void carriesRequestsWithBodies() {
        DeleteObjectsRequest many = DeleteObjectsRequest.builder()
                .bucket("bucket")
                .delete(d -> d.quiet(true)
                        .objects(
                                ObjectIdentifier.builder().key("a&b").build(),
                                ObjectIdentifier.builder().key("c").build()))
                .build();
        client(request -> {
                    DeleteObjectsRequest decoded = RestXml.decode(
                            DeleteObjectsRequest.builder(),
                            request,
                            S3Address.parse(request.host(), request.path()),
                            InMemoryHttp.read(request));
                    assertThat(decoded.delete()).isEqualTo(many.delete());
                    return HttpResponse.empty(200, Headers.NONE);
                })
                .deleteObjects(many);
        CompleteMultipartUploadRequest complete = CompleteMultipartUploadRequest.builder()
                .bucket("bucket")
                .key("k")
                .uploadId("u/+=")
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder().partNumber(1).eTag("\"a\"").build(),
                        CompletedPart.builder().partNumber(2).eTag("\"b\"").build()))
                .build();
        asks(complete, CompleteMultipartUploadRequest.builder(), s3 -> s3.completeMultipartUpload(complete));
        CreateBucketRequest create = CreateBucketRequest.builder()
                .bucket("bucket")
                .createBucketConfiguration(c -> c.locationConstraint("eu-west-1"))
                .build();
        asks(create, CreateBucketRequest.builder(), s3 -> s3.createBucket(create));
        ListObjectsV2Request list = ListObjectsV2Request.builder()
                .bucket("bucket")
                .prefix("a b/")
                .delimiter("/")
                .maxKeys(7)
                .encodingType("url")
                .build();
        asks(list, ListObjectsV2Request.builder(), s3 -> s3.listObjectsV2(list));
        client(request -> {
                    PutBucketPolicyRequest decoded = RestXml.decode(
                            PutBucketPolicyRequest.builder(),
                            request,
                            S3Address.parse(request.host(), request.path()),
                            InMemoryHttp.read(request));
                    assertThat(decoded.policy()).isEqualTo("{}");
                    return HttpResponse.empty(204, Headers.NONE);
                })
                .putBucketPolicy(b -> b.bucket("bucket").policy("{}"));
    }

    @Test
    void readsAKeptDocumentOnce() {
        String document =
                RestXml.document("Tag", Tag.builder().key("a").value("b").build());
        Tag read = RestXml.read(document, "Tag", Tag.builder());
        assertThat(read.value()).isEqualTo("b");
        assertThat(RestXml.read(document, "Tag", Tag.builder())).isSameAs(read);
        String large = RestXml.document(
                "Tag", Tag.builder().key("a").value("b".repeat(40_000)).build());
        assertThat(RestXml.read(large, "Tag", Tag.builder()))
                .isEqualTo(RestXml.read(large, "Tag", Tag.builder()))
                .isNotSameAs(RestXml.read(large, "Tag", Tag.builder()));
        for (int i = 0; i < 3_000; i++) { // more than are kept
            String value = Integer.toString(i);
            Tag one = Tag.builder().key("a").value(value).build();
            assertThat(RestXml.read(RestXml.document("Tag", one), "Tag", Tag.builder()))
                    .isEqualTo(one);
        }
    }

    @Test
    void refusesBadXml() {
        for (String xml : new String[] {
            "<Delete><Object>",
            "not xml",
            "<Other/>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><Delete><Object><Key>&x;</Key></Object></Delete>",
            "<Delete>" + "<a>".repeat(100) + "</a>".repeat(100) + "</Delete>"
        }) {
            assertThatThrownBy(() -> decodeDelete(xml))
                    .as(xml)
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            e -> assertThat(e.error().code()).isEqualTo("MalformedXML"));
        }
    }

    private static void decodeDelete(String xml) {
        byte[] body = xml.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = new HttpRequest("POST", "/bucket", "delete", Headers.NONE, new HttpRequest.Bytes(body));
        assertThat(RestXml.decode(
                        DeleteObjectsRequest.builder(), request, S3Address.parse("localhost", "/bucket"), body))
                .isNull();
    }

    @Test
    void refusesNumbersThatAreNone() {
        HttpRequest request =
                new HttpRequest("GET", "/bucket", "list-type=2&max-keys=many", Headers.NONE, HttpRequest.Bytes.NONE);
        assertThatThrownBy(() -> RestXml.decode(
                        ListObjectsV2Request.builder(), request, S3Address.parse("localhost", "/bucket")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.text())
                                .isEqualTo("Provided max-keys not an integer or within integer range"));
    }

    @Test
    void rendersErrors() {
        S3Client s3 = client(request -> S3Errors.encode(
                new ApiException(CommonError.ACCESS_DENIED, "no <door>", Map.of("BucketName", "bucket")),
                request,
                "request-1"));
        assertThatThrownBy(() -> s3.listObjectsV2(b -> b.bucket("bucket")))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("no <door>");
                });
    }

    @Test
    void saysInAnErrorWhatItIsAboutAndNoResource() {
        HttpRequest request = new HttpRequest("GET", "/bucket/k", "", Headers.NONE, HttpRequest.Bytes.NONE);
        HttpResponse response =
                S3Errors.encode(new ApiException(CommonError.ACCESS_DENIED, "no", Map.of("Key", "k")), request, "1");
        assertThat(new String(((HttpResponse.Bytes) response.payload()).content(), StandardCharsets.UTF_8))
                .contains("<Message>no</Message><Key>k</Key><RequestId>1</RequestId><HostId>");
    }
}
