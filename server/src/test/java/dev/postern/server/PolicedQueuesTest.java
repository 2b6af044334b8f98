package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.Upstream.Said;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies of queues are kept and heeded here, and the server that has the queues learns nothing of them. */
final class PolicedQueuesTest {
    private static final String URL = "https://sqs.us-east-1.amazonaws.com/000000000000/orders";
    private static final String NOT_SENT =
            "{\\\"Statement\\\":{\\\"Effect\\\":\\\"Deny\\\",\\\"Principal\\\":\\\"*\\\","
                    + "\\\"Action\\\":\\\"sqs:SendMessage\\\",\\\"Resource\\\":\\\"arn:aws:sqs:us-east-1:000000000000:orders\\\"}}";
    private static final Pattern NAME = Pattern.compile("(?:QueueName(?:\":\"|=)|(?:/|%2F)queue(?:/|%2F))(\\w+)");
    private static final Pattern ACTION = Pattern.compile("(?:AmazonSQS\\.|Action=)(\\w+)");

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private Upstream upstream;
    private SignedRequests requests;
    private final Set<String> queues = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        requests = new SignedRequests(gateway.endpoint());
        upstream = new Upstream();
        gateway.attach("com.amazonaws.us-east-1.sqs", upstream.url(), "theirs:their-secret");
        upstream.answer(this::answer);
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        gateway.close();
    }

    /** A server that knows which queues there are. */
    private Said answer(Upstream.Seen seen) {
        Matcher action = ACTION.matcher(seen.headers().getOrDefault("x-amz-target", "") + " " + seen.body());
        String operation = action.find() ? action.group(1) : "";
        Matcher name = NAME.matcher(seen.body());
        String queue = name.find() ? name.group(1) : "";
        if (operation.equals("CreateQueue")) {
            queues.add(queue);
        }
        if (!queues.contains(queue)) {
            return new Said(400, Map.of(), "{\"__type\":\"QueueDoesNotExist\"}");
        }
        if (operation.equals("DeleteQueue")) {
            queues.remove(queue);
        }
        return new Said(
                200,
                Map.of(),
                switch (operation) {
                    case "CreateQueue", "GetQueueUrl" ->
                        "{\"QueueUrl\":\"" + upstream.url() + "/queue/" + queue + "\"}";
                    case "GetQueueAttributes" -> "{\"Attributes\":{\"DelaySeconds\":\"0\"}}";
                    default -> "{}";
                });
    }

    @Test
    void aPolicyIsHeededUntilItsQueueIsGone() {
        assertThat(json("CreateQueue", "{\"QueueName\":\"orders\",\"Attributes\":{\"Policy\":\"" + NOT_SENT + "\"}}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = json("SendMessage", message());
        assertThat(refused.statusCode()).as("also the root user").isEqualTo(403);
        assertThat(refused.body()).contains("with an explicit deny in a resource-based policy");
        assertThat(attributes("All")).contains("\"DelaySeconds\"").contains(NOT_SENT);
        assertThat(attributes("Policy")).contains(NOT_SENT);
        assertThat(attributes("DelaySeconds")).doesNotContain("Policy");
        assertThat(json(
                                "CreateQueue",
                                "{\"QueueName\":\"orders\",\"Attributes\":{\"Policy\":\""
                                        + NOT_SENT.replace("Deny", "Allow") + "\"}}")
                        .body())
                .contains("QueueNameExists");
        assertThat(json("DeleteQueue", queue()).statusCode()).isEqualTo(200);
        assertThat(json("CreateQueue", "{\"QueueName\":\"orders\"}").statusCode())
                .isEqualTo(200);
        assertThat(json("SendMessage", message()).statusCode()).isEqualTo(200);
        assertThat(upstream.seen().toString()).doesNotContain("Policy").doesNotContain("Statement");
    }

    @Test
    void aQueueThatWentUnseenLeavesNoPolicyToTheNext() {
        json("CreateQueue", "{\"QueueName\":\"orders\",\"Attributes\":{\"Policy\":\"" + NOT_SENT + "\"}}");
        queues.clear();
        assertThat(json("CreateQueue", "{\"QueueName\":\"orders\"}").statusCode())
                .isEqualTo(200);
        assertThat(json("SendMessage", message()).statusCode()).isEqualTo(200);
    }

    @Test
    void aQueueThatIsNotThereGetsNone() {
        long before = gateway.commits();
        assertThat(json("SetQueueAttributes", setting(NOT_SENT)).body()).contains("QueueDoesNotExist");
        assertThat(json(
                                "AddPermission",
                                "{\"QueueUrl\":\"" + URL
                                        + "\",\"Label\":\"a\",\"AWSAccountIds\":[\"111111111111\"],\"Actions\":[\"SendMessage\"]}")
                        .body())
                .contains("QueueDoesNotExist");
        queues.add("orders");
        assertThat(json("SetQueueAttributes", setting("no policy")).body())
                .contains("InvalidAttributeValue")
                .contains("Invalid value for the parameter Policy.");
        assertThat(gateway.commits()).isEqualTo(before);
    }

    @Test
    void itIsSetAndTakenAwayByEitherProtocol() {
        queues.add("orders");
        assertThat(json("SetQueueAttributes", setting(NOT_SENT)).body()).isEqualTo("{}");
        assertThat(json("SendMessage", message()).statusCode()).isEqualTo(403);
        assertThat(requests.form(
                                "/000000000000/orders",
                                "Action=SetQueueAttributes&Attribute.1.Name=Policy&Attribute.1.Value=")
                        .body())
                .contains("<SetQueueAttributesResponse");
        assertThat(json("SendMessage", message()).statusCode()).isEqualTo(200);
        json(
                "AddPermission",
                "{\"QueueUrl\":\"" + URL
                        + "\",\"Label\":\"a\",\"AWSAccountIds\":[\"111111111111\"],\"Actions\":[\"SendMessage\"]}");
        assertThat(attributes("Policy")).contains("SQS:SendMessage").contains("arn:aws:iam::111111111111:root");
        assertThat(requests.form("/000000000000/orders", "Action=RemovePermission&Label=a")
                        .statusCode())
                .isEqualTo(200);
        assertThat(attributes("Policy")).doesNotContain("Policy");
    }

    @Test
    void whatMayBeForAnyQueueIsRefusedWhereSomeHavePolicies() {
        assertThat(json("CancelMessageMoveTask", "{\"TaskHandle\":\"/queue/orders\"}")
                        .body())
                .contains("QueueDoesNotExist");
        queues.add("orders");
        json("SetQueueAttributes", setting(NOT_SENT));
        assertThat(json("CancelMessageMoveTask", "{\"TaskHandle\":\"/queue/orders\"}")
                        .body())
                .contains("UnsupportedOperation")
                .contains("where queues have policies");
    }

    private HttpResponse<String> json(String operation, String body) {
        return requests.json("sqs", "AmazonSQS." + operation, body);
    }

    private String attributes(String name) {
        return json("GetQueueAttributes", "{\"QueueUrl\":\"" + URL + "\",\"AttributeNames\":[\"" + name + "\"]}")
                .body();
    }

    private static String setting(String policy) {
        return "{\"QueueUrl\":\"" + URL + "\",\"Attributes\":{\"Policy\":\"" + policy + "\"}}";
    }

    private static String queue() {
        return "{\"QueueUrl\":\"" + URL + "\"}";
    }

    private static String message() {
        return "{\"QueueUrl\":\"" + URL + "\",\"MessageBody\":\"a\"}";
    }
}
