package dev.postern.services.s3;

import dev.postern.model.Arn;
import dev.postern.model.s3.Bucket;
import dev.postern.storage.Cloud;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.AnalyticsS3BucketDestination;
import software.amazon.awssdk.services.s3.model.IntelligentTieringAccessTier;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryS3BucketDestination;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.StorageClassAnalysisDataExport;
import software.amazon.awssdk.services.s3.model.Tiering;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Configurations of which a bucket can have many, by their ids: of metrics, analytics, inventories and tiers. They are kept, told
 * and taken away; nothing here makes the reports and figures that they ask for.
 *
 * @param name of the query parameter
 * @param put the configuration that a request brings
 * @param check refuses one that lacks what must be there, or says what there is not
 * @param listed a page of them as the answer
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html">
 *     PutBucketInventoryConfiguration</a>
 */
record KeptConfigurations<T extends SdkPojo>(
        String name,
        String root,
        Supplier<SdkBuilder<?, T>> builder,
        Function<S3Call, T> put,
        Function<T, String> id,
        Consumer<T> check,
        BiFunction<List<T>, Optional<String>, SdkPojo> listed) {
    static final KeptConfigurations<MetricsConfiguration> METRICS = new KeptConfigurations<>(
            "metrics",
            "MetricsConfiguration",
            MetricsConfiguration::builder,
            call -> call.decodeBody(PutBucketMetricsConfigurationRequest.builder())
                    .metricsConfiguration(),
            MetricsConfiguration::id,
            c -> {},
            (page, next) -> ListBucketMetricsConfigurationsResponse.builder()
                    .metricsConfigurationList(page)
                    .isTruncated(next.isPresent())
                    .nextContinuationToken(next.orElse(null))
                    .build());

    static final KeptConfigurations<AnalyticsConfiguration> ANALYTICS = new KeptConfigurations<>(
            "analytics",
            "AnalyticsConfiguration",
            AnalyticsConfiguration::builder,
            call -> call.decodeBody(PutBucketAnalyticsConfigurationRequest.builder())
                    .analyticsConfiguration(),
            AnalyticsConfiguration::id,
            KeptConfigurations::requireAnalysis,
            (page, next) -> ListBucketAnalyticsConfigurationsResponse.builder()
                    .analyticsConfigurationList(page)
                    .isTruncated(next.isPresent())
                    .nextContinuationToken(next.orElse(null))
                    .build());

    static final KeptConfigurations<InventoryConfiguration> INVENTORY = new KeptConfigurations<>(
            "inventory",
            "InventoryConfiguration",
            InventoryConfiguration::builder,
            call -> call.decodeBody(PutBucketInventoryConfigurationRequest.builder())
                    .inventoryConfiguration(),
            InventoryConfiguration::id,
            KeptConfigurations::requireInventory,
            (page, next) -> ListBucketInventoryConfigurationsResponse.builder()
                    .inventoryConfigurationList(page)
                    .isTruncated(next.isPresent())
                    .nextContinuationToken(next.orElse(null))
                    .build());

    static final KeptConfigurations<IntelligentTieringConfiguration> TIERS = new KeptConfigurations<>(
            "intelligent-tiering",
            "IntelligentTieringConfiguration",
            IntelligentTieringConfiguration::builder,
            call -> call.decodeBody(PutBucketIntelligentTieringConfigurationRequest.builder())
                    .intelligentTieringConfiguration(),
            IntelligentTieringConfiguration::id,
            KeptConfigurations::requireTiers,
            (page, next) -> ListBucketIntelligentTieringConfigurationsResponse.builder()
                    .intelligentTieringConfigurationList(page)
                    .isTruncated(next.isPresent())
                    .nextContinuationToken(next.orElse(null))
                    .build());

    private static final int PAGE = 100;
    private static final int MOST = 1000;
    private static final int ID_MAX = 64;
    private static final int TIER_DAYS_MAX = 730;

    private static void requireAnalysis(AnalyticsConfiguration asked) {
        require(asked.storageClassAnalysis() != null);
        StorageClassAnalysisDataExport export = asked.storageClassAnalysis().dataExport();
        if (export != null) {
            require(known(export.outputSchemaVersion())
                    && export.destination() != null
                    && export.destination().s3BucketDestination() != null);
            AnalyticsS3BucketDestination destination = export.destination().s3BucketDestination();
            require(known(destination.format()));
            requireBucket(destination.bucket());
        }
    }

    private static void requireInventory(InventoryConfiguration asked) {
        require(asked.isEnabled() != null
                && known(asked.includedObjectVersions())
                && asked.schedule() != null
                && known(asked.schedule().frequency())
                && asked.optionalFields().stream().allMatch(KeptConfigurations::known)
                && asked.destination() != null
                && asked.destination().s3BucketDestination() != null);
        InventoryS3BucketDestination destination = asked.destination().s3BucketDestination();
        require(known(destination.format()));
        requireBucket(destination.bucket());
    }

    private static void requireTiers(IntelligentTieringConfiguration asked) {
        require(known(asked.status()) && !asked.tierings().isEmpty());
        for (Tiering tier : asked.tierings()) {
            require(known(tier.accessTier()) && tier.days() != null);
            int least = tier.accessTier() == IntelligentTieringAccessTier.ARCHIVE_ACCESS ? 90 : 180;
            if (tier.days() < least || tier.days() > TIER_DAYS_MAX) {
                throw S3Error.argument(
                        "'Days' of " + tier.accessTier() + " must be between " + least + " and " + TIER_DAYS_MAX,
                        "Days",
                        tier.days().toString());
            }
        }
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw S3Error.MALFORMED_XML.with();
        }
    }

    /** Whether a word is there, and one that S3 has. */
    private static boolean known(@Nullable Enum<?> word) {
        return word != null && !word.name().equals("UNKNOWN_TO_SDK_VERSION");
    }

    private static void requireBucket(@Nullable String arn) {
        if (arn == null) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (Arn.parse(arn).filter(a -> a.service().equals("s3")).isEmpty()) {
            throw S3Error.INVALID_DESTINATION_BUCKET.with();
        }
    }

    private static String id(S3Call call) {
        return call.query().find("id").orElse("");
    }

    private String key(String id) {
        return name + "/" + id;
    }

    private List<String> ids(Bucket bucket) {
        return bucket.configurations().subMap(name + "/", name + "0").keySet().stream()
                .map(key -> key.substring(name.length() + 1))
                .toList();
    }

    HttpResponse get(S3Call call) {
        return RestXml.answer(call.bucket().configuration(key(id(call))).orElseThrow(() -> missing(call)));
    }

    private static dev.postern.wire.ApiException missing(S3Call call) {
        return S3Error.NO_SUCH_CONFIGURATION.with("BucketName", call.bucketName());
    }

    HttpResponse put(Cloud cloud, S3Call call) {
        T configuration = put.apply(call);
        String id = this.id.apply(configuration);
        require(id != null);
        check.accept(configuration);
        if (!id.equals(id(call))) {
            throw S3Error.ID_MISMATCH.with();
        }
        if (id.isEmpty() || id.length() > ID_MAX) {
            throw S3Error.argument("Configuration Id is invalid", "id", id);
        }
        String document = RestXml.document(root, configuration);
        BucketPolicies.change(cloud, call, bucket -> {
            if (bucket.configuration(key(id)).isEmpty() && ids(bucket).size() >= MOST) {
                throw S3Error.TOO_MANY_CONFIGURATIONS.with();
            }
            return bucket.withConfiguration(key(id), Optional.of(document));
        });
        return HttpResponse.empty(200, Headers.NONE);
    }

    HttpResponse delete(Cloud cloud, S3Call call) {
        if (call.bucket().configuration(key(id(call))).isEmpty()) {
            throw missing(call);
        }
        BucketPolicies.change(cloud, call, bucket -> bucket.withConfiguration(key(id(call)), Optional.empty()));
        return HttpResponse.empty(204, Headers.NONE);
    }

    HttpResponse list(S3Call call) {
        String after = call.query()
                .find("continuation-token")
                .filter(token -> !token.isEmpty())
                .map(Tokens::read)
                .orElse("");
        List<String> rest = ids(call.bucket()).stream()
                .filter(id -> id.compareTo(after) > 0)
                .toList();
        List<String> page = rest.stream().limit(PAGE).toList();
        Optional<String> next =
                page.size() < rest.size() ? Optional.of(Tokens.write(page.getLast())) : Optional.empty();
        List<T> configurations = page.stream()
                .flatMap(id -> call.bucket().configuration(key(id)).stream())
                .map(document -> RestXml.read(document, root, builder.get()))
                .toList();
        return RestXml.encode(200, listed.apply(configurations, next));
    }
}
