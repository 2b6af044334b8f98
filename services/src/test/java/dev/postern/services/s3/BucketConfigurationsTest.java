package dev.postern.services.s3;

import static dev.postern.services.s3.S3Fixture.OURS;
import static dev.postern.services.s3.S3Fixture.THEIRS;
import static dev.postern.services.s3.S3Fixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.Tiering;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/** What a bucket can be told beside what has a test of its own. */
final class BucketConfigurationsTest {
    private final S3Fixture s3;
    private final S3Client client;

    BucketConfigurationsTest(@TempDir Path directory) {
        s3 = new S3Fixture(directory);
        client = s3.root();
    }

    @BeforeEach
    void makeABucket() {
        client.createBucket(b -> b.bucket("bucket"));
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void requestersPayWhereTheBucketSaysSo() {
        S3Client theirs = s3.client("root" + THEIRS, Region.US_EAST_1);
        client.putObject(b -> b.bucket("bucket").key("k"), RequestBody.fromString("x"));
        client.deletePublicAccessBlock(b -> b.bucket("bucket"));
        client.putBucketPolicy(b -> b.bucket("bucket").policy(Policies.letEverybody("s3:GetObject", "bucket/*", true)));
        assertThat(client.getBucketRequestPayment(b -> b.bucket("bucket")).payer())
                .isEqualTo(Payer.BUCKET_OWNER);
        assertThat(theirs.getObjectAsBytes(b -> b.bucket("bucket").key("k"))
                        .response()
                        .requestCharged())
                .isNull();
        client.putBucketRequestPayment(
                b -> b.bucket("bucket").requestPaymentConfiguration(c -> c.payer(Payer.REQUESTER)));
        assertThat(client.getBucketRequestPayment(b -> b.bucket("bucket")).payer())
                .isEqualTo(Payer.REQUESTER);
        assertThat(refusal(() -> theirs.getObjectAsBytes(b -> b.bucket("bucket").key("k"))))
                .isEqualTo("403 AccessDenied: Access Denied");
        assertThat(refusal(() -> s3.anonymous()
                        .getObjectAsBytes(b -> b.bucket("bucket").key("k").requestPayer(RequestPayer.REQUESTER))))
                .startsWith("403");
        assertThat(theirs.getObjectAsBytes(b -> b.bucket("bucket").key("k").requestPayer(RequestPayer.REQUESTER))
                        .response()
                        .requestChargedAsString())
                .isEqualTo("requester");
        assertThat(client.getObjectAsBytes(b -> b.bucket("bucket").key("k")).asUtf8String())
                .isEqualTo("x");
        theirs.createBucket(b -> b.bucket("theirs"));
        assertThat(refusal(() -> theirs.copyObject(b -> b.sourceBucket("bucket")
                        .sourceKey("k")
                        .destinationBucket("theirs")
                        .destinationKey("k"))))
                .as("a copy reads as well")
                .isEqualTo("403 AccessDenied: Access Denied");
        theirs.copyObject(b -> b.sourceBucket("bucket")
                .sourceKey("k")
                .destinationBucket("theirs")
                .destinationKey("k")
                .requestPayer(RequestPayer.REQUESTER));
        assertThat(theirs.getObjectAsBytes(b -> b.bucket("theirs").key("k")).asUtf8String())
                .isEqualTo("x");
        assertThat(refusal(() -> client.putBucketRequestPayment(
                        b -> b.bucket("bucket").requestPaymentConfiguration(c -> c.payer("Nobody")))))
                .startsWith("400 MalformedXML");
    }

    @Test
    void keepsWhetherTransfersAreAccelerated() {
        assertThat(client.getBucketAccelerateConfiguration(b -> b.bucket("bucket"))
                        .status())
                .isNull();
        client.putBucketAccelerateConfiguration(
                b -> b.bucket("bucket").accelerateConfiguration(c -> c.status(BucketAccelerateStatus.SUSPENDED)));
        assertThat(client.getBucketAccelerateConfiguration(b -> b.bucket("bucket"))
                        .status())
                .isEqualTo(BucketAccelerateStatus.SUSPENDED);
        client.createBucket(b -> b.bucket("a.dot"));
        assertThat(refusal(() -> client.putBucketAccelerateConfiguration(
                        b -> b.bucket("a.dot").accelerateConfiguration(c -> c.status(BucketAccelerateStatus.ENABLED)))))
                .startsWith("400 InvalidRequest");
    }

    @Test
    void keepsWhereLogsAreToGo() {
        assertThat(client.getBucketLogging(b -> b.bucket("bucket")).loggingEnabled())
                .isNull();
        assertThat(refusal(() -> client.putBucketLogging(b -> b.bucket("bucket")
                        .bucketLoggingStatus(s ->
                                s.loggingEnabled(l -> l.targetBucket("none").targetPrefix(""))))))
                .isEqualTo("400 InvalidTargetBucketForLogging: The target bucket for logging does not exist");
        s3.client("root" + THEIRS, Region.US_EAST_1).createBucket(b -> b.bucket("theirs"));
        assertThat(refusal(() -> client.putBucketLogging(b -> b.bucket("bucket")
                        .bucketLoggingStatus(s ->
                                s.loggingEnabled(l -> l.targetBucket("theirs").targetPrefix(""))))))
                .startsWith("400 InvalidTargetBucketForLogging: The owner");
        client.putBucketLogging(b -> b.bucket("bucket")
                .bucketLoggingStatus(
                        s -> s.loggingEnabled(l -> l.targetBucket("bucket").targetPrefix("logs/"))));
        assertThat(client.getBucketLogging(b -> b.bucket("bucket"))
                        .loggingEnabled()
                        .targetPrefix())
                .isEqualTo("logs/");
        client.putBucketLogging(b -> b.bucket("bucket").bucketLoggingStatus(s -> {}));
        assertThat(client.getBucketLogging(b -> b.bucket("bucket")).loggingEnabled())
                .isNull();
    }

    private void putMetrics(String id) {
        client.putBucketMetricsConfiguration(b ->
                b.bucket("bucket").id(id).metricsConfiguration(c -> c.id(id).filter(f -> f.prefix("p/"))));
    }

    @Test
    void keepsManyOfAKindByTheirIds() {
        assertThat(refusal(() -> client.getBucketMetricsConfiguration(
                        b -> b.bucket("bucket").id("x"))))
                .isEqualTo("404 NoSuchConfiguration: The specified configuration does not exist.");
        assertThat(refusal(() -> client.deleteBucketMetricsConfiguration(
                        b -> b.bucket("bucket").id("x"))))
                .startsWith("404 NoSuchConfiguration");
        for (int i = 0; i < 102; i++) {
            putMetrics("m%03d".formatted(i));
        }
        assertThat(client.getBucketMetricsConfiguration(b -> b.bucket("bucket").id("m007"))
                        .metricsConfiguration()
                        .filter()
                        .prefix())
                .isEqualTo("p/");
        List<String> ids = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListBucketMetricsConfigurationsResponse page = client.listBucketMetricsConfigurations(
                    b -> b.bucket("bucket").continuationToken(from));
            ids.addAll(page.metricsConfigurationList().stream()
                    .map(MetricsConfiguration::id)
                    .toList());
            token = page.nextContinuationToken();
        } while (token != null);
        assertThat(ids).hasSize(102).doesNotHaveDuplicates().isSorted();
        client.deleteBucketMetricsConfiguration(b -> b.bucket("bucket").id("m007"));
        assertThat(refusal(() -> client.getBucketMetricsConfiguration(
                        b -> b.bucket("bucket").id("m007"))))
                .startsWith("404");
        assertThat(refusal(() -> client.putBucketMetricsConfiguration(
                        b -> b.bucket("bucket").id("a").metricsConfiguration(c -> c.id("b")))))
                .startsWith("400 IdMismatch");
    }

    @Test
    void keepsInventoriesAnalyticsAndTiersApart() {
        InventoryConfiguration inventory = InventoryConfiguration.builder()
                .id("same")
                .isEnabled(true)
                .includedObjectVersions(InventoryIncludedObjectVersions.CURRENT)
                .schedule(s -> s.frequency(InventoryFrequency.DAILY))
                .destination(d -> d.s3BucketDestination(
                        s -> s.bucket("arn:aws:s3:::bucket").format(InventoryFormat.CSV)))
                .build();
        client.putBucketInventoryConfiguration(
                b -> b.bucket("bucket").id("same").inventoryConfiguration(inventory));
        assertThat(client.getBucketInventoryConfiguration(
                                b -> b.bucket("bucket").id("same"))
                        .inventoryConfiguration())
                .isEqualTo(inventory);
        assertThat(client.listBucketAnalyticsConfigurations(b -> b.bucket("bucket"))
                        .analyticsConfigurationList())
                .isEmpty();
        client.putBucketAnalyticsConfiguration(b -> b.bucket("bucket")
                .id("same")
                .analyticsConfiguration(c -> c.id("same").storageClassAnalysis(a -> {})));
        client.putBucketIntelligentTieringConfiguration(b -> b.bucket("bucket")
                .id("same")
                .intelligentTieringConfiguration(c -> c.id("same")
                        .status("Enabled")
                        .tierings(Tiering.builder()
                                .accessTier("ARCHIVE_ACCESS")
                                .days(90)
                                .build())));
        assertThat(client.listBucketIntelligentTieringConfigurations(b -> b.bucket("bucket"))
                        .intelligentTieringConfigurationList())
                .hasSize(1);
        client.deleteBucketInventoryConfiguration(b -> b.bucket("bucket").id("same"));
        assertThat(client.listBucketInventoryConfigurations(b -> b.bucket("bucket"))
                        .inventoryConfigurationList())
                .isEmpty();
        assertThat(client.listBucketAnalyticsConfigurations(b -> b.bucket("bucket"))
                        .analyticsConfigurationList())
                .hasSize(1);
        assertThat(refusal(() -> client.putBucketIntelligentTieringConfiguration(b -> b.bucket("bucket")
                        .id("half")
                        .intelligentTieringConfiguration(
                                c -> c.id("half").status("Enabled").tierings(List.of())))))
                .startsWith("400 MalformedXML");
    }

    private String refused(Consumer<InventoryConfiguration.Builder> change) {
        InventoryConfiguration.Builder inventory = InventoryConfiguration.builder()
                .id("i")
                .isEnabled(true)
                .includedObjectVersions(InventoryIncludedObjectVersions.ALL)
                .schedule(s -> s.frequency(InventoryFrequency.WEEKLY))
                .destination(d -> d.s3BucketDestination(
                        s -> s.bucket("arn:aws:s3:::bucket").format(InventoryFormat.CSV)));
        change.accept(inventory);
        return refusal(() -> client.putBucketInventoryConfiguration(
                b -> b.bucket("bucket").id("i").inventoryConfiguration(inventory.build())));
    }

    @Test
    void keepsNoConfigurationThatSaysWhatThereIsNot() {
        assertThat(refused(c -> c.id("other")))
                .isEqualTo("400 IdMismatch: Document ID does not match the specified configuration ID.");
        assertThat(refused(c -> c.schedule(s -> s.frequency("Hourly")))).startsWith("400 MalformedXML");
        assertThat(refused(c -> c.includedObjectVersions("Some"))).startsWith("400 MalformedXML");
        assertThat(refused(c -> c.optionalFieldsWithStrings("Size", "Colour"))).startsWith("400 MalformedXML");
        assertThat(refused(c -> c.destination(
                        d -> d.s3BucketDestination(s -> s.bucket("bucket").format(InventoryFormat.CSV)))))
                .isEqualTo("400 InvalidS3DestinationBucket: Invalid bucket ARN.");
        assertThat(refused(c -> c.destination(d -> d.s3BucketDestination(
                        s -> s.bucket("arn:aws:s3:::bucket").format("XLS")))))
                .startsWith("400 MalformedXML");
        assertThat(refusal(() -> client.putBucketAnalyticsConfiguration(b -> b.bucket("bucket")
                        .id("a")
                        .analyticsConfiguration(c -> c.id("a")
                                .storageClassAnalysis(s -> s.dataExport(e -> e.outputSchemaVersion("V_2")
                                        .destination(d -> d.s3BucketDestination(w ->
                                                w.bucket("arn:aws:s3:::bucket").format("CSV")))))))))
                .startsWith("400 MalformedXML");
        assertThat(tiers("COLD", 100)).startsWith("400 MalformedXML");
        assertThat(tiers("ARCHIVE_ACCESS", 89)).startsWith("400 InvalidArgument");
        assertThat(tiers("DEEP_ARCHIVE_ACCESS", 179)).startsWith("400 InvalidArgument");
        assertThat(tiers("ARCHIVE_ACCESS", 731)).startsWith("400 InvalidArgument");
    }

    private String tiers(String tier, int days) {
        return refusal(() -> client.putBucketIntelligentTieringConfiguration(b -> b.bucket("bucket")
                .id("t")
                .intelligentTieringConfiguration(c -> c.id("t")
                        .status("Enabled")
                        .tierings(Tiering.builder().accessTier(tier).days(days).build()))));
    }

    @Test
    void tellsTheFiltersOfNotificationsInItsOwnWords() {
        client.putBucketNotificationConfiguration(b -> b.bucket("bucket")
                .skipDestinationValidation(true)
                .notificationConfiguration(c -> c.topicConfigurations(TopicConfiguration.builder()
                        .topicArn("arn:aws:sns:us-east-1:" + OURS + ":topic")
                        .eventsWithStrings("s3:ObjectCreated:*")
                        .filter(f -> f.key(k -> k.filterRules(
                                FilterRule.builder().name("prefix").value("a").build(),
                                FilterRule.builder().name("SUFFIX").value("b").build())))
                        .build())));
        assertThat(client.getBucketNotificationConfiguration(b -> b.bucket("bucket"))
                        .topicConfigurations()
                        .getFirst()
                        .filter()
                        .key()
                        .filterRules())
                .extracting(FilterRule::nameAsString)
                .containsExactly("Prefix", "Suffix");
    }
}
