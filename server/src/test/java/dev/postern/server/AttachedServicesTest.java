package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Problem;
import dev.postern.server.Upstream.Said;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server that is attached sees requests that were signed, understood and allowed, in its own words, and nothing of who sent them. */
final class AttachedServicesTest {
    private static final String QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/orders";

    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private Upstream upstream;
    private SignedRequests requests;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        requests = new SignedRequests(gateway.endpoint());
        upstream = new Upstream();
        gateway.attach("com.amazonaws.us-east-1.sqs", upstream.url(), "theirs:their-secret");
        upstream.answer(seen -> seen.headers().getOrDefault("x-amz-target", "").endsWith("GetQueueUrl")
                ? new Said(200, Map.of(), "{\"QueueUrl\":\"" + upstream.url() + "/queue/orders\"}")
                : new Said(200, Map.of("Set-Cookie", "a=b", "Server", "theirs"), "{\"MessageId\":\"1\"}"));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        gateway.close();
    }

    @Test
    void aRequestGoesOnInTheServersWordsAndSignedByItsKeyAlone() {
        HttpResponse<String> answer = json("SendMessage", "{\"QueueUrl\":\"" + QUEUE + "\",\"MessageBody\":\"ü\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"MessageId\":\"1\"}");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "server");
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        Upstream.Seen seen = upstream.last();
        assertThat(seen.target()).isEqualTo("/");
        assertThat(seen.body())
                .isEqualTo("{\"QueueUrl\":\"" + upstream.url() + "/queue/orders\",\"MessageBody\":\"ü\"}");
        assertThat(seen.headers().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=theirs/")
                .contains("/us-east-1/sqs/aws4_request");
        assertThat(seen.headers())
                .containsEntry("x-amz-target", "AmazonSQS.SendMessage")
                .doesNotContainKeys("x-amz-security-token", "cookie", "x-forwarded-for", "te");
        assertThat(upstream.seen().toString()).doesNotContain("Credential=test").doesNotContain("their-secret");
    }

    @Test
    void theServersOwnUrlsAndArnsComeBackAsThoseOfAws() {
        upstream.answer(_ -> new Said(200, Map.of(), "{\"QueueUrl\":\"" + upstream.url() + "/queue/orders\"}"));
        assertThat(json("CreateQueue", "{\"QueueName\":\"orders\"}").body())
                .isEqualTo("{\"QueueUrl\":\"" + QUEUE + "\"}");
        upstream.answer(_ -> new Said(200, Map.of(), "{\"QueueUrls\":[\"" + upstream.url() + "/queue/orders\"]}"));
        assertThat(json("ListQueues", "{}").body()).isEqualTo("{\"QueueUrls\":[\"" + QUEUE + "\"]}");
        upstream.answer(seen -> seen.body().contains("QueueName")
                ? new Said(200, Map.of(), "<R><QueueUrl>" + upstream.url() + "/queue/orders</QueueUrl></R>")
                : new Said(200, Map.of(), "<R><Value>arn:aws:sqs:elsewhere:1:orders</Value></R>"));
        assertThat(requests.form("/", "Action=GetQueueUrl&QueueName=orders").body())
                .isEqualTo("<R><QueueUrl>" + QUEUE + "</QueueUrl></R>");
        assertThat(requests.form("/000000000000/orders", "Action=GetQueueAttributes&AttributeName.1=All")
                        .body())
                .isEqualTo("<R><Value>arn:aws:sqs:us-east-1:000000000000:orders</Value></R>");
        assertThat(upstream.last().body())
                .contains("QueueUrl=http%3A%2F%2F127.0.0.1")
                .contains("Version=2012-11-05");
    }

    @Test
    void whoMayNotIsToldByWhichPolicyAndTheServerIsNotAsked() {
        requests.sign(gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"},\
                {"Effect":"Deny","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:000000000000:orders"}]}"""));
        String one = "{\"QueueUrl\":\"" + QUEUE + "\",\"MessageBody\":\"a\"}";
        HttpResponse<String> refused = json("SendMessage", one);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("x-amzn-query-error")).contains("AccessDenied;Sender");
        assertThat(refused.body())
                .contains("\"__type\":\"AccessDenied\"")
                .contains(
                        "is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:orders")
                .contains("explicit deny");
        assertThat(json("SendMessageBatch", one).body())
                .as("by the action of the single one")
                .contains("sqs:sendmessage");
        assertThat(requests.form("/", "Action=SendMessage&MessageBody=a&QueueUrl=" + QUEUE)
                        .body())
                .contains("<Code>AccessDenied</Code>");
        assertThat(requests.form("/000000000000/orders", "Action=SendMessage&MessageBody=a")
                        .statusCode())
                .as("the path names the queue")
                .isEqualTo(403);
        assertThat(json("SendMessage", one.replace("https://sqs.us-east-1.amazonaws.com/000000000000/", ""))
                        .body())
                .as("a bare name is the same queue")
                .contains("explicit deny");
        assertThat(upstream.seen()).isEmpty();
        assertThat(json("ReceiveMessage", one).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsOfAnotherAccountIsNotThere() {
        HttpResponse<String> other =
                json("PurgeQueue", "{\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111111111111/orders\"}");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(other.headers().firstValue("x-amzn-query-error"))
                .contains("AWS.SimpleQueueService.NonExistentQueue;Sender");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AmazonSQS.Nothing | {} | UnknownOperationException",
                "AmazonSQS.sendmessage | {} | UnknownOperationException",
                "TrentService.Decrypt | {} | UnknownOperationException",
                "AmazonSQS.SendMessage | {\"QueueUrl\":\"a\",\"QueueUrl\":\"b\"} | SerializationException",
                "AmazonSQS.SendMessage | {\"QueueUrl\":\"a\",\"queueurl\":\"b\"} | SerializationException",
                "AmazonSQS.SendMessage | [1] | SerializationException",
                "AmazonSQS.SendMessage | {} trailing | SerializationException",
                "AmazonSQS.SendMessage | {} | MissingParameter",
                "AmazonSQS.SendMessage | {\"QueueUrl\":\"https://x/000000000000/a/../b\"} | InvalidAddress",
                "AmazonSQS.SendMessage | {\"QueueUrl\":\"a?b\"} | InvalidAddress"
            })
    void whatCannotBeToldApartDoesNotReachTheServer(String target, String body, String code) {
        assertThat(requests.send(
                                "/", body, Map.of("x-amz-target", target, "content-type", "application/x-amz-json-1.0"))
                        .body())
                .contains("\"" + code + "\"");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Action=SendMessage&Action=DeleteQueue&QueueUrl=a",
                "QueueUrl=a&MessageBody=b",
                "Action=Nothing&QueueUrl=a",
                "Action=SendMessage&QueueUrl=a&QueueUrl=b"
            })
    void norDoesAnAmbiguousForm(String form) {
        assertThat(requests.form("/", form).statusCode()).isEqualTo(400);
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void whoDidNotSignOrNotRightlyIsRefusedInTheProtocolsWords() {
        Map<String, String> headers =
                Map.of("x-amz-target", "AmazonSQS.ListQueues", "content-type", "application/x-amz-json-1.0");
        assertThat(requests.unsigned(headers, "{}").body()).contains("MissingAuthenticationTokenException");
        assertThat(requests.unsigned(
                                Map.of("content-type", SignedRequests.FORM), "Action=ListQueues&Version=2012-11-05")
                        .body())
                .contains("<Code>MissingAuthenticationToken</Code>");
        requests.sign(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "wrong")));
        assertThat(json("ListQueues", "{}").body()).contains("InvalidSignatureException");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void aServerThatIsGoneOrSlowIsTold() {
        CountDownLatch over = new CountDownLatch(1);
        upstream.answer(_ -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Said(200, Map.of(), "{}");
        });
        assertThat(json("ListQueues", "{}").statusCode()).isEqualTo(504);
        over.countDown();
        assertThat(gateway.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Problem.Code.ATTACHED_SERVICE_FAILS);
            assertThat(problem.text()).contains("does not answer within 2 seconds");
        });
        assertThat(json("ListQueues", "{}").statusCode()).isEqualTo(200);
        assertThat(gateway.problems()).isEmpty();
        upstream.answer(_ -> new Said(302, Map.of("Location", "http://127.0.0.1:1/"), ""));
        assertThat(json("ListQueues", "{}").statusCode())
                .as("it is not followed to where it leads")
                .isEqualTo(503);
        upstream.close();
        HttpResponse<String> gone = json("ListQueues", "{}");
        assertThat(gone.statusCode()).isEqualTo(503);
        assertThat(gone.body())
                .contains("ServiceUnavailable")
                .doesNotContain("127.0.0.1")
                .doesNotContain("their");
        assertThat(gateway.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.where()).isEqualTo("com.amazonaws.us-east-1.sqs"));
    }

    @Test
    void anotherServiceIsJudgedByTheArnsThatItNames() {
        gateway.attach("com.amazonaws.us-east-1.kms", upstream.url(), "theirs:their-secret");
        requests.sign(gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["kms:Decrypt","kms:ReEncryptFrom"],\
                "Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:kms:*:*:key/no"}]}"""));
        String no = "{\"KeyId\":\"arn:aws:kms:us-east-1:000000000000:key/no\"}";
        assertThat(requests.json("kms", "TrentService.Decrypt", no).body()).contains("explicit deny");
        assertThat(requests.json("kms", "TrentService.ReEncrypt", no.replace("/no", "/yes"))
                        .body())
                .contains("kms:ReEncryptTo");
        assertThat(requests.json("kms", "TrentService.Decrypt", "{}").body())
                .as("by which key is not said")
                .contains("key/*")
                .contains("explicit deny");
        assertThat(requests.json("kms", "TrentService.Decrypt", no.replace("/no", "/yes"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void aNameOfWhichOnlyTheServerKnowsWhoseItIsIsJudgedByWhatTheServerSays() {
        gateway.attach("com.amazonaws.us-east-1.secretsmanager", upstream.url(), "theirs:their-secret");
        String theirs = "arn:aws:secretsmanager:us-east-1:999999999999:secret:db-abcdef";
        upstream.answer(seen -> {
            boolean lookup = seen.headers().getOrDefault("x-amz-target", "").endsWith("DescribeSecret");
            boolean known = seen.body().contains("db") || seen.body().contains("hidden");
            String arn = seen.body().contains("hidden") ? theirs.replace("db", "hidden") : theirs;
            return lookup
                    ? new Said(known ? 200 : 400, Map.of(), known ? "{\"ARN\":\"" + arn + "\"}" : "{}")
                    : new Said(known ? 200 : 400, Map.of(), "{}");
        });
        requests.sign(gateway.user("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"},\
                {"Effect":"Deny","Action":"*","Resource":"arn:aws:secretsmanager:*:000000000000:secret:hidden-??????"},\
                {"Effect":"Deny","Action":"secretsmanager:DeleteSecret","Resource":"*",\
                "Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}}]}"""));
        assertThat(secret("GetSecretValue", "db").statusCode()).isEqualTo(200);
        assertThat(upstream.last().body()).as("it names what was judged").contains(theirs);
        for (String name : List.of("hidden", "arn:aws:secretsmanager:us-east-1:000000000000:secret:hidden")) {
            assertThat(secret("GetSecretValue", name).body())
                    .contains("000000000000:secret:hidden-abcdef")
                    .contains("explicit deny");
        }
        assertThat(secret("GetSecretValue", "nothing").body())
                .as("it could be any")
                .contains("000000000000:secret:*")
                .contains("explicit deny");
        assertThat(secret("DeleteSecret", "db").body())
                .as("its tags are not known here")
                .contains("explicit deny");
        assertThat(upstream.seen())
                .filteredOn(
                        seen -> !seen.headers().getOrDefault("x-amz-target", "").endsWith("DescribeSecret"))
                .hasSize(1);
    }

    private HttpResponse<String> secret(String operation, String id) {
        return requests.json("secretsmanager", "secretsmanager." + operation, "{\"SecretId\":\"" + id + "\"}");
    }

    @Test
    void atAServicesAddressNoOtherAnswers() {
        gateway.setAddressOf("sqs");
        assertThat(json("ListQueues", "{}").statusCode()).isEqualTo(200);
        assertThat(requests.json("kms", "AmazonSQS.ListQueues", "{}").body())
                .contains("Credential should be scoped to correct service: 'sqs'");
        gateway.setAddressOf("kinesis");
        HttpResponse<String> nobody = json("ListQueues", "{}");
        assertThat(nobody.statusCode()).isEqualTo(501);
        assertThat(nobody.body()).contains("Postern does not serve");
    }

    private HttpResponse<String> json(String operation, String body) {
        return requests.json("sqs", "AmazonSQS." + operation, body);
    }
}
