package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** What a service delivers into a bucket is encrypted as the bucket says, and not put where the bucket's key does not let the service in. */
final class DeliveredEncryptionTest {
    @TempDir
    private Path directory = Path.of("");

    private CloudTrailClient trails;
    private S3Client s3;
    private KmsClient kms;
    private TrailLogs logs;

    @BeforeEach
    void start() throws IOException {
        logs = new TrailLogs(directory);
        trails = logs.trails;
        s3 = logs.s3;
        kms = logs.gateway.client(KmsClient.builder(), TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws IOException {
        kms.close();
        logs.close();
    }

    private void encrypt(ServerSideEncryption algorithm, @Nullable String key) {
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(
                        by -> by.sseAlgorithm(algorithm).kmsMasterKeyID(key))
                .build();
        s3.putBucketEncryption(put ->
                put.bucket("logs").serverSideEncryptionConfiguration(configuration -> configuration.rules(rule)));
    }

    private void admit(String key, String statement) {
        kms.putKeyPolicy(put -> put.keyId(key)
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                        + "\"arn:aws:iam::000000000000:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}" + statement
                        + "]}"));
    }

    private String delivery() {
        assertThat(logs.keys()).isNotNull();
        return String.valueOf(trails.getTrailStatus(get -> get.name("audit")).latestDeliveryError());
    }

    @Test
    void aKeyOfKmsMustLetTheServiceIn() {
        String key = kms.createKey().keyMetadata().arn();
        encrypt(ServerSideEncryption.AWS_KMS, key);
        logs.logging("audit");
        assertThat(delivery()).isEqualTo("AccessDenied");
        assertThat(logs.keys()).isEmpty();

        String service = ",{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudtrail.amazonaws.com\"},\"Action\":"
                + "\"kms:GenerateDataKey\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"kms:ViaService\":"
                + "\"s3.us-east-1.amazonaws.com\",\"aws:SourceArn\":\"arn:aws:cloudtrail:us-east-1:000000000000:trail/%s\"}}}";
        admit(key, service.formatted("another"));
        kms.describeKey(describe -> describe.keyId(key));
        assertThat(delivery()).isEqualTo("AccessDenied");

        admit(key, service.formatted("audit"));
        assertThat(delivery()).isEqualTo("null");
        HeadObjectResponse delivered =
                s3.headObject(head -> head.bucket("logs").key(logs.keys().getFirst()));
        assertThat(delivered.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(delivered.ssekmsKeyId()).isEqualTo(key);
        assertThat(logs.names()).contains("PutKeyPolicy");

        kms.disableKey(disable -> disable.keyId(key));
        assertThat(delivery()).isEqualTo("AccessDenied");
    }

    @Test
    void theKeyThatAwsKeepsLetsNoServiceIn() {
        encrypt(ServerSideEncryption.AWS_KMS, null);
        logs.logging("audit");
        assertThat(delivery()).isEqualTo("AccessDenied");
    }

    @Test
    void theStoresOwnKeyNeedsNobodysPermission() {
        encrypt(ServerSideEncryption.AES256, null);
        logs.logging("audit");
        assertThat(delivery()).isEqualTo("null");
        assertThat(logs.names()).contains("StartLogging");
    }
}
