package dev.postern.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A cloud with a bucket for trails' files, and what is in it. */
final class TrailLogs implements AutoCloseable {
    static final String ACCOUNT = "000000000000";
    private static final ObjectMapper JSON = new ObjectMapper();

    final TestingGateway gateway;
    final CloudTrailClient trails;
    final S3Client s3;

    TrailLogs(Path directory) throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        trails = gateway.client(CloudTrailClient.builder(), TestingGateway.ROOT);
        s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("logs"));
        admit(ACCOUNT, "*");
    }

    @Override
    public void close() throws IOException {
        trails.close();
        s3.close();
        gateway.close();
    }

    /** Lets CloudTrail deliver for a trail of an account. */
    void admit(String account, String trail) {
        String source = "arn:aws:cloudtrail:us-east-1:" + account + ":trail/" + trail;
        s3.putBucketPolicy(
                r -> r.bucket("logs").policy("""
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",
                 "Resource":"arn:aws:s3:::logs","Condition":{"ArnLike":{"aws:SourceArn":"SOURCE"}}},
                {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
                 "Resource":"arn:aws:s3:::logs/*AWSLogs/ACCOUNT/*","Condition":{"ArnLike":{"aws:SourceArn":"SOURCE"},
                 "StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceAccount":"ACCOUNT"}}}]}
                """.replace("SOURCE", source).replace("ACCOUNT", account)));
    }

    void logging(String name) {
        trails.createTrail(r -> r.name(name).s3BucketName("logs"));
        trails.startLogging(r -> r.name(name));
    }

    List<String> keys() {
        gateway.deliverEvents();
        return s3.listObjectsV2(r -> r.bucket("logs")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** All records that were delivered. */
    List<JsonNode> records() {
        List<JsonNode> records = new ArrayList<>();
        for (String key : keys()) {
            try (GZIPInputStream unpacked = new GZIPInputStream(
                    s3.getObjectAsBytes(r -> r.bucket("logs").key(key)).asInputStream())) {
                JSON.readTree(unpacked).path("Records").forEach(records::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return records;
    }

    List<String> names() {
        return records().stream()
                .map(record -> record.path("eventName").asText())
                .toList();
    }

    static AdvancedFieldSelector is(String field, String... values) {
        return AdvancedFieldSelector.builder().field(field).equalsValue(values).build();
    }

    static AdvancedEventSelector all(AdvancedFieldSelector... fields) {
        return AdvancedEventSelector.builder().fieldSelectors(fields).build();
    }
}
