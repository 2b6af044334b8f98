package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What nobody signs and a bucket's policy lets in, with checksums where clients put them. */
final class AnonymousUploadsTest {
    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        s3 = client(TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("open"));
        s3.deletePublicAccessBlock(r -> r.bucket("open"));
        s3.putBucketPolicy(r -> r.bucket("open").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject",
                "Resource":"arn:aws:s3:::open/*"}]}"""));
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
        gateway.close();
    }

    private S3Client client(AwsCredentialsProvider credentials) {
        return gateway.client(S3Client.builder().forcePathStyle(true), credentials);
    }

    private String kept(String key) {
        return s3.getObjectAsBytes(r -> r.bucket("open").key(key)).asUtf8String();
    }

    private HttpResponse<String> chunked(String key, String crc32) throws Exception {
        String body = "9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:" + crc32 + "\r\n\r\n";
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(gateway.endpoint().resolve("/open/" + key))
                            .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                            .header("x-amz-decoded-content-length", "9")
                            .header("x-amz-trailer", "x-amz-checksum-crc32")
                            .header("content-encoding", "aws-chunked")
                            .PUT(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void theSdkUploadsWithoutCredentials() {
        try (S3Client anybody = client(AnonymousCredentialsProvider.create())) {
            anybody.putObject(r -> r.bucket("open").key("sdk"), RequestBody.fromString("by nobody"));
            anybody.putObject(
                    r -> r.bucket("open").key("crc").checksumAlgorithm("CRC32"), RequestBody.fromString("by nobody"));
            anybody.putObject(r -> r.bucket("open").key("empty"), RequestBody.empty());
        }
        assertThat(kept("sdk")).isEqualTo("by nobody");
        assertThat(kept("crc")).isEqualTo("by nobody");
        assertThat(kept("empty")).isEmpty();
    }

    @Test
    void chunksAreTakenApartAndTheirChecksumCounts() throws Exception {
        assertThat(chunked("right", "y/Q5Jg==").statusCode()).isEqualTo(200);
        assertThat(kept("right")).isEqualTo("123456789");
        HttpResponse<String> wrong = chunked("wrong", "AAAAAA==");
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);
        assertThat(wrong.body()).contains("BadDigest");
        assertThat(s3.listObjectsV2(r -> r.bucket("open")).contents()).hasSize(1);
    }
}
