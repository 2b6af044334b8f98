package dev.postern.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.waiters.Ec2Waiter;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** AWS's own clients of a cloud, made for one caller in one Region. */
public final class Clients implements AutoCloseable {
    public static final AwsCredentials ROOT = AwsBasicCredentials.create("test", "test");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final URI endpoint;
    private final AwsCredentials credentials;
    private final Region region;
    private final SdkHttpClient http = Apache5HttpClient.create();
    private final Ec2Client ec2;
    private final S3Client s3;
    private final IamClient iam;
    private final StsClient sts;
    private final Route53Client route53;
    private final SnsClient sns;
    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final ElasticLoadBalancingV2Client elb;

    public Clients(URI endpoint, AwsCredentials credentials, Region region) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.region = region;
        this.ec2 = configured(Ec2Client.builder()).build();
        this.s3 = configured(S3Client.builder().forcePathStyle(true)).build();
        this.iam = configured(IamClient.builder()).build();
        this.sts = configured(StsClient.builder()).build();
        this.route53 = configured(Route53Client.builder()).build();
        this.sns = configured(SnsClient.builder()).build();
        this.sqs = configured(SqsClient.builder()).build();
        this.dynamoDb = configured(DynamoDbClient.builder()).build();
        this.elb = configured(ElasticLoadBalancingV2Client.builder()).build();
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(B builder) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .overrideConfiguration(configuration -> configuration.retryStrategy(RetryMode.STANDARD))
                .httpClient(http);
    }

    public URI endpoint() {
        return endpoint;
    }

    public Ec2Client ec2() {
        return ec2;
    }

    public S3Client s3() {
        return s3;
    }

    public IamClient iam() {
        return iam;
    }

    public StsClient sts() {
        return sts;
    }

    public Route53Client route53() {
        return route53;
    }

    public DynamoDbClient dynamoDb() {
        return dynamoDb;
    }

    public SqsClient sqs() {
        return sqs;
    }

    public SnsClient sns() {
        return sns;
    }

    public ElasticLoadBalancingV2Client elb() {
        return elb;
    }

    /** Looks often: an instance runs within a second, and the waiter of the SDK looks again after a quarter of a minute. */
    public static Ec2Waiter waiter(Ec2Client ec2) {
        return Ec2Waiter.builder()
                .client(ec2)
                .overrideConfiguration(how -> how.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(POLL))
                        .maxAttempts((int) LIMIT.dividedBy(POLL))
                        .waitTimeout(LIMIT))
                .build();
    }

    /** Runs the AWS CLI as this caller: the one on the path, which stays loaded, or that of a file, which is started. */
    public Finished cli(String program, Path directory, String... words) {
        List<String> arguments = new ArrayList<>(List.of("--endpoint-url", endpoint.toString()));
        arguments.addAll(List.of(words));
        Map<String, String> environment = environment(directory);
        return program.equals(LoadedAwsCli.PROGRAM)
                ? LoadedAwsCli.run(environment, directory, arguments)
                : Finished.run(environment, directory, Finished.words(program, arguments));
    }

    /** Runs a script that asks the AWS CLI as this caller. */
    public Finished script(Path directory, String... words) {
        Map<String, String> environment = environment(directory);
        environment.put("AWS_ENDPOINT_URL", endpoint.toString());
        environment.put("AWS_REGION", region.id());
        return Finished.run(environment, directory, words);
    }

    /** What version 1 of the AWS CLI answers to words that a space divides, each of them; it succeeds. */
    public JsonNode aws(Path directory, String words) {
        String answer =
                cli("aws", directory, (words + " --output json").split(" ", -1)).succeeded();
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(Path directory) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        environment.put("AWS_DEFAULT_REGION", region.id());
        environment.put("AWS_CONFIG_FILE", configuration(directory).toString());
        environment.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                directory.resolve("no-credentials").toString());
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_PAGER", "");
        environment.put("AWS_MAX_ATTEMPTS", "1");
        return environment;
    }

    /** Version 1 still signs URLs in the way of version 2 of the signature, which S3 takes for old buckets only. */
    private static Path configuration(Path directory) {
        try {
            return Files.writeString(directory.resolve("aws-config"), "[default]\ns3 =\n  signature_version = s3v4\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ec2.close();
        s3.close();
        iam.close();
        sts.close();
        route53.close();
        sns.close();
        sqs.close();
        dynamoDb.close();
        elb.close();
        http.close();
    }
}
