package dev.postern.services.s3;

import dev.postern.model.s3.Bucket;
import dev.postern.storage.Cloud;
import dev.postern.wire.http.Headers;
import dev.postern.wire.http.HttpResponse;
import dev.postern.wire.s3.RestXml;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Configurations of which a bucket can have many, by their ids: of metrics, analytics, inventories and tiers. They are kept, told
 * and taken away; nothing here makes the reports and figures that they ask for.
 *
 * @param name of the query parameter
 * @param put the configuration that a request brings
 * @param complete whether all is there that must be
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
        Predicate<T> complete,
        BiFunction<List<T>, Optional<String>, SdkPojo> listed) {
    static final KeptConfigurations<MetricsConfiguration> METRICS = new KeptConfigurations<>(
            "metrics",
            "MetricsConfiguration",
            MetricsConfiguration::builder,
            call -> call.decodeBody(PutBucketMetricsConfigurationRequest.builder())
                    .metricsConfiguration(),
            MetricsConfiguration::id,
            c -> true,
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
            c -> c.storageClassAnalysis() != null,
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
            c -> c.isEnabled() != null
                    && c.includedObjectVersions() != null
                    && c.schedule() != null
                    && c.destination() != null,
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
            c -> c.status() != null && !c.tierings().isEmpty(),
            (page, next) -> ListBucketIntelligentTieringConfigurationsResponse.builder()
                    .intelligentTieringConfigurationList(page)
                    .isTruncated(next.isPresent())
                    .nextContinuationToken(next.orElse(null))
                    .build());

    private static final int PAGE = 100;
    private static final int MOST = 1000;
    private static final int ID_MAX = 64;

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
        if (id == null || !complete.test(configuration)) {
            throw S3Error.MALFORMED_XML.with();
        }
        if (!id.equals(id(call)) || id.isEmpty() || id.length() > ID_MAX) {
            throw S3Error.argument(
                    "Configuration Id is invalid or does not match the Id of the request", "id", id(call));
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
