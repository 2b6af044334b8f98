package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Server access logs: what they say of requests, and into which buckets they come. */
final class AccessLogsTest {
    /** A field of a line: in brackets, in quotes, or a word. */
    private static final Pattern FIELD = Pattern.compile("\\[[^]]*]|\"[^\"]*\"|\\S+");

    @TempDir
    private Path directory = Path.of("");

    private TestingGateway gateway;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory);
        s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT);
        s3.createBucket(create -> create.bucket("data"));
        s3.createBucket(create -> create.bucket("logs"));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        gateway.close();
    }

    private void admit(String source) {
        s3.putBucketPolicy(put -> put.bucket("logs")
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"logging.s3.amazonaws.com\"},\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::logs/in/*\","
                        + "\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:s3:::" + source + "\"},"
                        + "\"StringEquals\":{\"aws:SourceAccount\":\"000000000000\"}}}}"));
    }

    private void log() {
        s3.putBucketLogging(put -> put.bucket("data")
                .bucketLoggingStatus(status ->
                        status.loggingEnabled(to -> to.targetBucket("logs").targetPrefix("in/"))));
    }

    private List<String> keys() {
        gateway.deliverAccessLogs();
        return s3.listObjectsV2(list -> list.bucket("logs")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** The fields of all lines that were delivered. */
    private List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>();
        for (String key : keys()) {
            s3.getObjectAsBytes(get -> get.bucket("logs").key(key))
                    .asUtf8String()
                    .lines()
                    .forEach(line -> {
                        List<String> fields = new ArrayList<>();
                        Matcher field = FIELD.matcher(line);
                        while (field.find()) {
                            fields.add(field.group());
                        }
                        lines.add(fields);
                    });
        }
        return lines;
    }

    @Test
    void tellWhatWasAskedAndAnswered() {
        admit("data");
        log();
        s3.putObject(put -> put.bucket("data").key("a b/ö"), RequestBody.fromString("hello"));
        s3.getObjectAsBytes(get -> get.bucket("data").key("a b/ö").range("bytes=1-2"));
        s3.headObject(head -> head.bucket("data").key("a b/ö"));
        Throwable missing = catchThrowable(
                () -> s3.getObjectAsBytes(get -> get.bucket("data").key("none")));
        assertThat(missing).isNotNull();
        s3.listObjectsV2(list -> list.bucket("data").prefix("a"));
        s3.deleteObject(delete -> delete.bucket("data").key("a b/ö"));
        s3.getBucketPolicyStatus(get -> get.bucket("logs")); // of a bucket that is not logged
        List<List<String>> lines = lines();
        assertThat(lines).allSatisfy(line -> {
            assertThat(line).hasSize(26);
            assertThat(line.get(0)).hasSize(64).isEqualTo(line.get(4));
            assertThat(line.get(1)).isEqualTo("data");
            assertThat(line.get(2)).matches("\\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \\+0000]");
            assertThat(line.get(19)).isEqualTo("SigV4");
            assertThat(line.get(21)).isEqualTo("AuthHeader");
        });
        assertThat(lines)
                .extracting(line -> String.join(
                        " ", line.get(6), line.get(7), line.get(9), line.get(10), line.get(11), line.get(12)))
                .containsExactly(
                        "REST.PUT.LOGGING_STATUS - 200 - - -",
                        "REST.PUT.OBJECT a%20b/%C3%B6 200 - - 5",
                        "REST.GET.OBJECT a%20b/%C3%B6 206 - 2 5",
                        "REST.HEAD.OBJECT a%20b/%C3%B6 200 - - 5",
                        "REST.GET.OBJECT none 404 NoSuchKey " + lines.get(4).get(11) + " -",
                        "REST.GET.BUCKET - 200 - " + lines.get(5).get(11) + " -",
                        "REST.DELETE.OBJECT a%20b/%C3%B6 204 - - -");
    }

    @Test
    void hideWhatSignsAndLetNobodyForgeAField() throws IOException, InterruptedException {
        admit("data");
        log();
        s3.putObject(put -> put.bucket("data").key("k"), RequestBody.fromString("hello"));
        URI url;
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(TestingGateway.ROOT)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            url = URI.create(presigner
                    .presignGetObject(sign -> sign.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(get -> get.bucket("data").key("k")))
                    .url()
                    .toString());
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .header("Referer", "\"x\"")
                    .header("User-Agent", "a\" 1 2")
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        List<String> line = lines().getLast();
        assertThat(line).hasSize(26);
        assertThat(line.get(8)).startsWith("\"GET /data/k?").contains("X-Amz-Signature=HIDDEN", "X-Amz-Date=2");
        assertThat(line.get(15)).isEqualTo("\"?x?\"");
        assertThat(line.get(16)).isEqualTo("\"a? 1 2\"");
        assertThat(line.get(21)).isEqualTo("QueryString");
    }

    @Test
    void holdWhateverAnAddressIsWrittenLikeInOneField() throws IOException {
        admit("data");
        log();
        try (Socket socket =
                new Socket(gateway.endpoint().getHost(), gateway.endpoint().getPort())) {
            socket.getOutputStream()
                    .write(("GET /data/k?a=\"b\"&X-Amz-Security-Toke%6e=t HTTP/1.1\r\nHost: "
                                    + gateway.endpoint().getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 4");
        }
        assertThat(lines().getLast())
                .hasSize(26)
                .contains("REST.GET.OBJECT", "\"GET /data/k?a=?b?&X-Amz-Security-Toke%6e=HIDDEN HTTP/1.1\"");
    }

    @Test
    void comeOnlyWhereTheyAreLetIn() {
        log();
        s3.headBucket(head -> head.bucket("data"));
        assertThat(keys()).isEmpty();
        admit("another");
        s3.headBucket(head -> head.bucket("data"));
        assertThat(keys()).isEmpty();
        s3.deleteBucketPolicy(delete -> delete.bucket("logs"));
        OwnershipControlsRule writer = OwnershipControlsRule.builder()
                .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                .build();
        s3.putBucketOwnershipControls(put -> put.bucket("logs").ownershipControls(controls -> controls.rules(writer)));
        s3.putBucketAcl(put -> put.bucket("logs").acl("log-delivery-write"));
        s3.headBucket(head -> head.bucket("data"));
        assertThat(lines()).extracting(line -> line.get(6)).contains("REST.HEAD.BUCKET");
    }

    @Test
    void lieInFoldersWhereTheBucketSaysSo() {
        admit("data");
        s3.putBucketLogging(put -> put.bucket("data")
                .bucketLoggingStatus(status -> status.loggingEnabled(to -> to.targetBucket("logs")
                        .targetPrefix("in/")
                        .targetObjectKeyFormat(format -> format.partitionedPrefix(
                                by -> by.partitionDateSource(PartitionDateSource.EVENT_TIME))))));
        s3.headBucket(head -> head.bucket("data"));
        assertThat(keys())
                .singleElement()
                .asString()
                .matches("in/000000000000/us-east-1/data/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9-]{10}-00-00-00-[0-9A-F]{16}");
    }
}
