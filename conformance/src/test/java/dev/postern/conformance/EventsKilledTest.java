package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.testkit.Await;
import dev.postern.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Who was told that an object is stored can rely on its event, and who was told that a message is published on its delivery: both are in
 * the queue at least once, though the server was killed meanwhile.
 */
@Tag("conformance")
final class EventsKilledTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:told";
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:news";
    private static final int WRITERS = 6;
    private static final int ACKNOWLEDGED_BEFORE_MAX = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory = Path.of("");

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @Test
    void eachObjectAndMessageThatWasAcknowledgedIsToldOf() {
        Seeds.each(1, random -> {
            try {
                told(random);
            } catch (IOException | InterruptedException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        });
    }

    private void told(Random random) throws IOException, InterruptedException {
        int port = TestingCloud.freePort();
        SQSRestServer queues = listening(port);
        try (TestingCloud cloud = TestingCloud.prepare(directory.resolve("host"));
                SqsClient sqs = at(port)) {
            try (ServerProcess server = ServerProcess.start(cloud)) {
                configure(cloud, port);
                queues.stopAndWait(); // now nobody takes what is told
                write(cloud.root(), server, random);
            }
            queues = listening(port);
            sqs.createQueue(create -> create.queueName("told"));
            try (ServerProcess server = ServerProcess.start(cloud)) {
                awaitAll(sqs);
                write(cloud.root(), server, random);
            }
            cloud.start();
            awaitAll(sqs);
        } finally {
            queues.stopAndWait();
        }
    }

    private static void configure(TestingCloud cloud, int port) throws IOException {
        cloud.control(
                "attach",
                Map.of("name", "com.amazonaws.us-east-1.sqs", "upstream", "http://127.0.0.1:" + port, "key", "k:s"));
        SqsClient sqs = cloud.root().sqs();
        String url = sqs.createQueue(create -> create.queueName("told")).queueUrl();
        sqs.setQueueAttributes(
                set -> set.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, """
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["s3.amazonaws.com","sns.amazonaws.com"]},
                         "Action":"sqs:SendMessage","Resource":"%s"}]}""".formatted(QUEUE))));
        S3Client s3 = cloud.root().s3();
        s3.createBucket(create -> create.bucket("things"));
        s3.putBucketNotificationConfiguration(put -> put.bucket("things")
                .notificationConfiguration(to -> to.queueConfigurations(QueueConfiguration.builder()
                        .queueArn(QUEUE)
                        .eventsWithStrings("s3:ObjectCreated:*")
                        .build())));
        SnsClient sns = cloud.root().sns();
        sns.createTopic(create -> create.name("news"));
        sns.subscribe(subscribe -> subscribe
                .topicArn(TOPIC)
                .protocol("sqs")
                .endpoint(QUEUE)
                .attributes(Map.of("RawMessageDelivery", "true")));
    }

    /** Writes until some were acknowledged, kills the server, and waits for the writers. */
    private void write(Clients clients, ServerProcess server, Random random) throws InterruptedException {
        int enough = acknowledged.size() + 1 + random.nextInt(ACKNOWLEDGED_BEFORE_MAX);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int number = i;
            String prefix = acknowledged.size() + "/" + i + "/";
            writers.add(Thread.startVirtualThread(
                    number % 2 == 0
                            ? () -> untilKilled(prefix, key -> store(clients.s3(), key))
                            : () -> untilKilled(prefix, key -> publish(clients.sns(), key))));
        }
        Await.until("some were acknowledged", PATIENCE, () -> acknowledged.size() > enough);
        server.kill();
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private void untilKilled(String prefix, Consumer<String> write) {
        for (int number = 0; ; number++) {
            String key = prefix + number;
            try {
                write.accept(key);
            } catch (SdkException e) {
                return;
            }
            acknowledged.add(key);
        }
    }

    private static void store(S3Client s3, String key) {
        s3.putObject(put -> put.bucket("things").key(key), RequestBody.fromString(key));
    }

    private static void publish(SnsClient sns, String text) {
        sns.publish(publish -> publish.topicArn(TOPIC).message(text));
    }

    /** All that was acknowledged so far is told of. */
    private void awaitAll(SqsClient sqs) {
        String url = sqs.getQueueUrl(get -> get.queueName("told")).queueUrl();
        Await.until("each was told", PATIENCE, () -> {
            for (Message message : sqs.receiveMessage(
                            receive -> receive.queueUrl(url).maxNumberOfMessages(10))
                    .messages()) {
                acknowledged.removeAll(keys(message));
                sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
            }
            return acknowledged.isEmpty();
        });
        assertThat(acknowledged).isEmpty();
    }

    private static List<String> keys(Message message) {
        if (!message.body().startsWith("{")) {
            return List.of(message.body()); // as it was published
        }
        try {
            List<String> keys = new ArrayList<>();
            for (JsonNode told : JSON.readTree(message.body()).path("Records")) {
                keys.add(told.at("/s3/object/key").asText());
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SQSRestServer listening(int port) {
        return SQSRestServerBuilder.withInterface("127.0.0.1").withPort(port).start();
    }

    private static SqsClient at(int port) {
        return SqsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
                .build();
    }
}
