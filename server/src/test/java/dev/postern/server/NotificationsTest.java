package dev.postern.server;

import static dev.postern.server.TestingGateway.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.server.Upstream.Said;
import dev.postern.services.sns.Mail;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.sns.SnsClient;

/** What buckets tell topics and queues of their objects. */
final class NotificationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";
    private static final String URL = "https://sqs.us-east-1.amazonaws.com/000000000000/orders";
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:news";
    private static final String UNREACHED =
            "InvalidArgument: Unable to validate the following destination configurations";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private Upstream upstream;
    private S3Client s3;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        upstream = new Upstream();
        upstream.answer(this::answer);
        gateway.attach("com.amazonaws.us-east-1.sqs", upstream.url(), "theirs:their-secret");
        s3 = gateway.client(S3Client.builder().forcePathStyle(true), TestingGateway.ROOT);
        s3.createBucket(r -> r.bucket("things"));
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
        gateway.close();
        upstream.close();
    }

    private Said answer(Upstream.Seen seen) {
        if (seen.headers().getOrDefault("x-amz-target", "").endsWith("SendMessage")) {
            try {
                messages.add(JSON.readTree(
                        JSON.readTree(seen.body()).path("MessageBody").asText()));
            } catch (IOException e) {
                return new Said(400, Map.of(), "{}");
            }
        }
        return new Said(200, Map.of(), "{\"QueueUrl\":\"" + upstream.url() + "/queue/orders\"}");
    }

    private static String policy(String action, String resource, String bucket) {
        return """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},\
                "Action":"%s","Resource":"%s","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::%s"},\
                "StringEquals":{"aws:SourceAccount":"000000000000"}}}}""".formatted(action, resource, bucket);
    }

    private void admit(String bucket) throws IOException {
        String attributes = JSON.writeValueAsString(
                Map.of("QueueUrl", URL, "Attributes", Map.of("Policy", policy("sqs:SendMessage", QUEUE, bucket))));
        HttpResponse<String> made =
                new SignedRequests(gateway.endpoint()).json("sqs", "AmazonSQS.SetQueueAttributes", attributes);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    }

    private void put(NotificationConfiguration configuration) {
        s3.putBucketNotificationConfiguration(r -> r.bucket("things").notificationConfiguration(configuration));
    }

    private static NotificationConfiguration toQueue(Consumer<QueueConfiguration.Builder> more, String... events) {
        QueueConfiguration.Builder queue =
                QueueConfiguration.builder().id("q").queueArn(QUEUE).eventsWithStrings(events);
        more.accept(queue);
        return NotificationConfiguration.builder()
                .queueConfigurations(queue.build())
                .build();
    }

    private static QueueConfiguration filtered(String prefix, String suffix, String event) {
        return QueueConfiguration.builder()
                .queueArn(QUEUE)
                .eventsWithStrings(event)
                .filter(f -> f.key(k -> k.filterRules(
                        FilterRule.builder().name("prefix").value(prefix).build(),
                        FilterRule.builder().name("Suffix").value(suffix).build())))
                .build();
    }

    /** What a queue gets next. */
    private JsonNode next() throws InterruptedException {
        JsonNode message = messages.poll(60, TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return message;
    }

    private JsonNode nextRecord() throws InterruptedException {
        return next().path("Records").path(0);
    }

    private static String told(JsonNode told) {
        return told.path("eventName").asText() + " "
                + told.path("s3").path("object").path("key").asText();
    }

    @Test
    void aQueueIsTestedAndThenTold() throws Exception {
        admit("things");
        put(toQueue(q -> {}, "s3:ObjectCreated:*", "s3:ObjectRemoved:*"));
        JsonNode test = next();
        assertThat(test.path("Event").asText()).isEqualTo("s3:TestEvent");
        assertThat(test.path("Bucket").asText()).isEqualTo("things");
        String etag = s3.putObject(r -> r.bucket("things").key("a/b c+ü"), RequestBody.fromString("xyz"))
                .eTag();
        JsonNode put = nextRecord();
        assertThat(put.path("eventVersion").asText()).isEqualTo("2.1");
        assertThat(put.path("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(put.path("awsRegion").asText()).isEqualTo("us-east-1");
        assertThat(put.path("eventTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(put.path("userIdentity").path("principalId").asText()).isEqualTo("AWS:000000000000");
        assertThat(put.path("requestParameters").path("sourceIPAddress").asText())
                .isEqualTo("127.0.0.1");
        assertThat(put.path("responseElements").path("x-amz-request-id").asText())
                .matches("[0-9A-Z]{16}");
        JsonNode s = put.path("s3");
        assertThat(s.path("s3SchemaVersion").asText()).isEqualTo("1.0");
        assertThat(s.path("configurationId").asText()).isEqualTo("q");
        assertThat(s.path("bucket").path("arn").asText()).isEqualTo("arn:aws:s3:::things");
        assertThat(s.path("bucket").path("ownerIdentity").path("principalId").asText())
                .matches("[A-Z0-9]{14}");
        assertThat(s.path("object").path("size").asInt()).isEqualTo(3);
        assertThat('"' + s.path("object").path("eTag").asText() + '"').isEqualTo(etag);
        assertThat(s.path("object").has("versionId")).isFalse();
        assertThat(told(put)).isEqualTo("ObjectCreated:Put a/b+c%2B%C3%BC");
        s3.copyObject(r -> r.sourceBucket("things")
                .sourceKey("a/b c+ü")
                .destinationBucket("things")
                .destinationKey("copy"));
        JsonNode copy = nextRecord();
        assertThat(told(copy)).isEqualTo("ObjectCreated:Copy copy");
        s3.deleteObjects(r -> r.bucket("things")
                .delete(d -> d.objects(ObjectIdentifier.builder().key("copy").build())));
        JsonNode deleted = nextRecord();
        assertThat(told(deleted)).isEqualTo("ObjectRemoved:Delete copy");
        assertThat(deleted.path("s3").path("object").has("size")).isFalse();
        assertThat(sequencer(put)).isLessThan(sequencer(copy));
        assertThat(sequencer(copy)).isLessThan(sequencer(deleted));
    }

    private static String sequencer(JsonNode told) {
        return told.path("s3").path("object").path("sequencer").asText();
    }

    @Test
    void versionsUploadsTagsAndListsAreToldOf() throws Exception {
        admit("things");
        s3.putBucketVersioning(
                r -> r.bucket("things").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        put(toQueue(q -> {}, "s3:ObjectCreated:CompleteMultipartUpload", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"));
        next();
        s3.putObject(r -> r.bucket("things").key("untold"), RequestBody.fromString("x"));
        String id = s3.createMultipartUpload(r -> r.bucket("things").key("u")).uploadId();
        String part = s3.uploadPart(
                        r -> r.bucket("things").key("u").uploadId(id).partNumber(1), RequestBody.fromString("x"))
                .eTag();
        for (int i = 0; i < 2; i++) { // the same again makes nothing new
            s3.completeMultipartUpload(r -> r.bucket("things")
                    .key("u")
                    .uploadId(id)
                    .multipartUpload(m -> m.parts(
                            CompletedPart.builder().partNumber(1).eTag(part).build())));
        }
        JsonNode made = nextRecord();
        assertThat(told(made)).isEqualTo("ObjectCreated:CompleteMultipartUpload u");
        assertThat(made.path("s3").path("object").path("versionId").asText()).hasSize(32);
        s3.putObjectTagging(r -> r.bucket("things")
                .key("u")
                .tagging(t -> t.tagSet(Tag.builder().key("a").value("b").build())));
        JsonNode tagged = nextRecord();
        assertThat(told(tagged)).isEqualTo("ObjectTagging:Put u");
        assertThat(tagged.path("eventVersion").asText()).isEqualTo("2.3");
        s3.deleteObjectTagging(r -> r.bucket("things").key("u"));
        assertThat(told(nextRecord())).isEqualTo("ObjectTagging:Delete u");
        String marker = s3.deleteObject(r -> r.bucket("things").key("u")).versionId();
        JsonNode marked = nextRecord();
        assertThat(told(marked)).isEqualTo("ObjectRemoved:DeleteMarkerCreated u");
        assertThat(marked.path("s3").path("object").path("versionId").asText()).isEqualTo(marker);
        s3.deleteObject(r -> r.bucket("things").key("u").versionId(marker));
        assertThat(told(nextRecord())).isEqualTo("ObjectRemoved:Delete u");
    }

    @Test
    void whatRulesOfALifecycleDoIsToldOf() throws Exception {
        admit("things");
        s3.putBucketLifecycleConfiguration(r -> r.bucket("things")
                .lifecycleConfiguration(c -> c.rules(
                        LifecycleRule.builder()
                                .id("gone")
                                .status("Enabled")
                                .filter(f -> f.prefix("gone/"))
                                .expiration(e -> e.days(1))
                                .noncurrentVersionExpiration(e -> e.noncurrentDays(2))
                                .build(),
                        LifecycleRule.builder()
                                .id("moved")
                                .status("Enabled")
                                .filter(f -> f.prefix("moved/"))
                                .transitions(Transition.builder()
                                        .days(1)
                                        .storageClass("GLACIER_IR")
                                        .build())
                                .build())));
        s3.putObject(r -> r.bucket("things").key("gone/untold"), RequestBody.fromString("x"));
        gateway.sweepBuckets(Instant.now().plus(3, ChronoUnit.DAYS));
        put(toQueue(q -> {}, "s3:LifecycleExpiration:*", "s3:LifecycleTransition"));
        next();
        s3.putObject(r -> r.bucket("things").key("gone/a b"), RequestBody.fromString("x"));
        s3.putObject(r -> r.bucket("things").key("moved/a"), RequestBody.fromString("x".repeat(1 << 18)));
        s3.putObject(r -> r.bucket("things").key("stays"), RequestBody.fromString("x"));
        gateway.sweepBuckets(Instant.now().plus(3, ChronoUnit.DAYS));
        JsonNode gone = nextRecord();
        assertThat(told(gone)).isEqualTo("LifecycleExpiration:Delete gone/a+b");
        assertThat(gone.path("eventVersion").asText()).isEqualTo("2.3");
        assertThat(gone.path("userIdentity").path("principalId").asText()).isEqualTo("s3.amazonaws.com");
        assertThat(gone.path("requestParameters").path("sourceIPAddress").asText())
                .isEqualTo("s3.amazonaws.com");
        assertThat(gone.path("responseElements").path("x-amz-request-id").asText())
                .matches("[0-9A-Z]{16}");
        assertThat(gone.has("lifecycleEventData")).isFalse();
        JsonNode moved = nextRecord();
        assertThat(told(moved)).isEqualTo("LifecycleTransition moved/a");
        assertThat(moved.at("/lifecycleEventData/transitionEventData/destinationStorageClass")
                        .asText())
                .isEqualTo("GLACIER_IR");
        assertThat(moved.path("s3").path("object").path("size").asInt()).isEqualTo(1 << 18);
        s3.putBucketVersioning(
                r -> r.bucket("things").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        String version = s3.putObject(r -> r.bucket("things").key("gone/v"), RequestBody.fromString("x"))
                .versionId();
        gateway.sweepBuckets(Instant.now().plus(3, ChronoUnit.DAYS));
        JsonNode marked = nextRecord();
        assertThat(told(marked)).isEqualTo("LifecycleExpiration:DeleteMarkerCreated gone/v");
        assertThat(marked.path("s3").path("object").path("versionId").asText()).hasSize(32);
        gateway.sweepBuckets(Instant.now().plus(9, ChronoUnit.DAYS));
        JsonNode forGood = nextRecord();
        assertThat(told(forGood)).isEqualTo("LifecycleExpiration:Delete gone/v");
        assertThat(forGood.path("s3").path("object").path("versionId").asText()).isEqualTo(version);
        gateway.settleEvents();
        assertThat(messages.stream().map(m -> told(m.path("Records").path(0))))
                .doesNotContain("LifecycleTransition moved/a");
    }

    @Test
    void archivedObjectsTellWhenTheirCopiesComeAndGo() throws Exception {
        admit("things");
        put(toQueue(q -> {}, "s3:ObjectRestore:*"));
        next();
        s3.putObject(r -> r.bucket("things").key("cold/a b").storageClass("GLACIER"), RequestBody.fromString("xyz"));
        s3.restoreObject(r -> r.bucket("things").key("cold/a b").restoreRequest(a -> a.days(1)));
        JsonNode asked = nextRecord();
        assertThat(told(asked)).isEqualTo("ObjectRestore:Post cold/a+b");
        assertThat(asked.path("eventVersion").asText()).isEqualTo("2.1");
        assertThat(asked.path("userIdentity").path("principalId").asText()).startsWith("AWS:");
        assertThat(asked.has("glacierEventData")).isFalse();
        gateway.sweepBuckets(Instant.now().plusSeconds(30));
        JsonNode there = nextRecord();
        assertThat(told(there)).isEqualTo("ObjectRestore:Completed cold/a+b");
        assertThat(there.path("userIdentity").path("principalId").asText()).startsWith("AmazonCustomer:A");
        assertThat(there.path("s3").path("object").path("size").asInt()).isEqualTo(3);
        JsonNode data = there.at("/glacierEventData/restoreEventData");
        assertThat(data.path("lifecycleRestoreStorageClass").asText()).isEqualTo("GLACIER");
        assertThat(data.path("lifecycleRestorationExpiryTime").asText()).endsWith("T00:00:00.000Z");
        gateway.sweepBuckets(Instant.now().plus(3, ChronoUnit.DAYS));
        JsonNode gone = nextRecord();
        assertThat(told(gone)).isEqualTo("ObjectRestore:Delete cold/a+b");
        assertThat(gone.path("eventVersion").asText()).isEqualTo("2.3");
        assertThat(gone.has("glacierEventData")).isFalse();
        gateway.sweepBuckets(Instant.now().plus(4, ChronoUnit.DAYS));
        gateway.settleEvents();
        assertThat(messages).as("told twice").isEmpty();
    }

    @Test
    void aTopicPassesEventsOn() throws Exception {
        try (SnsClient sns = gateway.client(SnsClient.builder(), TestingGateway.ROOT)) {
            sns.createTopic(r -> r.name("news"));
            sns.subscribe(r ->
                    r.topicArn(TOPIC).protocol("sqs").endpoint(QUEUE).attributes(Map.of("RawMessageDelivery", "true")));
            NotificationConfiguration configuration = NotificationConfiguration.builder()
                    .topicConfigurations(TopicConfiguration.builder()
                            .topicArn(TOPIC)
                            .events(Event.S3_OBJECT_CREATED_PUT)
                            .build())
                    .build();
            assertThat(refusal(() -> put(configuration))).isEqualTo(UNREACHED);
            sns.setTopicAttributes(r ->
                    r.topicArn(TOPIC).attributeName("Policy").attributeValue(policy("sns:Publish", TOPIC, "things")));
            put(configuration);
            assertThat(gateway.nextMail().body()).contains("s3:TestEvent");
            s3.putObject(r -> r.bucket("things").key("k"), RequestBody.fromString("x"));
            Mail mail = gateway.nextMail();
            assertThat(told(JSON.readTree(mail.body()).path("Records").path(0))).isEqualTo("ObjectCreated:Put k");
            String id = s3.getBucketNotificationConfiguration(r -> r.bucket("things"))
                    .topicConfigurations()
                    .getFirst()
                    .id();
            assertThat(mail.body()).as("the id that S3 gave it").contains(id);
        }
    }

    @Test
    void keysAreFilteredAndWhatIsTakenAwayIsToldNoMore() throws Exception {
        admit("things");
        put(NotificationConfiguration.builder()
                .queueConfigurations(
                        filtered("in/", ".txt", "s3:ObjectCreated:*"), filtered("in/", ".log", "s3:ObjectCreated:Put"))
                .build());
        next();
        next();
        for (String key : List.of("in/a.jpg", "out/a.txt", "in/a.txt", "in/.log")) {
            s3.putObject(r -> r.bucket("things").key(key), RequestBody.fromString("x"));
        }
        assertThat(told(nextRecord())).isEqualTo("ObjectCreated:Put in/a.txt");
        assertThat(told(nextRecord())).isEqualTo("ObjectCreated:Put in/.log");
        put(NotificationConfiguration.builder().build());
        assertThat(s3.getBucketNotificationConfiguration(r -> r.bucket("things"))
                        .hasQueueConfigurations())
                .isFalse();
        s3.putObject(r -> r.bucket("things").key("in/b.txt"), RequestBody.fromString("x"));
        put(toQueue(q -> {}, "s3:ObjectRemoved:*"));
        assertThat(next().path("Event").asText()).isEqualTo("s3:TestEvent");
    }

    @Test
    void whatCannotBeToldIsRefused() throws Exception {
        long before = gateway.commits();
        assertThat(refusal(() -> put(toQueue(q -> {}, "s3:ObjectCreated:*")))).isEqualTo(UNREACHED);
        admit("others");
        long admitted = gateway.commits();
        assertThat(refusal(() -> put(toQueue(q -> {}, "s3:ObjectCreated:*")))).isEqualTo(UNREACHED);
        assertThat(refusal(() -> put(toQueue(q -> {}, "s3:Nonsense")))).startsWith("InvalidArgument: The event");
        assertThat(refusal(() -> put(toQueue(q -> {}, "s3:Replication:*")))).startsWith("NotImplemented");
        assertThat(refusal(() -> put(toQueue(q -> q.queueArn("nonsense"), "s3:ObjectCreated:*"))))
                .isEqualTo("InvalidArgument: The ARN is not well formed");
        assertThat(refusal(() ->
                        put(toQueue(q -> q.queueArn(QUEUE.replace("us-east-1", "eu-west-1")), "s3:ObjectCreated:*"))))
                .startsWith("InvalidArgument: The notification destination service region is not valid");
        assertThat(refusal(() -> put(NotificationConfiguration.builder()
                        .eventBridgeConfiguration(
                                EventBridgeConfiguration.builder().build())
                        .build())))
                .startsWith("NotImplemented");
        assertThat(refusal(() -> put(NotificationConfiguration.builder()
                        .lambdaFunctionConfigurations(LambdaFunctionConfiguration.builder()
                                .lambdaFunctionArn("arn:aws:lambda:us-east-1:000000000000:function:f")
                                .events(Event.S3_OBJECT_CREATED)
                                .build())
                        .build())))
                .startsWith("NotImplemented");
        assertThat(gateway.commits()).isEqualTo(admitted).isGreaterThan(before);
        assertThat(messages).isEmpty();
    }

    @Test
    void twoThatOverlapAreRefused() {
        assertThat(refusal(() -> put(NotificationConfiguration.builder()
                        .queueConfigurations(
                                QueueConfiguration.builder()
                                        .queueArn(QUEUE)
                                        .events(Event.S3_OBJECT_CREATED)
                                        .build(),
                                QueueConfiguration.builder()
                                        .queueArn(QUEUE)
                                        .events(Event.S3_OBJECT_CREATED_COPY)
                                        .build())
                        .build())))
                .isEqualTo(
                        "InvalidArgument: Configurations overlap. Configurations on the same bucket cannot share a common"
                                + " event type.");
        assertThat(refusal(() -> put(NotificationConfiguration.builder()
                        .queueConfigurations(
                                filtered("a", "g", "s3:ObjectCreated:Put"), filtered("ab", "jpg", "s3:ObjectCreated:*"))
                        .build())))
                .startsWith("InvalidArgument: Configuration is ambiguously defined.");
    }

    @Test
    void unheldDestinationsAreTakenUncheckedAndDropWhatTheyMayNotGet() throws Exception {
        s3.putBucketNotificationConfiguration(r -> r.bucket("things")
                .skipDestinationValidation(true)
                .notificationConfiguration(toQueue(q -> {}, "s3:ObjectCreated:*")));
        s3.putObject(r -> r.bucket("things").key("before"), RequestBody.fromString("x"));
        gateway.settleEvents();
        admit("things");
        s3.putObject(r -> r.bucket("things").key("after"), RequestBody.fromString("x"));
        assertThat(told(nextRecord())).isEqualTo("ObjectCreated:Put after");
    }
}
