package dev.postern.conformance.soak;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

/** AWS's clients, without their retries: a call that was repeated would blur what was acknowledged. */
record Api(Ec2Client ec2, S3Client s3, SdkHttpClient http) implements AutoCloseable {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

    static Api of(URI endpoint) {
        SdkHttpClient http = Apache5HttpClient.create();
        return new Api(
                configured(Ec2Client.builder(), endpoint, http).build(),
                configured(S3Client.builder().forcePathStyle(true), endpoint, http)
                        .build(),
                http);
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
            B builder, URI endpoint, SdkHttpClient http) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(dev.postern.conformance.Clients.ROOT))
                .overrideConfiguration(configuration ->
                        configuration.apiCallTimeout(CALL_LIMIT).retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .httpClient(http);
    }

    @Override
    public void close() {
        ec2.close();
        s3.close();
        http.close();
    }
}
