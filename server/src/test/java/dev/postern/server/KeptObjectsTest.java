package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** How long objects stay, by HTTP: locks keep them, and rules let them go. */
final class KeptObjectsTest {
    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory);
        s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("vault").objectLockEnabledForBucket(true));
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
        gateway.close();
    }

    @Test
    void aRuleWaitsForTheLock() {
        Instant until = Instant.now().plus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
        LifecycleRule rule = LifecycleRule.builder()
                .id("soon")
                .status("Enabled")
                .filter(f -> f.prefix("k"))
                .expiration(e -> e.days(1))
                .noncurrentVersionExpiration(n -> n.noncurrentDays(1))
                .build();
        s3.putBucketLifecycleConfiguration(r -> r.bucket("vault").lifecycleConfiguration(c -> c.rules(rule)));
        assertThat(s3.getBucketLifecycleConfiguration(r -> r.bucket("vault")).rules())
                .containsExactly(rule);
        String version = s3.putObject(
                        r -> r.bucket("vault")
                                .key("k")
                                .objectLockMode("COMPLIANCE")
                                .objectLockRetainUntilDate(until),
                        RequestBody.fromString("kept"))
                .versionId();
        HeadObjectResponse head = s3.headObject(r -> r.bucket("vault").key("k"));
        assertThat(head.expiration()).contains("rule-id=\"soon\"");
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(until);
        assertThat(refusal(() -> s3.deleteObject(r -> r.bucket("vault").key("k").versionId(version))))
                .isEqualTo("AccessDenied: Access Denied because object protected by object lock.");
        gateway.sweepBuckets(until.minusSeconds(1));
        assertThat(refusal(() -> s3.headObject(r -> r.bucket("vault").key("k"))))
                .isNotEqualTo("none");
        gateway.sweepBuckets(until.plus(Duration.ofDays(2)));
        assertThat(s3.listObjectVersions(r -> r.bucket("vault")).versions()).isEmpty();
        assertThat(s3.listObjectVersions(r -> r.bucket("vault")).deleteMarkers())
                .hasSize(1);
        gateway.sweepBuckets(until.plus(Duration.ofDays(3)));
        assertThat(s3.listObjectVersions(r -> r.bucket("vault")).deleteMarkers())
                .isEmpty();
        s3.deleteBucket(r -> r.bucket("vault"));
    }
}
