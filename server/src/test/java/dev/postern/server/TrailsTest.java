package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.cloudtrail.model.TrailInfo;
import software.amazon.awssdk.services.s3.S3Client;

/** Trails by the SDK over the wire: what they are, and what none is. */
final class TrailsTest {
    @TempDir
    private Path directory;

    private TrailLogs logs;
    private TestingGateway gateway;
    private CloudTrailClient trails;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        logs = new TrailLogs(directory);
        gateway = logs.gateway;
        trails = logs.trails;
        s3 = logs.s3;
    }

    @AfterEach
    void stop() throws IOException {
        logs.close();
    }

    @Test
    void aTrailIsMadeShownChangedAndDeleted() {
        CreateTrailResponse made = trails.createTrail(r -> r.name("audit")
                .s3BucketName("logs")
                .s3KeyPrefix("team")
                .tagsList(Tag.builder().key("team").value("red").build()));
        String arn = "arn:aws:cloudtrail:us-east-1:" + TrailLogs.ACCOUNT + ":trail/audit";
        assertThat(made.trailARN()).isEqualTo(arn);
        assertThat(made.includeGlobalServiceEvents()).isTrue();
        assertThat(made.isMultiRegionTrail()).isFalse();
        Trail trail = trails.getTrail(r -> r.name("audit")).trail();
        assertThat(trail.homeRegion()).isEqualTo("us-east-1");
        assertThat(trail.hasCustomEventSelectors()).isFalse();
        assertThat(trails.describeTrails().trailList()).containsExactly(trail);
        assertThat(trails.describeTrails(r -> r.trailNameList("audit", "other", arn))
                        .trailList())
                .containsExactly(trail);
        assertThat(trails.listTrails(r -> {}).trails())
                .containsExactly(TrailInfo.builder()
                        .name("audit")
                        .trailARN(arn)
                        .homeRegion("us-east-1")
                        .build());
        assertThat(trails.updateTrail(r -> r.name(arn).isMultiRegionTrail(true)).s3KeyPrefix())
                .isEqualTo("team");
        assertThat(trails.listTags(r -> r.resourceIdList(arn))
                        .resourceTagList()
                        .getFirst()
                        .tagsList())
                .extracting(Tag::value)
                .containsExactly("red");
        trails.addTags(r -> r.resourceId(arn).tagsList(Tag.builder().key("a").build()));
        trails.removeTags(
                r -> r.resourceId(arn).tagsList(Tag.builder().key("team").build()));
        assertThat(trails.listTags(r -> r.resourceIdList(arn))
                        .resourceTagList()
                        .getFirst()
                        .tagsList())
                .extracting(Tag::key)
                .containsExactly("a");
        trails.deleteTrail(r -> r.name("audit"));
        assertThat(refusal(() -> trails.getTrail(r -> r.name("audit"))))
                .isEqualTo("TrailNotFoundException: Unknown trail: audit for the user: " + TrailLogs.ACCOUNT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ab      | logs   |        | InvalidTrailNameException: Trail name too short",
                "-abc    | logs   |        | InvalidTrailNameException: Trail name must starts",
                "abc-    | logs   |        | InvalidTrailNameException: Trail name must ends",
                "a..c    | logs   |        | InvalidTrailNameException: Trail name must not have adjacent",
                "a c     | logs   |        | InvalidTrailNameException: Trail name or ARN can only",
                "10.0.0.1| logs   |        | InvalidTrailNameException: Trail name must not be in IP",
                "taken   | logs   |        | TrailAlreadyExistsException: Trail taken already exists for customer: 000000000000",
                "audit   | nobody |        | S3BucketDoesNotExistException: S3 bucket nobody does not exist!",
                "audit   | N_B    |        | InvalidS3BucketNameException",
                "audit   | closed |        | InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected",
                "audit   | logs   | /x     | InvalidS3PrefixException",
            })
    void whatIsNoTrailIsRefused(String name, String bucket, String prefix, String error) {
        trails.createTrail(r -> r.name("taken").s3BucketName("logs"));
        s3.createBucket(r -> r.bucket("closed"));
        long before = gateway.commits();
        assertThat(refusal(() -> trails.createTrail(
                        r -> r.name(name).s3BucketName(bucket).s3KeyPrefix(prefix))))
                .startsWith(error);
        assertThat(gateway.commits()).isEqualTo(before);
    }

    @Test
    void whatIsNotHonouredIsRefusedByName() {
        assertThat(refusal(() -> trails.createTrail(
                        r -> r.name("audit").s3BucketName("logs").kmsKeyId("alias/x"))))
                .contains("KmsKeyId is not supported");
        assertThat(refusal(() -> trails.createTrail(
                        r -> r.name("audit").s3BucketName("logs").enableLogFileValidation(true))))
                .contains("EnableLogFileValidation is not supported");
        assertThat(refusal(() -> trails.createTrail(r -> r.name("audit")
                        .s3BucketName("logs")
                        .isMultiRegionTrail(true)
                        .includeGlobalServiceEvents(false))))
                .startsWith("InvalidParameterCombinationException");
        for (int i = 0; i < 5; i++) {
            int number = i;
            trails.createTrail(
                    r -> r.name("trail" + number).s3BucketName("logs").enableLogFileValidation(false));
        }
        assertThat(refusal(() -> trails.createTrail(r -> r.name("audit").s3BucketName("logs"))))
                .startsWith(
                        "MaximumNumberOfTrailsExceededException: User: 000000000000 already has 5 trails in us-east-1.");
        assertThat(refusal(() -> trails.getInsightSelectors(r -> r.trailName("trail1"))))
                .startsWith("InsightNotEnabledException");
    }

    @ParameterizedTest
    @CsvSource({
        "eventCategory, Data, eventName, PutObject",
        "eventCategory, Insight, eventName, PutObject",
        "eventCategory, Management, eventName, CreateVpc",
        "eventCategory, Management, eventSource, ec2.amazonaws.com",
        "eventCategory, NetworkActivity, errorCode, VpceAccessDenied",
        "eventName, CreateVpc, readOnly, true",
    })
    void whatIsNoSelectorIsRefused(String one, String value, String other, String otherValue) {
        logs.logging("audit");
        assertThat(refusal(() -> trails.putEventSelectors(r -> r.trailName("audit")
                        .advancedEventSelectors(
                                TrailLogs.all(TrailLogs.is(one, value), TrailLogs.is(other, otherValue))))))
                .startsWith("InvalidEventSelectorsException");
        assertThat(refusal(() -> trails.putEventSelectors(r -> r.trailName("audit"))))
                .startsWith("InvalidEventSelectorsException");
    }

    @Test
    void trailsArePermittedOneByOne() {
        logs.logging("audit");
        trails.createTrail(r -> r.name("other").s3BucketName("logs"));
        AwsCredentialsProvider user = gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudtrail:*",
                "Resource":"arn:aws:cloudtrail:us-east-1:000000000000:trail/audit"}]}""");
        try (CloudTrailClient limited = gateway.client(CloudTrailClient.builder(), user)) {
            assertThat(limited.getTrailStatus(r -> r.name("audit")).isLogging()).isTrue();
            limited.putEventSelectors(r ->
                    r.trailName("audit").eventSelectors(EventSelector.builder().build()));
            assertThat(refusal(() -> limited.stopLogging(r -> r.name("other")))).startsWith("AccessDeniedException");
            assertThat(refusal(() -> limited.listTrails(r -> {}))).startsWith("AccessDeniedException");
        }
    }
}
